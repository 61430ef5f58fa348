"""A websocket client of an application in the same task, so that it sees the test's own transaction."""

import asyncio
from typing import Any

import orjson
from starlette.types import ASGIApp, Message


class Socket:
    """One websocket, as graphql-transport-ws."""

    def __init__(self, app: ASGIApp, **headers: str) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self.received: asyncio.Queue[Message] = asyncio.Queue()
        said = {"host": "localhost", **headers}
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in said.items()],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
            "subprotocols": ["graphql-transport-ws"],
            "state": {},
        }
        self.sent.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(app(scope, self.sent.get, self.received.put))

    async def say(self, **message: object) -> None:
        await self.sent.put({"type": "websocket.receive", "text": orjson.dumps(message).decode()})

    async def hear(self) -> Any:
        """The next message; of one that opens or closes the connection its type alone."""
        message = await asyncio.wait_for(self.received.get(), 5)
        return orjson.loads(message["text"]) if message["type"] == "websocket.send" else message["type"]

    async def close(self) -> None:
        await self.sent.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 5)


async def connected(app: ASGIApp, payload: dict[str, str] | None = None) -> Socket:
    """A socket that has been welcomed."""
    socket = Socket(app)
    assert await socket.hear() == "websocket.accept"
    await socket.say(type="connection_init", payload=payload or {})
    assert await socket.hear() == {"type": "connection_ack"}
    return socket
