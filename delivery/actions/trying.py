"""Trying out whether what was chosen works."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.mail import send_mail
from common.push import Outcome, PushLine
from delivery.actions.ringing import ring
from delivery.models import Channel
from delivery.queries.choices import Room
from delivery.queries.devices import devices_of

# Who tries now looks now.
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Tried:
    """What was done: on how many devices each push ended how, and to which address a mail went."""

    pushes: Counter[Outcome]
    mailed_to: str = ""


def send_test(*, room: Room) -> Tried:
    """Send something the ways this person chose, and tell what became of it.

    Asks the push services while the person waits, so in no transaction. A browser that is gone is forgotten.
    """
    ways = _ways_of(room)
    pushes = _push(room) if Channel.APP in ways else Counter[Outcome]()
    wants_mail = Channel.MAIL in ways or not pushes[Outcome.ACCEPTED]
    if not (wants_mail and room.profile.ways.takes_mail):
        return Tried(pushes)
    send_mail(template="delivery/test", to=[room.user.email], context={})
    return Tried(pushes, room.user.email)


def _ways_of(room: Room) -> set[Channel]:
    """At once by app, or some mail; who reads on the web alone tries what brings an emergency."""
    choices, exceptions = room.profile.choices, room.exceptions
    chosen = {choices.news, choices.talks, *exceptions.by_child.values(), *exceptions.by_group.values()}
    ways = {Channel.APP if way == Channel.APP else Channel.MAIL for way in chosen if way != Channel.WEB}
    return ways or {Channel.APP}


def _push(room: Room) -> Counter[Outcome]:
    words = {
        "title": "Kring",
        "body": _("This is a test. Notifications work."),
        "url": "/delivery/",
        "tag": "test",
    }
    ended = Counter[Outcome]()
    with PushLine() as line:
        for device in devices_of([room.user]):
            ended[ring(device, words, line, ttl=KEPT_SECONDS, urgency="high")] += 1
    return ended
