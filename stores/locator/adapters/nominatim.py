"""Places from a Nominatim server, through geopy, over our own HTTP client."""

import json
import logging
from typing import Any

import httpx
from geopy.adapters import AdapterHTTPError, BaseAsyncAdapter
from geopy.exc import GeocoderParseError, GeocoderTimedOut, GeocoderUnavailable, GeopyError
from geopy.geocoders import Nominatim as NominatimProtocol
from geopy.location import Location

from stores.kernel.address import Position
from stores.locator.ports import Match, Place

log = logging.getLogger(__name__)

_PEOPLE_AT_MOST = 20_000_000  # what an importance of 1 stands for when it is weighed against a gazetteer
_AT_MOST = 5


class Nominatim:
    """Asks one Nominatim server. A server that is slow or away knows nothing, and the shop goes on."""

    def __init__(self, url: str, client: httpx.AsyncClient, *, user_agent: str, timeout_s: float = 3.0) -> None:
        """``user_agent``: who asks, as the public server's terms of use want it."""
        scheme, _, domain = url.rstrip("/").rpartition("://")
        self._protocol = NominatimProtocol(
            domain=domain,
            scheme=scheme or "https",
            user_agent=user_agent,
            timeout=timeout_s,
            adapter_factory=lambda **_: _HttpxAdapter(client),
        )

    async def matches(self, text: str) -> list[Match]:
        """Places that the server finds; none when it does not answer in time."""
        try:
            found = await self._protocol.geocode(
                text, exactly_one=False, limit=_AT_MOST, addressdetails=True, language="en"
            )
        except GeopyError as trouble:
            log.warning("Nominatim did not answer: %s", type(trouble).__name__)
            return []
        return [_match(location) for location in found or [] if _country(location)]


class _HttpxAdapter(BaseAsyncAdapter):  # type: ignore[misc]  # geopy has no types
    """geopy's errors around an httpx client that is shared with the rest of the process."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__(proxies={}, ssl_context=None)
        self._client = client

    async def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:  # noqa: ASYNC109  geopy's signature
        try:
            return json.loads(await self.get_text(url, timeout=timeout, headers=headers))
        except json.JSONDecodeError as unreadable:
            raise GeocoderParseError(str(unreadable)) from unreadable

    async def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:  # noqa: ASYNC109  geopy's signature
        try:
            answer = await self._client.get(url, timeout=timeout, headers=headers)
        except httpx.TimeoutException as slow:
            raise GeocoderTimedOut(str(slow)) from slow
        except httpx.HTTPError as away:
            raise GeocoderUnavailable(str(away)) from away
        if answer.is_success:
            return answer.text
        raise AdapterHTTPError(
            f"HTTP {answer.status_code}", status_code=answer.status_code, headers=answer.headers, text=answer.text
        )


def _match(location: Location) -> Match:
    raw = location.raw
    address = raw["address"]
    name = raw.get("name") or location.address.partition(",")[0]
    place = Place(
        name, address.get("state"), _country(location), Position(float(location.latitude), float(location.longitude))
    )
    return Match(place, float(raw.get("importance") or 0) * _PEOPLE_AT_MOST, is_exact=True)


def _country(location: Location) -> str:
    return str(location.raw.get("address", {}).get("country_code", "")).upper()
