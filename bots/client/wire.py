"""GraphQL over HTTP: one request, its retries, and what counts as no answer."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

import httpx

from bots.client.documents import documents
from bots.engine.turns import Interrupted, Unreachable

log = logging.getLogger(__name__)
PATIENCE = 8.0
PAUSES = (0.2, 0.8)
LONGEST_PAUSE = 5.0


class ShopRefused(Interrupted):
    """The API answered with GraphQL errors: a bug, a missing right, a limit. ``code`` is the first one's code."""

    def __init__(self, operation: str, errors: list[dict[str, Any]]) -> None:
        first = errors[0]
        self.code = str((first.get("extensions") or {}).get("code", ""))
        super().__init__(f"{operation}: {self.code} {first.get('message', '')}".strip())


@dataclass(frozen=True)
class Wire:
    """The way to one API. Everything sent is safe to send again: a query, or a mutation with its key."""

    url: str
    http: httpx.AsyncClient
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    pauses: tuple[float, ...] = PAUSES

    async def ask(self, operation: str, **variables: Any) -> dict[str, Any]:
        """Send one operation and return its data.

        Raises:
            Unreachable: no answer after the last retry.
            ShopRefused: an answer with errors instead of data.
        """
        request = {"query": documents()[operation], "operationName": operation, "variables": variables}
        for pause in (*self.pauses, None):
            answer, advised = await self._once(operation, request)
            if answer is not None:
                return _data(operation, answer)
            if pause is not None:
                await asyncio.sleep(min(advised or pause, LONGEST_PAUSE))
        raise Unreachable(operation)

    async def _once(self, operation: str, request: dict[str, Any]) -> tuple[dict[str, Any] | None, float]:
        """One try: the answer, or none and how long the server asks to wait."""
        try:
            response = await self.http.post(self.url, json=request, headers=self._headers(), timeout=PATIENCE)
        except httpx.TransportError as error:
            log.warning("%s did not reach the shop: %r", operation, error)
            return None, 0
        if response.status_code == 429 or response.status_code >= 500:
            log.warning("%s was answered with %s", operation, response.status_code)
            advised = response.headers.get("retry-after", "")
            return None, float(advised) if advised.isdecimal() else 0
        try:
            answer = response.json()
        except ValueError:
            return None, 0
        return (answer, 0) if isinstance(answer, dict) else (None, 0)

    def _headers(self) -> dict[str, str]:
        return {**self.headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}


def _data(operation: str, answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("errors"):
        raise ShopRefused(operation, answer["errors"])
    data: dict[str, Any] = answer["data"]
    return data
