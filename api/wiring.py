"""From settings to the outside world: the only place that chooses adapters."""

import httpx
from redis.asyncio import Redis

from api.settings import Settings
from stores.locator.adapters.gazetteer import Gazetteer
from stores.locator.adapters.in_turn import InTurn
from stores.locator.adapters.nominatim import Nominatim
from stores.locator.ports import Geocoder
from stores.outside import Outside
from stores.pickup.signing import PassKey

REDIS_WITHIN_S = 0.25


def outside_of(settings: Settings) -> Outside:
    """Every port, fulfilled by the adapters that the settings ask for."""
    return Outside(geocoder=_geocoder(settings), pass_key=PassKey.of_secret(settings.secret_key))


def _geocoder(settings: Settings) -> Geocoder:
    gazetteer = Gazetteer()
    if settings.nominatim_url is None:
        return gazetteer
    user_agent = f"Wharfside ({settings.public_url})"
    nominatim = Nominatim(settings.nominatim_url, httpx.AsyncClient(), user_agent=user_agent)
    return InTurn([gazetteer, nominatim])


def redis_for(settings: Settings) -> Redis:
    """The Redis of the settings, or one inside this process when they name none."""
    if settings.redis_url is None:
        from fakeredis import FakeAsyncRedis  # its import takes long, and only a shop without Redis needs it

        return FakeAsyncRedis(protocol=2)
    return Redis.from_url(
        settings.redis_url, protocol=2, socket_timeout=REDIS_WITHIN_S, socket_connect_timeout=REDIS_WITHIN_S
    )
