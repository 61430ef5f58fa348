"""The same screens on every kind of channel, in every language, compared with what was agreed."""

import os
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bots.channels import telegram, terminal, web
from bots.engine import text
from bots.engine.rendering import Capabilities, Message, render
from bots.engine.turns import Choice, Option, Piece, Session, go
from tests.bots.customer import Customer

GOLDEN = Path(__file__).parent / "golden"
NARROW = Capabilities("narrow", text_limit=1024, page=9, buttons=3, button_label=20, rows=10, row_label=24)
PROFILES = [terminal.SHOWS, web.SHOWS, telegram.SHOWS, NARROW]
JOURNEY = ["menu", "2", "3", "1", "1", "2", "language", "0", "1", "@", "1", "1", "Aiko", "1", "orders"]


async def screens(locale: str) -> list[tuple[str, tuple[Piece, ...], Session]]:
    """Every screen of the journey, with what led to it."""
    customer = Customer(locale=locale)
    seen = []
    for words in JOURNEY:
        await (customer.shares() if words == "@" else customer.types(words))
        seen.append((words, customer.pieces, customer.session))
    return seen


def drawn(message: Message) -> str:
    """A message as lines, for reading and comparing."""
    lines = [f"# {message.title}"] if message.title else []
    lines += message.text.splitlines()
    lines += [f"(image: {message.alt})"] if message.image else []
    lines += [f"(code: {message.code})"] if message.code else []
    lines += [f"[share: {message.ask_location}]"] if message.ask_location else []
    lines += [f"[{button.label}]" for button in message.buttons]
    lines += [f"[{row.label}] {row.hint}".rstrip() for row in message.rows]
    return "\n".join(f"  {line}" for line in lines)


@pytest.mark.parametrize("locale", text.locales())
@pytest.mark.parametrize("shows", PROFILES, ids=lambda shows: shows.name)
async def test_every_screen_is_shown_as_agreed(shows: Capabilities, locale: str):
    agreed = GOLDEN / f"{shows.name}.{locale}.txt"

    shown = ""
    for words, pieces, session in await screens(locale):
        messages = render(pieces, session, shows)
        shown += f"> {words}\n" + "\n  --\n".join(map(drawn, messages)) + "\n\n"
    if os.environ.get("AGREE"):
        agreed.write_text(shown)

    assert shown == agreed.read_text()


@pytest.mark.parametrize("locale", text.locales())
@pytest.mark.parametrize("shows", PROFILES, ids=lambda shows: shows.name)
async def test_no_screen_passes_a_limit_and_every_choice_can_be_reached(shows: Capabilities, locale: str):
    for _, pieces, session in await screens(locale):
        messages = render(pieces, session, shows)

        words = "\n".join(message.text for message in messages)
        buttons = [button for message in messages for button in (*message.buttons, *message.rows)]
        tapped = {button.token for button in buttons}
        for option in session.offered:
            assert option.token in tapped or f"{option.number}. {option.label}" in words
        for message in messages:
            assert len(message.text) <= shows.text_limit
            assert len(message.buttons) <= shows.buttons and len(message.rows) <= shows.rows
            assert all(len(button.label) <= shows.button_label for button in message.buttons)
            assert all(len(row.label) <= shows.row_label for row in message.rows)
        assert all(len(button.token.encode()) <= 64 for button in buttons)


def options(count: int) -> tuple[Option, ...]:
    """So many numbered options with hints."""
    return tuple(
        Option(f"Bowl {n}", go("browse.product", str(n)), hint="¥900", number=n, token=f"s.1.{n}")
        for n in range(1, count + 1)
    )


def test_a_list_longer_than_a_page_has_more_pages_that_come_round():
    shows = Capabilities("words", text_limit=4000, page=8)
    session = Session(salt="s", version=1, locale="en")
    pieces = (Choice("Bowls", options(18)),)

    pages = [render(pieces, replace(session, page=page), shows)[0].text for page in range(4)]

    assert "8. Bowl 8" in pages[0] and "9. Bowl 9" not in pages[0] and pages[0].endswith("+ More")
    assert "9. Bowl 9" in pages[1]
    assert "18. Bowl 18" in pages[2]
    assert pages[3] == pages[0]


async def test_more_is_reached_by_word_and_a_number_counts_on_every_page():
    customer = Customer(shows=replace(terminal.SHOWS, page=3))
    await customer.types("bowl")

    second = await customer.types("more")
    chosen = await customer.types("5")

    assert "4. Rice bowl 4" in second and "3. Rice bowl 3" not in second
    assert "Rice bowl 5" in chosen


def test_a_long_text_is_parted_at_line_ends_and_keeps_its_choices_at_the_end():
    shows = Capabilities("tiny", text_limit=40, page=8, buttons=3, button_label=20)
    session = Session(salt="s", version=1, locale="en")
    prompt = "\n".join(f"line number {n}" for n in range(8))
    choice = Choice(prompt, (Option("Yes", go("menu"), number=1, token="s.1.1"),))

    messages = render((choice,), session, shows)

    assert all(len(message.text) <= 40 for message in messages)
    assert "\n".join(message.text for message in messages) == prompt
    assert [len(message.buttons) for message in messages] == [0] * (len(messages) - 1) + [1]


def test_a_label_too_long_is_shortened_as_declared_or_becomes_its_number():
    session = Session(salt="s", version=1, locale="en")
    declared = Option("Place the order, pay at the counter", go("menu"), short="Place the order", number=1, token="a")
    undeclared = replace(declared, short="", number=2, token="b")

    short = render((Choice("?", (declared,)),), session, NARROW)[0]
    numbered = render((Choice("?", (declared, undeclared)),), session, replace(NARROW, rows=0))[0]

    assert [asdict(button)["label"] for button in short.buttons] == ["Place the order"]
    assert [button.label for button in numbered.buttons] == ["Place the order", "2"]
    assert "2. Place the order, pay at the counter" in numbered.text
