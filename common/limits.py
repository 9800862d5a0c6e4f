"""Counting attempts: how often somebody may try before the door stays closed for a while.

The counters live in the cache and are raised by one atomic step, so that a hundred requests at once count
as a hundred. An address that changes within one IPv6 network is one source.
"""

import ipaddress
import logging
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis import RedisError

log = logging.getLogger(__name__)
IPV6_NETWORK = 64


@dataclass(frozen=True)
class Limit:
    """So many `attempts` in a window of `seconds`.

    A limit that only `spares` the machine lets everybody pass while Redis is away; any other one keeps its
    door shut by letting RedisError through, and portal.errors answers that with a sentence.
    """

    name: str
    attempts: int
    seconds: int
    spares: bool = False

    def take(self, who: str) -> bool:
        """Count one attempt of `who`; False when there are no attempts left in this window."""
        try:
            return self._count(who)
        except RedisError as error:
            if not self.spares:
                raise
            log.warning("Cache down, %s is not counted: %s", self.name, error)
            return True

    def _count(self, who: str) -> bool:
        key = self._key(who)
        cache.add(key, 0, self.seconds)
        try:
            return cache.incr(key) <= self.attempts
        except ValueError:  # the window closed between the two steps
            return cache.add(key, 1, self.seconds)

    def give_back(self, who: str) -> None:
        """Do not count an attempt that turned out right."""
        try:
            cache.decr(self._key(who))
        except ValueError:
            return

    def _key(self, who: str) -> str:
        return f"limit:{self.name}:{salted_hmac('common.limits', who, algorithm='sha256').hexdigest()}"


def source_of(request: HttpRequest) -> str:
    """Where a request comes from: the IPv4 address, or the /64 network of an IPv6 address."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request).partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False).network_address)
