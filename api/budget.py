"""How much each client may ask for in a while, counted in Redis; without Redis nobody is held back."""

import logging
import time
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger("wharfside.budget")

POINTS = 1000
WINDOW_S = 20
WITHOUT_REDIS_S = 5.0


@dataclass
class Budget:
    """Points that each client spends: ``POINTS`` in each window of ``WINDOW_S`` seconds."""

    redis: Redis
    skipped_until: float = 0.0

    async def wait_for(self, client: str, points: int) -> int:
        """Spend points; 0, or the seconds after which the client may ask again."""
        now = time.time()
        if now < self.skipped_until:
            return 0
        window = int(now // WINDOW_S)
        try:
            spent = await self._spent(f"budget:{client}:{window}", points)
        except (RedisError, OSError, TimeoutError) as gone:
            log.warning("budgets are not counted, Redis is gone: %s", gone)
            self.skipped_until = now + WITHOUT_REDIS_S
            return 0
        return 0 if spent <= POINTS else max(1, round((window + 1) * WINDOW_S - now))

    async def _spent(self, key: str, points: int) -> int:
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.incrby(key, points)
            pipe.expire(key, 2 * WINDOW_S)
            spent, _ = await pipe.execute()
        return int(spent)
