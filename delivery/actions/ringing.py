"""One push to one device.

The promise: a browser that its push service says is gone is forgotten (R161).
"""

from collections.abc import Mapping
from typing import Any

from common.push import Outcome, PushLine, Target, Urgency
from delivery.models import PushDevice


def ring(
    device: PushDevice,
    message: Mapping[str, Any],
    line: PushLine,
    *,
    ttl: int,
    urgency: Urgency,
    topic: str = "",
) -> Outcome:
    """Send a message to one device, which the push service keeps `ttl` seconds; returns what became of it."""
    target = Target(device.endpoint, device.p256dh, device.auth)
    outcome = line.push(target, message, ttl=ttl, urgency=urgency, topic=topic).outcome
    if outcome is Outcome.GONE:
        PushDevice.objects.filter(pk=device.pk).delete()
    return outcome
