"""From settings to the outside world: the only place that chooses adapters."""

from redis.asyncio import Redis

from api.settings import Settings

REDIS_WITHIN_S = 0.25


def redis_for(settings: Settings) -> Redis:
    """The Redis of the settings, or one inside this process when they name none."""
    if settings.redis_url is None:
        from fakeredis import FakeAsyncRedis  # its import takes long, and only a shop without Redis needs it

        return FakeAsyncRedis(protocol=2)
    return Redis.from_url(
        settings.redis_url, protocol=2, socket_timeout=REDIS_WITHIN_S, socket_connect_timeout=REDIS_WITHIN_S
    )
