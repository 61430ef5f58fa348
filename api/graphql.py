"""The GraphQL endpoint: by HTTP for queries and mutations, by websocket for subscriptions."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.schema import BaseSchema
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.unset import UNSET, UnsetType

from api.auth import actor_of, address_of, is_from_loopback, token_in
from api.budget import Budget
from schema.context import Announcements, Context, locale_from
from schema.errors import BAD_REQUEST, TIMED_OUT, RequestError, public_errors
from schema.execution import Ask, Executor
from stores.kernel.errors import NotAllowed
from stores.outside import Outside

log = logging.getLogger("wharfside.graphql")

MOST_BYTES = 100_000
JSON = "application/json"
NULS = (b"\0", rb"\u0000", rb"\u{0")  # as it is, as JSON and GraphQL write it, as GraphQL alone does
GRAPHQL_JSON = "application/graphql-response+json"
RATE_LIMITED = "RATE_LIMITED"
TOLD_IN_CONNECTION = ("authorization", "acting-for", "accept-language", "market", "device")


@dataclass(frozen=True)
class Desk:
    """What every request is served with."""

    executor: Executor
    outside: Outside
    announcements: Announcements
    budget: Budget

    async def context_of(self, connection: HTTPConnection, said: Mapping[str, str]) -> Context:
        """The context of one request, by its lower-case headers. Raises ``NotAllowed`` for a false claim."""
        locale = locale_from(said.get("accept-language"))
        return Context(
            outside=self.outside,
            actor=await actor_of(said, locale),
            locale=locale,
            market=said.get("market"),
            device=said.get("device"),
            token=token_in(said),
            is_from_loopback=is_from_loopback(connection),
            announcements=self.announcements,
            request_id=connection.scope.get("state", {}).get("request_id", ""),
        )


class Refused(Exception):
    """An answer by HTTP status, before GraphQL comes into it."""

    def __init__(self, status: int, message: str, code: str = BAD_REQUEST, headers: Mapping[str, str] = {}) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers)


class Endpoint:
    """Answers one operation for each POST of JSON."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def answer(self, request: Request) -> Response:
        """Serve one request, with the statuses of GraphQL over HTTP."""
        try:
            return await self._answer(request)
        except Refused as refused:
            body = {"errors": [{"message": str(refused), "extensions": {"code": refused.code}}]}
            return Response(orjson.dumps(body), refused.status, refused.headers, _media_type(request))

    async def _answer(self, request: Request) -> Response:
        ask = await asked(request)
        context: Context | None = None
        try:
            prepared = self.desk.executor.prepared(ask.query)
            if prepared.errors or prepared.document is None:
                return _failed(request, prepared.errors, None)
            cost = self.desk.executor.cost(prepared, ask.variables)
            await self._charge(request, cost)
            context = await self.desk.context_of(request, request.headers)
            result = await self.desk.executor.run(prepared, ask, context)
        except RequestError as error:
            return _failed(request, [error], context)
        except NotAllowed as false_claim:
            return _failed(request, [GraphQLError(str(false_claim), original_error=false_claim)], context)
        if result.data is None and result.errors and all(error.path is None for error in result.errors):
            return _failed(request, result.errors, context)
        body: dict[str, Any] = {"data": result.data, "extensions": {"cost": cost}}
        if result.errors:
            body = {"errors": public_errors(result.errors, context), **body}
        return Response(orjson.dumps(body), 200, media_type=_media_type(request))

    async def _charge(self, request: Request, cost: int) -> None:
        """Raises ``Refused`` when the client has spent its budget; this machine's own programs have no limit."""
        if is_from_loopback(request):
            return
        wait = await self.desk.budget.wait_for(address_of(request), cost)
        if wait:
            message = f"You have asked for too much lately. Ask again in {wait} s."
            raise Refused(429, message, RATE_LIMITED, {"Retry-After": str(wait)})


def _media_type(request: Request) -> str:
    return GRAPHQL_JSON if GRAPHQL_JSON in request.headers.get("accept", "") else JSON


def _failed(request: Request, errors: list[GraphQLError], context: Context | None) -> Response:
    """An answer without data: 200 in plain JSON, as older clients expect; else a status that says why."""
    media_type = _media_type(request)
    public = public_errors(errors, context)
    timed_out = any(error["extensions"]["code"] == TIMED_OUT for error in public)
    status = 200 if media_type == JSON else 503 if timed_out else 400
    return Response(orjson.dumps({"errors": public}), status, media_type=media_type)


async def asked(request: Request) -> Ask:
    """The operation in a request's body.

    Raises:
        Refused: not a POST of JSON, too long, or not shaped as GraphQL over HTTP says.
    """
    if request.method != "POST":
        raise Refused(405, "Send operations by POST.", headers={"Allow": "POST"})
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media_type.strip().lower() != JSON or charset not in ("", "utf-8", "utf8"):
        raise Refused(415, "Send the operation as application/json in UTF-8.")
    body = await _body(request)
    if any(nul in body for nul in NULS):
        raise Refused(400, "Text may not hold NUL, which no database keeps.")
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError as mistake:
        raise Refused(400, "The body is not JSON in UTF-8.") from mistake
    return _shaped(said)


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
        raise Refused(413, f"A request has at most {MOST_BYTES} bytes.")
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > MOST_BYTES:
            raise Refused(413, f"A request has at most {MOST_BYTES} bytes.")
    return bytes(parts)


def _shaped(said: object) -> Ask:
    if not isinstance(said, dict):
        raise Refused(400, "The body is one JSON object; batches are not served.")
    query, variables, name = said.get("query"), said.get("variables"), said.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise Refused(400, "query must be the text of a GraphQL document.")
    if variables is not None and not isinstance(variables, dict):
        raise Refused(400, "variables must be an object.")
    if name is not None and not isinstance(name, str):
        raise Refused(400, "operationName must be text.")
    if not isinstance(said.get("extensions"), dict | None):
        raise Refused(400, "extensions must be an object.")
    return Ask(query, variables or {}, name)


@dataclass(slots=True)
class SocketContext(Context):
    """The context of all operations on one websocket."""

    socket: HTTPConnection | None = None


class Socket(GraphQL[Context, None]):
    """Subscriptions by websocket, as graphql-transport-ws; browsers from other origins are turned away."""

    def __init__(self, schema: BaseSchema, desk: Desk) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
            max_subscriptions_per_connection=20,
        )
        self.desk = desk

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """A guest's context until the client has said who it is."""
        return SocketContext(
            outside=self.desk.outside,
            announcements=self.desk.announcements,
            is_from_loopback=is_from_loopback(request),
            socket=request,
        )

    async def on_ws_connect(self, context: Context) -> UnsetType:
        """Learn who speaks, from the headers or, where a browser can send none, from the first message."""
        assert isinstance(context, SocketContext) and context.socket is not None
        first = context.connection_params if isinstance(context.connection_params, dict) else {}
        told = {name.lower(): str(value) for name, value in first.items() if name.lower() in TOLD_IN_CONNECTION}
        try:
            known = await self.desk.context_of(context.socket, {**context.socket.headers, **told})
        except NotAllowed as false_claim:
            raise ConnectionRejectionError from false_claim
        context.actor, context.locale = known.actor, known.locale
        context.market, context.device = known.market, known.device
        return UNSET  # type: ignore[no-any-return]  # untyped there

    def encode_json(self, data: object) -> str:
        """JSON text, which is what websocket clients expect."""
        return orjson.dumps(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        """The value of a message."""
        return orjson.loads(data)
