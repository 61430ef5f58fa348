"""The commands, `python -m api COMMAND`. Each imports what it needs as it runs: help and refusals come at once."""

import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from api.obstacle import Obstacle
from api.settings import Settings

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from api.imports.summary import Summary
    from api.launch import Parts, Ready

T = TypeVar("T")

OWN_FOLDER = Path(".wharfside")

commands = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
Folder = Annotated[
    Path | None, typer.Option("--data", help="The folder with the shop's data; else DATABASE_URL counts.")
]


@commands.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 is any free port.")] = 8000,
    data: Annotated[Path, typer.Option(help="The folder that keeps everything.")] = OWN_FOLDER,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete the folder first, and begin anew.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON line when ready, for scripts.")] = False,
) -> None:
    """Open a whole shop with demo goods, in one process, on this machine only."""
    with _plain_words():
        from api import data_folder, launch

        if fresh:
            data_folder.begin_anew(data)
        settings = replace(_settings("warning"), host="127.0.0.1", port=port, data_dir=data)
        launch.demo(settings, _demo_parts(), _print_json if json else _print_screen(settings))


@commands.command()
def serve(data: Folder = None) -> None:
    """Serve a real shop: WORKERS processes behind one port."""
    with _plain_words():
        settings = _for_production(data)
        from api import launch

        launch.serve(settings, _app, "api.__main__:served_app")


@commands.command()
def worker(data: Folder = None) -> None:
    """Run the clock of a real shop: deliver events, release what is overdue, send what is due."""
    with _plain_words():
        settings = _for_production(data)
        from api import launch
        from api.worker import run

        launch.work(settings, run)


@commands.command()
def migrate(data: Folder = None) -> None:
    """Bring the database up to this release. Safe to run twice and side by side."""
    with _plain_words(), _database(data) as url:
        import asyncio

        from api.migrating import migrate as bring_up_to_date

        asyncio.run(bring_up_to_date(url))
        typer.echo("The database is up to date.")


@commands.command()
def dump(file: Path, data: Folder = None) -> None:
    """Write the whole shop into one file. It may stay open meanwhile."""
    with _plain_words(), _database(data) as url:
        from api.dump import dump as write_down

        write_down(url, file)
        typer.echo(
            f"The whole shop is in {file} ({file.stat().st_size:,} bytes). It holds customers' data: keep it safe."
        )


@commands.command()
def restore(
    file: Path,
    data: Folder = None,
    force: Annotated[bool, typer.Option("--force", help="Delete the shop that is there now.")] = False,
) -> None:
    """Set up the shop that a file holds, in an empty database."""
    with _plain_words(), _database(data) as url:
        from api import dump as carrying

        (carrying.restore_over if force else carrying.restore)(url, file)
        typer.echo("The shop is set up.")


DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would have been.")]
Report = Annotated[Path | None, typer.Option(help="A CSV for the rows that are not taken: line, column and why.")]


@commands.command()
def import_stores(  # noqa: PLR0913 - a command's parameters are its options
    file: Path,
    *,
    hours: Annotated[
        str | None, typer.Option(help="Opening hours where the file has none: 'Mo-Su 09:00-20:00'.")
    ] = None,
    service: Annotated[list[str] | None, typer.Option(help="What every store does, beside what the file says.")] = None,
    dry_run: DryRun = False,
    report: Report = None,
    data: Folder = None,
) -> None:
    """Take over the stores of a CSV file, plain or gzipped. Twice changes nothing, and what was cut off goes on."""
    with _plain_words():
        from api.imports.stores_csv import StoreOptions, import_stores_file
        from stores.locator.models import StoreService

        try:
            services = tuple(StoreService(name.upper()) for name in service or ())
        except ValueError as unknown:
            raise Obstacle(f"--service: {unknown}; there are {', '.join(StoreService)}.") from unknown
        options = StoreOptions(services=services, opening_hours=hours, dry_run=dry_run, report=report)
        _import(lambda: import_stores_file(file, options), data)


@commands.command()
def import_products(  # noqa: PLR0913 - a command's parameters are its options
    file: Path,
    *,
    inventory: Annotated[Path | None, typer.Option(help="A CSV of what each store has, imported after.")] = None,
    market: Annotated[str | None, typer.Option(help="Whose prices these are; the default market's.")] = None,
    currency: Annotated[str | None, typer.Option(help="Opens that market with it, where there is none.")] = None,
    locale: Annotated[str, typer.Option(help="The language of the texts.")] = "en",
    dry_run: DryRun = False,
    report: Report = None,
    data: Folder = None,
) -> None:
    """Take over the products of a CSV file, plain or gzipped. Twice changes nothing, and what was cut off goes on."""
    with _plain_words():
        from api.imports.products_csv import ProductOptions, import_products_file

        options = ProductOptions(
            locale=locale, market=market, currency=currency, inventory=inventory, dry_run=dry_run, report=report
        )
        _import(lambda: import_products_file(file, options), data)


def _import(work: Callable[[], Awaitable["Summary"]], data: Path | None) -> None:
    import asyncio

    from api.imports.rows import CannotImport

    with _database(data) as url:
        try:
            summary = asyncio.run(_in_database(work, url))
        except CannotImport as reason:
            raise Obstacle(str(reason)) from reason
    for line in summary.lines:
        typer.echo(line)


async def _in_database(work: Callable[[], Awaitable[T]], url: str) -> T:
    from api.migrating import migrate as bring_up_to_date

    await bring_up_to_date(url)
    return await _with_tables(work, url)


async def _with_tables(work: Callable[[], Awaitable[T]], url: str) -> T:
    from tortoise import Tortoise

    from stores.database import tortoise_config

    await Tortoise.init(config=tortoise_config(url))
    try:
        return await work()
    finally:
        await Tortoise.close_connections()


@commands.command()
def audit_stock(data: Folder = None) -> None:
    """Prove that movements, promises and orders of every store add up; name what does not, and end with 1."""
    with _plain_words(), _database(data) as url:
        import asyncio

        from stores.ordering.queries.audit import differences

        found = asyncio.run(_with_tables(differences, url))
    for difference in found:
        typer.echo(difference)
    if found:
        raise typer.Exit(1)
    typer.echo("Every shelf, promise and order adds up.")


@commands.command()
def hire(
    email: str,
    name: str,
    *,
    role: Annotated[str, typer.Option(help="ASSOCIATE, SUPERVISOR, MANAGER or ADMINISTRATOR.")] = "ASSOCIATE",
    store: Annotated[list[str] | None, typer.Option(help="The code of a store that is theirs; else every one.")] = None,
    data: Folder = None,
) -> None:
    """Let somebody sign in to the console. Prints their password, this once."""
    with _plain_words(), _database(data) as url:
        import asyncio

        from api.hiring import hire_by_codes

        password = asyncio.run(_in_database(lambda: hire_by_codes(email, name, role.upper(), store or ()), url))
        typer.echo(f"{email} may sign in with the password {password}")


@commands.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from schema.root import schema as contract

    typer.echo(contract.as_str())


def served_app() -> "ASGIApp":
    """The application of one worker process of ``serve``, which reads its settings for itself."""
    return _app(_settings())


def _app(settings: Settings, *mounts: "BaseRoute") -> "ASGIApp":
    from api.app import create_app
    from api.wiring import gazetteer, outside_of

    gazetteer().read()  # with GeoNames it takes seconds, longer than the first who types a place may wait
    return create_app(settings, outside_of(settings), mounts=mounts)


def _demo_parts() -> "Parts":
    from starlette.routing import Mount

    from api.demo.fake_stripe import PATH
    from api.demo.fake_stripe.bank import bank_for
    from api.demo.seed import seed_if_empty
    from api.launch import Parts
    from api.worker import run as worker
    from bots.main import Beside

    chat = Beside()

    def app(settings: Settings) -> "ASGIApp":
        return _app(settings, Mount("/chat", chat), Mount(PATH, bank_for(settings).app))

    return Parts(app, seed_if_empty, [worker, chat.run])


def _settings(log_level: str | None = None) -> Settings:
    settings = Settings.from_environment()
    level = (log_level or settings.log_level).upper()
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return replace(settings, log_level=level.lower())


def _with_folder(settings: Settings, data: Path | None) -> Settings:
    return settings if data is None else replace(settings, data_dir=data, database_url=None)


def _for_production(data: Path | None) -> Settings:
    settings = _with_folder(_settings(), data)
    settings.check_for_production()
    return settings


@contextmanager
def _database(data: Path | None) -> Iterator[str]:
    """The database that a command is about: the folder it names, else DATABASE_URL, else the demo's."""
    from api import launch

    settings = _with_folder(_settings("warning"), data)
    if settings.database_url is None and settings.data_dir is None:
        settings = replace(settings, data_dir=OWN_FOLDER)
    with launch.database(settings) as url:
        yield url


@contextmanager
def _plain_words() -> Iterator[None]:
    """What an operator can put right is said in a sentence; everything else is a bug, and shows where."""
    try:
        yield
    except Obstacle as error:
        typer.echo(f"Wharfside: {error}", err=True)
        raise typer.Exit(2) from None
    except PermissionError as error:
        typer.echo(f"Wharfside: {error.filename} belongs to another user, and we may not use it.", err=True)
        raise typer.Exit(2) from None


def _print_json(ready: "Ready") -> None:
    typer.echo(ready.as_json())


def _print_screen(settings: Settings) -> "Callable[[Ready], None]":
    bot = "connected" if settings.telegram_token else "TELEGRAM_TOKEN=<the token of your bot> make demo"

    def show(ready: "Ready") -> None:
        typer.echo(f"""
Wharfside is open. Its data are kept in {settings.data_dir}; Ctrl-C closes it.

  Console   {ready.url}/console
  Chat      {ready.url}/chat
  GraphQL   {ready.url}/graphql
  Telegram  {bot}

Sign in to the console as""")
        for person in ready.sign_ins:
            where = ", ".join(person.stores[:3]) + (" and more" if len(person.stores) > 3 else "")
            typer.echo(f"  {person.role.lower():<15}{person.email:<32}{person.password:<20}{where}")

    return show


if __name__ == "__main__":
    commands()
