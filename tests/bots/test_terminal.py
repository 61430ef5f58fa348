"""A talk in a terminal: words only, and nothing is missing."""

import io
import sys

import pytest

from bots.channels import terminal
from bots.dialogues import BOOK
from bots.engine.conversation import Conversation
from bots.engine.rendering import Message
from bots.engine.turns import Spot
from bots.settings import from_environment
from tests.bots.customer import shops_of
from tests.bots.desk import Clock
from tests.bots.fake_shop import FakeShop


async def test_a_customer_orders_in_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    shop = FakeShop()
    lines = ["olive", "1", "1", "2", "1", "@35.67,139.76", "1", "1", "Aiko", "1", "quit"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))

    await terminal.talk(Conversation(BOOK, shops_of(shop)), "en", Clock())

    printed = capsys.readouterr().out
    assert "Welcome to Wharfside." in printed
    assert "Show this code at the counter: K7Q M4T XD9" in printed and "█" in printed
    assert len(shop.orders) == 1


@pytest.mark.parametrize(
    ("line", "spot"),
    [
        ("@35.67,139.76", Spot(35.67, 139.76)),
        ("@ -33.9, 151.2", Spot(-33.9, 151.2)),
        ("@91,0", None),
        ("@home", None),
        ("35,139", None),
    ],
)
def test_a_location_is_typed_as_coordinates(line: str, spot: Spot | None):
    assert terminal.spot_in(line) == spot


def test_a_message_without_a_pass_is_its_words():
    assert terminal.shown(Message("hello")) == "hello"


def test_the_settings_come_from_the_environment():
    settings = from_environment({"API_URL": "https://shop.example/graphql", "TELEGRAM_TOKEN": "4711:x"})

    assert settings.images_from == "https://shop.example"
    assert settings.has_telegram


def test_a_webhook_without_a_secret_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="TELEGRAM_WEBHOOK needs TELEGRAM_SECRET"):
        from_environment({"TELEGRAM_WEBHOOK": "https://shop.example/chat/telegram"})
