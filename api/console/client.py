"""What the console says to the shop: its own operations, sent as the person who is at the counter."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import httpx

OPERATIONS = Path(__file__).parent / "operations"
Json: TypeAlias = dict[str, Any]


class ShopSilent(Exception):
    """The API gave no usable answer, so nobody knows whether the act happened; the same key asks again safely."""


class ShopRefused(Exception):
    """The API answered with an error instead of an outcome: who asks may not, or asks too much."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@cache
def operation(name: str) -> str:
    """The text of one of the console's GraphQL documents."""
    return (OPERATIONS / f"{name}.graphql").read_text(encoding="utf-8")


class Counter:
    """One person's line to the shop."""

    def __init__(self, graphql: httpx.AsyncClient, headers: Mapping[str, str]) -> None:
        self._graphql = graphql
        self._headers = headers

    async def ask(self, name: str, **variables: object) -> Json:
        """Send one operation and give back its ``data``.

        Raises:
            ShopSilent: no answer, or none that can be read.
            ShopRefused: the answer has ``errors``; the first one's code is told.
        """
        answer = await self._answer({"query": operation(name), "variables": variables})
        if errors := answer.get("errors"):
            raise ShopRefused(errors[0].get("extensions", {}).get("code", "INTERNAL"))
        data: Json = answer["data"]
        return data

    async def _answer(self, body: Json) -> Json:
        try:
            reply = await self._graphql.post("/graphql", json=body, headers=self._headers)
            answer = reply.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ShopSilent from error
        if not isinstance(answer, dict) or not answer.keys() & {"data", "errors"}:
            raise ShopSilent
        return answer
