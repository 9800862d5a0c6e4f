"""The cache in front of the sessions table."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

log = logging.getLogger(__name__)


class SessionCache(RedisCache):
    """A Redis that may be away while people read: the session is in the database too.

    Reading past a broken cache is in Django itself. Only writing is forgiven here; deleting is not, or a
    session that was ended during the outage would live again when Redis comes back.
    """

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        try:
            super().set(key, value, *args, **options)
        except RedisError as error:
            log.warning("Session not cached: %s", error)
