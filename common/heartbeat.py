"""A sign of life from beat and workers: the clock sends one down every queue, a worker of that queue keeps when."""

from datetime import datetime, timedelta

from django.core.cache import cache

QUEUES = ("kring", "media", "delivery")
# Five rounds of the clock: an album that is being drawn may keep a worker from its round for a while.
LATE_AFTER = timedelta(minutes=5)
KEPT = timedelta(days=7).total_seconds()


def sign(queue: str, *, now: datetime) -> None:
    """Keep that a worker of `queue` is at work now."""
    cache.set(_key(queue), now.timestamp(), KEPT)


def late_queues(*, now: datetime) -> list[str]:
    """Return the queues that gave no sign for five minutes; right after the first start that is all of them.

    Raises RedisError when the signs cannot be read.
    """
    signs = cache.get_many([_key(queue) for queue in QUEUES])
    since = (now - LATE_AFTER).timestamp()
    return [queue for queue in QUEUES if signs.get(_key(queue), 0) < since]


def _key(queue: str) -> str:
    return f"heartbeat:{queue}"
