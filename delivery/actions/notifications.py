"""Sending what goes to telephones.

The promise: a notification says that there is something and for whom, never what; a telephone stays silent in lessons,
outside the week of staff and in quiet time, unless it is an emergency; a device that is gone is forgotten, and who has
none left gets a mail (R117, R161).
"""

import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.push import Outcome, PushLine, Urgency
from delivery.actions.claiming import claim, held
from delivery.actions.ringing import ring
from delivery.actions.settling import mark_sent, move_to_mail, put_off, skip, wait_until
from delivery.batches import Batch
from delivery.models import Channel, Delivery, DeliveryQuerySet, PushDevice
from delivery.queries.badges import badges_of
from delivery.queries.devices import devices_of
from hours.queries import may_ring

log = logging.getLogger(__name__)

CHUNK = 200
# So long an answer about rights is good, and so long one chunk is worked on, in seconds: as with mails.
FRESH = 2.0
PATIENCE = 50.0
# A push service that does not answer is tried again so often, for two hours; then it goes by mail.
RINGS = 7
# Lessons end and weeks begin: asked again after so long.
ASKS_AGAIN = timedelta(minutes=15)
DAY = 24 * 3600
SEVERAL = "several"
# As long as a push service takes (RFC 8030).
TOPIC = 32


def send_notifications(*, now: datetime) -> int:
    """Send one chunk of the notifications that are due; returns how many rows it took, 0 when nothing is left.

    What is due for one person goes as one notification.
    """
    due = Delivery.objects.due(Channel.APP, now)
    token, keys = claim(due, most=CHUNK, now=now)
    if not keys:
        return 0
    until = time.monotonic() + PATIENCE
    with held(due, token), PushLine() as line:
        while _ring_some(Delivery.objects.filter(claim=token), line, now) and time.monotonic() < until:
            pass
    return len(keys)


def _ring_some(mine: DeliveryQuerySet, line: PushLine, now: datetime) -> bool:
    """Ring for as long as what is known is fresh; True when somebody may be left."""
    looked = time.monotonic()
    batch = Batch(mine, now)
    people = _allowed(batch, now)
    devices = _devices_of(people)
    badges = badges_of(people, now=now)
    for user, rows in people.items():
        try:
            _ring(rows, devices[user], message_for(rows, batch.names, count=badges[user]), line, now)
        except DatabaseError:
            raise
        except Exception:
            # A fault of ours: the others go on, and this one is tried again after it was mended.
            log.exception("Ringing for deliveries %s went wrong.", [row.pk for row in rows])
            for row in rows:
                put_off(row, now=now)
        if time.monotonic() - looked > FRESH:
            return True
    return False


def message_for(rows: Sequence[Delivery], names: dict[int, str], *, count: int) -> dict[str, Any]:
    """What the telephone shows for these things of one person: where it comes from and whom it is about."""
    first = rows[0]
    if len({_path(row) for row in rows}) > 1:
        schools = {row.school_id for row in rows}
        return {
            "title": first.school.name if len(schools) == 1 else "Kring",
            "body": ngettext("%(count)s new item", "%(count)s new items", len(rows)) % {"count": len(rows)},
            "url": reverse("portal:home"),
            "tag": SEVERAL,
            "count": count,
        }
    return {
        "title": first.school.name,
        "body": _words(first, names.get(first.pk, "")),
        "url": _path(first),
        "tag": tag_of(first),
        "count": count,
    }


def tag_of(row: Delivery) -> str:
    """What makes a second copy take the place of the first."""
    about = row.post_id or row.message_id or row.notice_id
    return about.hex if about else ""


def topic_of(tag: str, device: PushDevice) -> str:
    """The tag as the push service may know it: which telephones hear of the same thing is not for its maker."""
    mark = salted_hmac("delivery.topic", f"{device.pk} {tag}", algorithm="sha256").hexdigest()
    return mark[:TOPIC] if tag else ""


def _words(row: Delivery, child: str) -> str:
    if row.message is not None:
        return (
            _("Something new in a conversation about %(name)s") % {"name": child}
            if child
            else _("Something new in a conversation")
        )
    if row.post is None:
        return str(row.notice.get_kind_display()) if row.notice else ""
    if row.post.is_emergency:
        return _("Emergency: read this now")
    if row.post.is_important:
        return _("Important post about %(name)s") % {"name": child or row.post.group.name}
    return _("New post about %(name)s") % {"name": child or row.post.group.name}


def _path(row: Delivery) -> str:
    if row.post_id:
        return reverse("posts:post-detail", args=[row.post_id])
    if row.message is not None:
        return reverse("conversations:conversation-detail", args=[row.message.conversation_id])
    return row.notice.path if row.notice else reverse("portal:home")


def _allowed(batch: Batch, now: datetime) -> dict[UUID, list[Delivery]]:
    """The rows that may ring now, by person; the others are written down: not at all, or not yet."""
    silent = _silent(batch, now)
    people: dict[UUID, list[Delivery]] = defaultdict(list)
    for row in batch.rows.values():
        if why := batch.objection(row):
            skip(row, why)
        elif row.pk in silent:
            wait_until(row, now + ASKS_AGAIN)
        else:
            people[row.user_id].append(row)
    return people


def _silent(batch: Batch, now: datetime) -> set[int]:
    """The rows of people whose telephone may not ring now; an emergency always may."""
    by_school = defaultdict(list)
    for row in batch.rows.values():
        if not (row.post and row.post.is_emergency):
            by_school[row.school].append(row)
    silent: set[int] = set()
    for school, rows in by_school.items():
        ringing = may_ring({row.user for row in rows}, school, now=now)
        silent |= {row.pk for row in rows if row.user_id not in ringing}
    return silent


def _devices_of(users: dict[UUID, list[Delivery]]) -> dict[UUID, list[PushDevice]]:
    found: dict[UUID, list[PushDevice]] = defaultdict(list)
    for device in devices_of({rows[0].user for rows in users.values()}):
        found[device.user_id].append(device)
    return found


def _ring(
    rows: list[Delivery], devices: list[PushDevice], message: dict[str, Any], line: PushLine, now: datetime
) -> None:
    """Send one notification to every device of a person, and write down what became of it."""
    urgency: Urgency = "high" if any(row.post and row.post.is_important for row in rows) else "normal"
    outcomes = {
        ring(device, message, line, ttl=DAY, urgency=urgency, topic=topic_of(message["tag"], device))
        for device in devices
    }
    for row in rows:
        if Outcome.ACCEPTED in outcomes:
            mark_sent(row, now=now)
        elif Outcome.LATER in outcomes and row.tries < RINGS:
            put_off(row, now=now)
        else:
            move_to_mail(row, now=now)
