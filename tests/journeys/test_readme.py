"""The README keeps its word: every request in it is sent, in order, and answered as it says."""

import re
import time
from pathlib import Path

import pytest

from tests.journeys.opening import Demo
from tests.journeys.readme import README, Request, compare, filled, requests

PATIENCE_S = 10


@pytest.mark.server
def test_every_request_of_the_readme_is_answered_as_it_shows(demo: Demo):
    known: dict[str, str] = {}
    sent = list(requests())

    for request in sent:
        answer_as_shown(demo, request, known)

    assert len(sent) > 12


def answer_as_shown(demo: Demo, request: Request, known: dict[str, str]) -> None:
    """Send a request. What the worker does follows a moment later, so a question may be asked again."""
    headers = {name: filled(value, known) for name, value in request.headers.items()}
    until = time.monotonic() + PATIENCE_S
    while True:
        answer = demo.post(filled(request.query, known), {}, headers)
        assert "errors" not in answer, (request.query, answer["errors"])
        try:
            return compare(request.shown, answer if request.is_whole else answer["data"], known)
        except AssertionError:
            if request.changes or time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.mark.parametrize("page", [README, *sorted((README.parent / "docs").glob("*.md"))], ids=lambda page: page.name)
def test_every_picture_and_page_that_is_linked_is_there(page: Path):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert missing == []
