"""The subscription that says when a channel has something to say, by the graphql-transport-ws protocol."""

import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

from bots.client.documents import documents
from bots.engine.turns import Unreachable

PROTOCOL = Subprotocol("graphql-transport-ws")
OPERATION = "ChannelMessageDue"


async def messages_due(url: str, token: str) -> AsyncIterator[None]:
    """Yields once when the subscription stands, and again whenever a message of the channel is due.

    Raises:
        Unreachable: the connection could not be made, was refused, or broke.
    """
    bearer = {"Authorization": f"Bearer {token}"}
    address = "ws" + url.removeprefix("http")
    try:
        async with connect(address, subprotocols=[PROTOCOL], additional_headers=bearer) as socket:
            await _subscribe(socket, bearer)
            yield None
            async for raw in socket:
                if await _is_due(socket, json.loads(raw)):
                    yield None
    except (OSError, TimeoutError, WebSocketException, InvalidHandshake, InvalidURI) as error:
        raise Unreachable(OPERATION) from error
    raise Unreachable(OPERATION)


async def _subscribe(socket: ClientConnection, bearer: dict[str, str]) -> None:
    await socket.send(json.dumps({"type": "connection_init", "payload": bearer}))
    welcome = json.loads(await socket.recv())
    if welcome["type"] != "connection_ack":
        raise Unreachable(OPERATION)
    query = {"query": documents()[OPERATION], "operationName": OPERATION}
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": query}))


async def _is_due(socket: ClientConnection, message: dict[str, Any]) -> bool:
    if message["type"] == "ping":
        await socket.send(json.dumps({"type": "pong"}))
    if message["type"] in {"error", "complete"}:
        raise Unreachable(f"{OPERATION}: {message.get('payload')}")
    return bool(message["type"] == "next")
