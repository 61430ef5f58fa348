"""A Telegram of paper: it speaks the Bot API over HTTP, and is as moody as the real one when told to."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Row = dict[str, Any]
TOKEN = "4711:secret"


@dataclass
class FakeTelegram:
    """What bots sent, and the updates that wait for them."""

    calls: list[tuple[str, Row]] = field(default_factory=list)
    moods: deque[Row] = field(default_factory=deque)
    updates: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = Starlette(routes=[Route("/bot{token}/{method}", self.call, methods=["POST", "GET"])])

    async def call(self, request: Request) -> Response:
        """Answer one method of the Bot API."""
        method, form = request.path_params["method"], await request.form()
        given = {name: _plain(value) for name, value in form.items()}
        self.calls.append((method, given))
        if method.startswith("send") and self.moods:
            mood = self.moods.popleft()
            return JSONResponse({"ok": False, **mood}, mood["error_code"])
        if method == "getUpdates":
            await asyncio.sleep(0.01)
            waiting = [update for update in self.updates if update["update_id"] >= int(given.get("offset", 0))]
            return JSONResponse({"ok": True, "result": waiting})
        is_message = method.startswith("send")
        return JSONResponse({"ok": True, "result": self._message(given) if is_message else True})

    def sent(self, *methods: str) -> list[Row]:
        """What was sent by these methods, in order."""
        return [given for method, given in self.calls if method in (methods or ("sendMessage", "sendPhoto"))]

    def is_busy(self, seconds: int) -> None:
        """Refuse the next message with 429."""
        self.moods.append(
            {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": seconds}}
        )

    def is_blocked(self) -> None:
        """Refuse the next message because the customer stopped the bot."""
        self.moods.append({"error_code": 403, "description": "Forbidden: bot was blocked by the user"})

    def _message(self, given: Row) -> Row:
        chat = {"id": int(given["chat_id"]), "type": "private"}
        return {"message_id": len(self.calls), "date": 0, "chat": chat, "text": given.get("text", "")}


def words(update_id: int, text: str, chat: int = 77, **more: Any) -> Row:
    """An update: somebody typed words."""
    message = {"message_id": update_id, "date": 0, "chat": _chat(chat), "from": _user(chat), "text": text, **more}
    return {"update_id": update_id, "message": message}


def tap(update_id: int, token: str, chat: int = 77) -> Row:
    """An update: somebody tapped a button."""
    message = {"message_id": 1, "date": 0, "chat": _chat(chat), "text": "…"}
    query = {"id": "9", "from": _user(chat), "chat_instance": "1", "data": token, "message": message}
    return {"update_id": update_id, "callback_query": query}


def place(update_id: int, latitude: float, longitude: float, chat: int = 77) -> Row:
    """An update: somebody shared a location."""
    update = words(update_id, "", chat, location={"latitude": latitude, "longitude": longitude})
    del update["message"]["text"]
    return update


def buttons(given: Row) -> list[tuple[str, str]]:
    """The labels and tokens of the buttons under a sent message."""
    markup = given.get("reply_markup", {})
    return [
        (button["text"], button.get("callback_data", "")) for row in markup.get("inline_keyboard", []) for button in row
    ]


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _chat(chat: int) -> Row:
    return {"id": chat, "type": "private", "first_name": "Aiko"}


def _user(chat: int) -> Row:
    return {"id": chat, "is_bot": False, "first_name": "Aiko", "language_code": "en"}
