"""Web push without a school: one short message to one browser, through the push service of its vendor.

with PushLine() as line:
    answer = line.push(Target(endpoint, p256dh, auth), {"title": "…"}, ttl=3600)
    if answer.outcome is Outcome.GONE: ...forget this browser
"""

from common.push.addresses import LONGEST_ADDRESS, Target, address_mark, is_push_address, is_target
from common.push.answers import Answer, Outcome
from common.push.keys import is_configured, public_half, public_key
from common.push.line import PushLine, Urgency, push
from common.push.sealing import LARGEST_MESSAGE

__all__ = [
    "LARGEST_MESSAGE",
    "LONGEST_ADDRESS",
    "Answer",
    "Outcome",
    "PushLine",
    "Target",
    "Urgency",
    "address_mark",
    "is_configured",
    "is_push_address",
    "is_target",
    "public_half",
    "public_key",
    "push",
]
