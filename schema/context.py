"""What every resolver is told about one request: the type of ``info.context``."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias
from uuid import uuid4

import strawberry

from stores.identity.actors import Actor, Guest
from stores.identity.rules import device_of_token
from stores.outside import Outside

LOCALES = ("en", "zh", "ja", "de", "es")
FALLBACK_LOCALE = "en"


class Announcements(Protocol):
    """What processes tell each other as it happens."""

    def about(self, subject: str) -> AsyncIterator[str]:
        """The ids of what changed about a subject, until the caller stops listening.

        A subject is the id of an order or a store, or the name of an event.
        """


class Silence:
    """Announcements where nobody speaks: outside a running server."""

    async def about(self, subject: str) -> AsyncIterator[str]:
        """Nothing, whatever the subject."""
        for nothing in subject[:0]:
            yield nothing


@dataclass(slots=True)
class Context:
    """Who asks, in which language and market, and what the request may use."""

    outside: Outside
    actor: Actor = field(default_factory=Guest)
    locale: str = FALLBACK_LOCALE
    market: str | None = None
    device: str | None = None
    token: str | None = None
    is_from_loopback: bool = False
    announcements: Announcements = field(default_factory=Silence)
    request_id: str = field(default_factory=lambda: uuid4().hex)
    loaders: dict[object, Any] = field(default_factory=dict)
    connection_params: object = None  # what a websocket client said first

    @property
    def device_id(self) -> str | None:
        """The device that asks, as the shop names it; None when it does not say which it is."""
        return device_of_token(self.device) if self.device else None


Info: TypeAlias = strawberry.Info[Context, None]


def locale_from(accept_language: str | None) -> str:
    """The language of ours that a reader likes best, by the rules of ``Accept-Language``."""
    wishes = [_wish(part) for part in (accept_language or "").split(",")[:20]]
    for language, weight in sorted(wishes, key=lambda wish: -wish[1]):
        if weight > 0 and language in LOCALES:
            return language
    return FALLBACK_LOCALE


def _wish(part: str) -> tuple[str, float]:
    tag, _, parameters = part.partition(";")
    quality = parameters.strip().removeprefix("q=")
    try:
        weight = float(quality) if quality else 1.0
    except ValueError:
        weight = 0.0
    return tag.strip().split("-")[0].lower(), weight
