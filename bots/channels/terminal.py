"""A conversation in a terminal: words only, the reference that every other channel decorates."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from io import StringIO

import segno

from bots.client.shop import Shop
from bots.engine.conversation import Conversation
from bots.engine.rendering import Capabilities, Message, render
from bots.engine.turns import Heard, Session, Spot

SHOWS = Capabilities("terminal", text_limit=8000, page=12)
LEAVE = {"quit", "exit", "bye", "再见"}


async def talk(conversation: Conversation[Shop], locale: str, clock: Callable[[], datetime]) -> None:
    """Talk until the person leaves. ``@35.67,139.76`` shares a location."""
    session = Session(salt=secrets.token_hex(3))
    chat = secrets.token_hex(8)
    lines = _lines()
    line, number = "menu", 0
    while line.strip().casefold() not in LEAVE:
        heard = Heard("terminal", chat, str(number), text=line, spot=spot_in(line), locale=locale)
        said = await conversation.hear(session, heard, clock())
        session = said.session
        for message in render(said.pieces, session, SHOWS):
            print(shown(message), end="\n\n")
        line, number = await anext(lines, "quit"), number + 1


def spot_in(line: str) -> Spot | None:
    """A location typed as ``@latitude,longitude`` in degrees."""
    if not line.startswith("@"):
        return None
    try:
        latitude, longitude = (float(part) for part in line[1:].split(","))
    except ValueError:
        return None
    return Spot(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def shown(message: Message) -> str:
    """A message as lines; a pass with its QR code drawn in blocks."""
    if not message.code:
        return message.text
    drawing = StringIO()
    segno.make(message.code.replace(" ", ""), micro=False).terminal(drawing, compact=True)
    return f"{message.text}\n{drawing.getvalue()}"


async def _lines() -> AsyncIterator[str]:
    while True:
        print("> ", end="", flush=True)
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            return
        yield line.rstrip("\n")
