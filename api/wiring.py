"""From settings to the outside world: the only place that chooses adapters."""

import httpx
from redis.asyncio import Redis

from api.settings import Settings
from stores.locator.adapters.gazetteer import Gazetteer
from stores.locator.adapters.in_turn import InTurn
from stores.locator.adapters.nominatim import Nominatim
from stores.outside import Outside

REDIS_WITHIN_S = 0.25


def outside_of(settings: Settings) -> Outside:
    """Every port, fulfilled by the adapters that the settings ask for."""
    gazetteer = Gazetteer()
    gazetteer.read()  # with GeoNames it takes seconds, longer than the first who types a place may wait
    if settings.nominatim_url is None:
        return Outside(geocoder=gazetteer)
    user_agent = f"Wharfside ({settings.public_url})"
    nominatim = Nominatim(settings.nominatim_url, httpx.AsyncClient(), user_agent=user_agent)
    return Outside(geocoder=InTurn([gazetteer, nominatim]))


def redis_for(settings: Settings) -> Redis:
    """The Redis of the settings, or one inside this process when they name none."""
    if settings.redis_url is None:
        from fakeredis import FakeAsyncRedis  # its import takes long, and only a shop without Redis needs it

        return FakeAsyncRedis(protocol=2)
    return Redis.from_url(
        settings.redis_url, protocol=2, socket_timeout=REDIS_WITHIN_S, socket_connect_timeout=REDIS_WITHIN_S
    )
