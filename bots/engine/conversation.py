"""Hear, step, say: one event goes in with the session, and the next session and what is said come out."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, assert_never

from bots.engine import hearing, text
from bots.engine.hearing import Chosen, Everywhere, Free, Meaning, Speak, Stale
from bots.engine.steps import Book
from bots.engine.turns import (
    BACK_NUMBER,
    Choice,
    Goes,
    Heard,
    Interrupted,
    Option,
    Piece,
    Session,
    ShopT,
    Text,
    Turn,
    go,
    options_of,
)

log = logging.getLogger(__name__)
HOME = go("menu")
BACK = "back"
REMEMBERED_PLACES = 20
LONGEST_WALK = 8
_ROOMS = {"menu": HOME, "cart": go("cart.show"), "orders": go("orders.list"), "language": go("menu.language")}


@dataclass(frozen=True)
class Said:
    """What one event came to: the session as it now is, and what to say."""

    session: Session
    pieces: tuple[Piece, ...]


@dataclass
class _Walk:
    """Where a walk has come to and what was said on the way."""

    at: Goes
    pieces: tuple[Piece, ...] = ()


class Conversation(Generic[ShopT]):
    """A book of steps, and how people find their way in it. It knows no chat service and keeps nothing itself."""

    def __init__(self, book: Book[ShopT], shop_in: Callable[[Heard, str], ShopT]) -> None:
        self._book = book
        self._shop_in = shop_in

    async def hear(self, session: Session, heard: Heard, now: datetime) -> Said:
        """Answer one event. The session that comes back is one version older and offers what is said."""
        session = self._settled(session, heard)
        turn = Turn(heard, now, session.memory, session.locale, self._shop_in, key=heard.key)
        meaning = hearing.meaning_of(session, heard)
        if isinstance(meaning, Everywhere) and meaning.word == hearing.MORE:
            return await self._answer(replace(session, page=session.page + 1), turn, session.at or HOME, ())
        return await self._follow(replace(session, page=0), turn, meaning)

    async def _follow(self, session: Session, turn: Turn[ShopT], meaning: Meaning) -> Said:
        here = session.at or HOME
        match meaning:
            case Chosen(option):
                return await self._answer(session, turn, option.goes, ())
            case Speak(locale):
                turn.speak(locale)
                return await self._answer(session, turn, here, (self._text(turn, "talk.language"),))
            case Stale():
                return await self._answer(session, turn, here, (self._text(turn, "talk.stale"),))
            case Everywhere(word):
                return await self._everywhere(session, turn, word)
            case Free():
                return await self._free(session, turn)
            case _:
                assert_never(meaning)

    async def _everywhere(self, session: Session, turn: Turn[ShopT], word: str) -> Said:
        here = session.at or HOME
        if word == "help":
            return await self._answer(session, turn, here, (self._text(turn, "talk.help"),))
        if word == BACK:
            return await self._answer(session, turn, Goes(BACK), ())
        if word == "cancel":
            return await self._answer(session, turn, HOME, (self._text(turn, "talk.cancelled"),))
        return await self._answer(session, turn, _ROOMS[word], ())

    async def _free(self, session: Session, turn: Turn[ShopT]) -> Said:
        here = session.at or HOME
        listener = self._book.listener(here.step)
        if listener is None:
            listener = self._book.listener(HOME.step) if turn.heard.spot else None
        if listener is None:
            return await self._answer(session, turn, here, (self._text(turn, "talk.not_understood"),))
        try:
            turn.given = here.given
            reply = await listener(turn)
        except Interrupted as reason:
            return self._cut_off(session, turn, _Walk(here), reason)
        if reply.then is None:
            return self._stand(session, turn, _Walk(here, reply.pieces))
        return await self._answer(session, turn, reply.then, reply.pieces)

    async def _answer(self, session: Session, turn: Turn[ShopT], goes: Goes, before: Sequence[Piece]) -> Said:
        left = session
        session, goes = self._came_back(session, goes)
        walk = _Walk(goes, tuple(before))
        try:
            session = await self._go_on(session, turn, walk)
        except Interrupted as reason:
            return self._cut_off(left, turn, walk, reason)
        return self._stand(session, turn, walk)

    async def _go_on(self, session: Session, turn: Turn[ShopT], walk: _Walk) -> Session:
        for _ in range(LONGEST_WALK):
            turn.given, turn.key = walk.at.given, walk.at.key or turn.key
            reply = await self._book.find(walk.at.step)(turn)
            walk.pieces += reply.pieces
            if reply.then is None:
                return session
            if reply.is_end:
                session = replace(session, at=None, past=(HOME,))
            elif self._book.is_act(walk.at.step) and reply.then.step != BACK:
                session = replace(session, at=None)  # a step answered by an act is done with: no way back into it
            session, walk.at = self._came_back(session, reply.then)
        raise RuntimeError(f"the walk to {walk.at.step} does not end")

    def _stand(self, session: Session, turn: Turn[ShopT], walk: _Walk) -> Said:
        """Stand at the place that was come to, and offer the way back."""
        past = session.past
        if session.at is not None and session.at.step != walk.at.step:
            past = (*past, session.at)[-REMEMBERED_PLACES:]
        steps = [goes.step for goes in past]
        if walk.at.step in {HOME.step, *steps}:
            past = past[: steps.index(walk.at.step)] if walk.at.step in steps else ()
        return self._offer(replace(session, at=walk.at, past=past), turn, walk.pieces)

    def _cut_off(self, session: Session, turn: Turn[ShopT], walk: _Walk, reason: Interrupted) -> Said:
        """Stay where the talk stood, say what happened, and offer to try the same again with the same key."""
        log.warning("%s was cut off at %s: %s", turn.heard.key, walk.at.step, reason)
        again = Option(text.tell(turn.locale, "talk.again"), replace(walk.at, key=turn.key))
        choice = Choice(text.tell(turn.locale, reason.said), (again,))
        return self._offer(replace(session, at=session.at or HOME), turn, (*walk.pieces, choice))

    def _offer(self, session: Session, turn: Turn[ShopT], pieces: tuple[Piece, ...]) -> Said:
        session = replace(session, version=session.version + 1, locale=turn.locale, memory=turn.memory)
        if session.past:
            pieces = _with_back(pieces, text.tell(turn.locale, "talk.back"))
        pieces = _numbered(session, pieces)
        return Said(replace(session, offered=options_of(pieces)), pieces)

    def _came_back(self, session: Session, goes: Goes) -> tuple[Session, Goes]:
        """Going back takes the last place from the past; there is always the menu behind it."""
        if goes.step != BACK:
            return session, goes
        *past, last = session.past or (HOME,)
        return replace(session, past=tuple(past), at=None), last

    def _settled(self, session: Session, heard: Heard) -> Session:
        """A session that can go on: its language is known, and the places it names are still in the book."""
        session = replace(session, locale=session.locale or hearing.guessed_locale(heard))
        named = [option.goes for option in session.offered] + list(session.past) + ([session.at] if session.at else [])
        if all(goes.step == BACK or self._book.knows(goes.step) for goes in named):
            return session
        return replace(session, at=None, past=(), offered=())

    def _text(self, turn: Turn[ShopT], name: str) -> Text:
        return Text(text.tell(turn.locale, name))


def _with_back(pieces: tuple[Piece, ...], label: str) -> tuple[Piece, ...]:
    back = Option(label, Goes(BACK), number=BACK_NUMBER)
    last = next((at for at in reversed(range(len(pieces))) if isinstance(pieces[at], Choice)), None)
    if last is None:
        return (*pieces, Choice("", (back,)))
    choice = pieces[last]
    assert isinstance(choice, Choice)
    return (*pieces[:last], replace(choice, options=(*choice.options, back)), *pieces[last + 1 :])


def _numbered(session: Session, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Give every option its number in the order of reading, and its token."""
    done: list[Piece] = []
    following = 1
    for piece in pieces:
        if not isinstance(piece, Choice):
            done.append(piece)
            continue
        options = []
        for option in piece.options:
            number = option.number if option.number is not None else following
            following += option.number is None
            options.append(replace(option, number=number, token=session.token(number)))
        done.append(replace(piece, options=tuple(options)))
    return tuple(done)
