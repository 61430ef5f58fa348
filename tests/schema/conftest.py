"""Stories whose answers are all made twice."""

from collections.abc import Iterator

import pytest

from tests.schema.both import compared


@pytest.fixture
def answered_twice() -> Iterator[None]:
    """Every answer of the story by its plan and by the stock executor; what differs fails it."""
    with compared() as both:
        yield
    assert both.answers > 0
