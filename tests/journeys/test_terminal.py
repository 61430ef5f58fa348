"""A whole order typed in a terminal."""

import subprocess
import sys

import pytest

from tests.journeys.opening import Demo

pytestmark = pytest.mark.server

TYPED = [
    "find a store", "Nowhereville", "Singapore", "menu", "sencha", "1", "1", "a few", "2",
    "choose where to collect", "1", "1", "collect here", "Tan Mei Ling", "place the order", "my orders", "quit",
]  # fmt: skip


def test_a_customer_types_a_whole_order_in_a_terminal_and_reads_the_code(demo: Demo):
    command = [sys.executable, "-m", "bots", "terminal", "--locale", "en", "--api", str(demo.ready["graphql"])]

    talk = subprocess.run(
        command, input="\n".join(TYPED), capture_output=True, encoding="utf-8", timeout=90, check=False
    )

    assert talk.returncode == 0, talk.stderr
    said = talk.stdout
    assert 'I do not know a place called "Nowhereville".' in said
    assert "Please type a whole number from 1 to 99." in said
    assert "The nearest stores to Singapore that have your whole cart:" in said
    assert "Thank you, Tan Mei Ling. Your order " in said
    assert "Show this code at the counter: " in said
    assert "▄" in said  # the pass as a QR code
    number = said.split("Your order ")[1].split(" ")[0]
    assert f"{number}: waiting to be prepared" in said
