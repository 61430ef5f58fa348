"""Pages of lists: Relay connections that go on behind a key, never by counting rows from the start."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import orjson
import strawberry

from schema.errors import BAD_REQUEST, RequestError

DEFAULT_FIRST = 20
MOST = 100
LONGEST_CURSOR = 512

T = TypeVar("T")
Key = TypeVar("Key")


@strawberry.type
class PageInfo:
    """Where a page stands in its list.

    has_next_page: Is there more behind this page?
    has_previous_page: Is there more before this page?
    start_cursor: The cursor of the first edge, unless the page is empty.
    end_cursor: The cursor of the last edge, to be sent as "after" for the next page, unless the page is empty.
    """

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    """One {kind} in a list, and where it stands there.

    cursor: Where the list goes on behind this one.
    node: The {kind} itself.
    """

    cursor: str
    node: T


@strawberry.type
class Connection(Generic[T]):
    """A page of a list of {kind}.

    edges: The page's members with their cursors.
    nodes: The page's members alone.
    page_info: Where the page stands in the list.
    """

    edges: list[Edge[T]]
    nodes: list[T]
    page_info: PageInfo
    counted: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    async def total_count(self) -> int:
        """How many there are on all pages together; counted only when asked for."""
        return await self.counted()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a list: what is on it, where each stands, and whether more follows."""

    members: Sequence[T]
    cursors: Sequence[str]
    has_next: bool
    is_first: bool

    @property
    def info(self) -> PageInfo:
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=not self.is_first,
            start_cursor=self.cursors[0] if self.cursors else None,
            end_cursor=self.cursors[-1] if self.cursors else None,
        )


def bounded(first: int | None) -> int:
    """How many the client wants on a page. Raises ``RequestError`` outside 1 to 100."""
    if first is None:
        return DEFAULT_FIRST
    if not 1 <= first <= MOST:
        raise RequestError(BAD_REQUEST, f"first is a number from 1 to {MOST}, not {first}.", argument="first")
    return first


def cursor_of(*key: str | int | float | None) -> str:
    """An opaque cursor that holds the sort key of one member."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def key_of(cursor: str | None, *shape: type) -> tuple[object, ...] | None:
    """The sort key in a cursor that ``cursor_of`` made; None without one.

    Raises:
        RequestError: it is no cursor of ours, or one of another list.
    """
    if cursor is None:
        return None
    try:
        padded = cursor[:LONGEST_CURSOR] + "=" * (-len(cursor) % 4)
        key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or [type(part) for part in key] != list(shape):
        raise RequestError(BAD_REQUEST, "after is not a cursor of this list.", argument="after")
    return tuple(key)


async def _uncounted() -> int:
    return 0


def connection(kind: type[T], page: Page[T], counted: Callable[[], Awaitable[int]] = _uncounted) -> "Connection[T]":
    """A page as the connection of its kind; ``counted`` runs only when the total is selected."""
    edges = [Edge[kind](cursor=cursor, node=node) for cursor, node in zip(page.cursors, page.members, strict=True)]  # type: ignore[valid-type]
    return Connection[kind](edges=edges, nodes=list(page.members), page_info=page.info, counted=counted)  # type: ignore[valid-type]
