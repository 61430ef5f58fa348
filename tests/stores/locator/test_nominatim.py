"""Nominatim, spoken to in its own protocol."""

import httpx
import pytest

from stores.kernel.address import Position
from stores.locator.adapters.nominatim import Nominatim
from stores.locator.ports import Place

SHIBUYA = {
    "lat": "35.6645956",
    "lon": "139.6987107",
    "name": "Shibuya",
    "display_name": "Shibuya, Tokyo, Japan",
    "importance": 0.6,
    "address": {"city": "Shibuya", "state": "Tokyo", "country": "Japan", "country_code": "jp"},
}


def a_server(answer) -> tuple[Nominatim, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request)

    client = httpx.AsyncClient(transport=httpx.MockTransport(serve))
    return Nominatim("https://maps.example", client, user_agent="a shop"), asked


def slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("too slow", request=request)


def away(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody there", request=request)


async def test_a_place_is_found_by_a_server_that_speaks_nominatim():
    nominatim, asked = a_server(lambda _: httpx.Response(200, json=[SHIBUYA]))

    found = await nominatim.matches("Shibuya crossing")

    assert [match.place for match in found] == [Place("Shibuya", "Tokyo", "JP", Position(35.6645956, 139.6987107))]
    assert asked[0].url.path == "/search"
    assert asked[0].url.params["q"] == "Shibuya crossing"
    assert asked[0].headers["User-Agent"] == "a shop"


@pytest.mark.parametrize(
    "answer",
    [
        slow,
        away,
        lambda _: httpx.Response(200, json=[]),
        lambda _: httpx.Response(200, text="<html>"),
        lambda _: httpx.Response(429, text="slow down"),
        lambda _: httpx.Response(503),
    ],
)
async def test_a_server_that_does_not_help_is_no_reason_to_fail(answer):
    nominatim, asked = a_server(answer)

    assert await nominatim.matches("Shibuya") == []
    assert len(asked) == 1
