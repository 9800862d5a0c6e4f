"""Telling open pages that something changed, so that they ask for it.

A ring says what it is about and nothing of what is in it: whoever hears it asks the portal, which looks again
at who may see what. A ring that gets lost costs seconds, never a message: pages ask by themselves too.
"""

import functools
import json
import logging
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from common.streams import ABOUT, channel

log = logging.getLogger(__name__)

# Nobody waits for a bell: one second, and one more try for a connection that Redis closed meanwhile.
PATIENCE = 1


def ring(accounts: Iterable[UUID], about: str) -> None:
    """Tell the open pages of these accounts, when the transaction commits, that `about` changed.

    `about` is a kind ("post") or a kind and an id ("conversation:<uuid>"). Raises ValueError for anything
    else: what people wrote does not travel this way.
    """
    if not ABOUT.fullmatch(about):
        raise ValueError(f"A ring names a kind and perhaps an id, not {about!r}.")
    names = sorted({str(account) for account in accounts})
    if names:
        transaction.on_commit(lambda: publish(names, about))


def publish(names: list[str], about: str) -> bool:
    """Ring now; False, and a line in the log, when Redis does not answer."""
    try:
        _client(settings.REDIS_URL).publish(channel(), json.dumps({"to": names, "about": about}))
    except RedisError as error:
        log.warning(
            "Redis down, open pages will ask for %s by themselves: %s", about.partition(":")[0], error
        )
        return False
    return True


@functools.cache
def _client(url: str) -> Redis:
    return Redis.from_url(
        url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 1)
    )
