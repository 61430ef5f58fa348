"""Starting what one process runs and stopping it in good order: a database, a web server, the worker, the bots."""

import asyncio
import json
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import Context
from dataclasses import asdict, dataclass, replace
from functools import partial

import asyncpg
import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors.multiprocess import Multiprocess

from api import data_folder, embedded
from api.demo import fake_stripe
from api.migrating import migrate
from api.settings import Settings, WrongSetting
from stores.database import address_alone

DRAIN_S = 15
REACH_S = 10
STOPPING = (signal.SIGINT, signal.SIGTERM)
log = logging.getLogger("wharfside")


@dataclass(frozen=True)
class SignIn:
    """One of the demo's staff, as its screen shows them."""

    email: str
    password: str
    role: str
    stores: list[str]


@dataclass(frozen=True)
class Parts:
    """What the demo puts together. The command line hands them in, for only it knows every floor."""

    app: Callable[[Settings], ASGIApp]
    seed: Callable[[Settings], Awaitable[Sequence[SignIn]]]
    background: Sequence[Callable[[Settings], Coroutine[None, None, None]]]  # each runs until it is cancelled


@dataclass(frozen=True)
class Ready:
    """Where a demo that is open can be reached, and as whom."""

    url: str
    sign_ins: Sequence[SignIn]

    def as_json(self) -> str:
        """One line for scripts."""
        places = {"url": self.url, "graphql": f"{self.url}/graphql"}
        rooms = {"console": f"{self.url}/console", "chat": f"{self.url}/chat"}
        return json.dumps({**places, **rooms, "sign_ins": [asdict(sign_in) for sign_in in self.sign_ins]})


def demo(settings: Settings, parts: Parts, on_ready: Callable[[Ready], None]) -> None:
    """Run a whole shop in this process, out of its data folder alone, until Ctrl-C.

    It reaches no server that the environment names: demo goods must not end up in a merchant's database.

    Raises:
        WrongSetting: the port is taken, or the folder is not a shop's.
        NoPostgres: the database cannot be started.
    """
    assert settings.data_dir is not None
    with bound(settings) as port, _interrupted_by_signals() as asked:
        folder = data_folder.open_folder(settings.data_dir)
        with embedded.postgres_blocking(folder) as address:
            settings = replace(settings, database_url=address, redis_url=None, is_demo=True)
            secret = data_folder.kept_secret(folder)
            settings = replace(
                settings, secret_key=secret, channel_tokens=data_folder.channel_tokens(secret) | settings.channel_tokens
            )
            settings = replace(settings, port=port.getsockname()[1])
            settings = _paying_the_stand_in(replace(settings, public_url=f"http://{settings.host}:{settings.port}"))
            _run(asked, partial(_demo, settings, parts, port, on_ready))


def _paying_the_stand_in(settings: Settings) -> Settings:
    """A demo takes no real money, whatever account the environment names."""
    return replace(
        settings,
        stripe_secret_key=fake_stripe.SECRET_KEY,
        stripe_webhook_secret=settings.secret_key,
        stripe_api_base=f"{settings.public_url}{fake_stripe.PATH}",
    )


async def _demo(
    settings: Settings, parts: Parts, port: socket.socket, on_ready: Callable[[Ready], None], stop: asyncio.Event
) -> None:
    assert settings.database_url is not None
    await migrate(settings.database_url)
    sign_ins = await parts.seed(settings)
    # The background, being the inner one, ends first: its jobs are kept in the database, a customer's request is not.
    async with (
        serving(parts.app(settings), settings, port) as server,
        in_background([part(settings) for part in parts.background]) as failed,
    ):
        on_ready(Ready(settings.public_url, sign_ins))
        await _first(stop.wait(), server, failed)


def serve(settings: Settings, app: Callable[[Settings], ASGIApp], app_name: str) -> None:
    """Serve a real shop until a signal; ``app_name`` says where worker processes find what ``app`` makes here.

    Raises:
        WrongSetting: the port is taken, or the database cannot be reached.
        NoPostgres: the shop's own database cannot be started.
    """
    with bound(settings) as port, _interrupted_by_signals() as asked, database(settings) as url:
        settings = replace(settings, database_url=url)
        if settings.workers == 1:
            _run(asked, partial(_serve, settings, app, port))
            return
        asyncio.run(migrate(url))
        os.environ["DATABASE_URL"] = url  # the workers read their settings for themselves
        config = _config(app_name, settings)
        config.factory = True
        Multiprocess(config, sockets=[port]).run()


async def _serve(
    settings: Settings, app: Callable[[Settings], ASGIApp], port: socket.socket, stop: asyncio.Event
) -> None:
    assert settings.database_url is not None
    await migrate(settings.database_url)
    async with serving(app(settings), settings, port) as server:
        log.info("Open at %s", settings.public_url)
        await _first(stop.wait(), server)


def work(settings: Settings, worker: Callable[[Settings], Coroutine[None, None, None]]) -> None:
    """Run the worker of a real shop until a signal.

    Raises:
        WrongSetting: the database cannot be reached.
        NoPostgres: the shop's own database cannot be started.
    """
    with _interrupted_by_signals() as asked, database(settings) as url:
        _run(asked, partial(_work, replace(settings, database_url=url), worker))


async def _work(
    settings: Settings, worker: Callable[[Settings], Coroutine[None, None, None]], stop: asyncio.Event
) -> None:
    assert settings.database_url is not None
    await migrate(settings.database_url)
    async with in_background([worker(settings)]) as failed:
        await _first(stop.wait(), failed)


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The address of the shop's database: the server that is named, else the one in the data folder.

    Raises:
        WrongSetting: neither is named, the server cannot be reached, or the folder is not a shop's.
        NoPostgres: the one in the folder cannot be started.
    """
    settings.check_for_data()
    if settings.database_url is not None:
        asyncio.run(_reach(settings.database_url))
        yield settings.database_url
        return
    assert settings.data_dir is not None
    with embedded.postgres_blocking(data_folder.open_folder(settings.data_dir)) as url:
        yield url


async def _reach(url: str) -> None:
    try:
        connection = await asyncpg.connect(address_alone(url), timeout=REACH_S)
    except (OSError, asyncpg.PostgresError, ValueError) as error:
        raise WrongSetting(f"DATABASE_URL: the server does not let us in. {error or 'It does not answer.'}") from error
    await connection.close()


@contextmanager
def bound(settings: Settings) -> Iterator[socket.socket]:
    """The port we listen on, taken before anything is started, so that a second start fails at once.

    Raises:
        WrongSetting: somebody else has it, or it is not ours to have.
    """
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        port = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise WrongSetting(f"PORT: {where} cannot be used: {why}. Choose another, as in PORT=8001.") from error
    with port:
        yield port


@asynccontextmanager
async def serving(app: ASGIApp, settings: Settings, port: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """A web server that takes requests while we are inside, and answers those it has before we leave."""
    server = _Server(_config(app, settings))
    # A context of its own: an application keeps its database connection in one, and ours may hold another's.
    running = asyncio.create_task(server.serve([port]), context=Context())
    await _first(server.opened.wait(), running)
    try:
        yield running
    finally:
        server.should_exit = True
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, setattr, server, "force_exit", True)
        await running


@asynccontextmanager
async def in_background(parts: Sequence[Coroutine[None, None, None]]) -> AsyncIterator[asyncio.Future[None]]:
    """Run coroutines beside us, and cancel them as we leave. What is yielded fails as soon as one of them does."""
    tasks = [asyncio.create_task(part, context=Context()) for part in parts]
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    for task in tasks:
        task.add_done_callback(lambda ended: _report(ended, failed))
    try:
        yield failed
    finally:
        failed.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _report(ended: asyncio.Task[None], failed: asyncio.Future[None]) -> None:
    error = None if ended.cancelled() else ended.exception()
    if error is not None and not failed.done():
        failed.set_exception(error)


class _Server(uvicorn.Server):
    """Uvicorn without its signal handlers: ours stop what stands around it as well."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.opened = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to take requests, and say so."""
        await super().startup(sockets)
        self.opened.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone."""
        yield


def _config(app: ASGIApp | str, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        workers=settings.workers,
        log_level=settings.log_level,
        log_config=None,  # our own, so that nothing but the answer goes to standard output
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=DRAIN_S,
    )


def _run(asked: "_Asked", main: Callable[[asyncio.Event], Coroutine[None, None, None]]) -> None:
    async def until_told() -> None:
        await main(_stop_event(asked))

    with asyncio.Runner(loop_factory=uvicorn.Config("").get_loop_factory()) as runner:
        runner.run(until_told())


@dataclass
class _Asked:
    """Whether a signal has asked us to stop."""

    to_stop: bool = False


@contextmanager
def _interrupted_by_signals() -> Iterator[_Asked]:
    """Any stopping signal ends a start that is under way as Ctrl-C does: what was started is stopped again."""
    asked = _Asked()

    def interrupt(*_: object) -> None:
        # Python drops an exception that strikes in a finaliser or in the import machinery; this is not dropped.
        asked.to_stop = True
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in STOPPING}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop_event(asked: _Asked) -> asyncio.Event:
    """An event that a signal sets: from here on, stopping is done in order and not by an exception."""
    stop = asyncio.Event()
    for number in STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if asked.to_stop:
        stop.set()
    return stop


async def _first(*awaited: Awaitable[object]) -> None:
    """Wait until one of several has come; its error is ours."""
    waiting = [asyncio.ensure_future(each) for each in awaited]
    done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in done:
        each.result()
