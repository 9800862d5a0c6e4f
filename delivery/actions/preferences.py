"""How somebody wants to hear of news.

The promise: a choice is about the own account, the own children and the own groups; what waits to be sent and is not
wanted any more does not leave.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from delivery.actions.addresses import clear_address
from delivery.errors import NotYours
from delivery.links import TALKS
from delivery.models import AddressState, Channel, Delivery, Preference, PreferenceException
from delivery.queries.choices import Exceptions, Room, room_of, trouble_with
from delivery.queries.stopping import without_mail
from delivery.rules import Choices
from people.models import User
from posts.models import Post


@transaction.atomic
def set_preference(*, by: User, choices: Choices, exceptions: Exceptions, now: datetime) -> Preference:
    """Write what one account chose, in the place of what it chose before (R066, R091).

    What is on its way and was chosen to be on the web only stays there. Anything else that waits goes the way and at
    the moment it was planned for: one thing never goes two ways because a choice changed in between.
    Raises NotYours for a child or a group of others.
    """
    _lock(by)
    room = room_of(by, now=now)
    if room is None or not room.holds(exceptions):
        raise NotYours
    preference, _made = Preference.objects.update_or_create(
        user=by,
        defaults={
            "news": choices.news,
            "talks": choices.talks,
            "titles_only": choices.titles_only,
            "changed_at": now,
        },
    )
    _write_exceptions(by, exceptions)
    _keep_back(room, choices, exceptions)
    return preference


@transaction.atomic
def stop_mail(*, by: User, what: str, now: datetime) -> None:
    """Send no mail about news or talks any more, whatever was chosen; twice is once (RFC 8058).

    What matters still comes by mail: that floor is not a choice. Raises NotYours when the account stands still.
    """
    _lock(by)
    room = room_of(by, now=now)
    if room is None:
        raise NotYours
    choices, exceptions = without_mail(room, what)
    set_preference(by=by, choices=choices, exceptions=exceptions, now=now)
    waiting = _waiting(by).filter(message__isnull=False) if what == TALKS else _waiting_news(by)
    _stop(waiting.exclude(channel=Channel.APP))


@transaction.atomic
def try_address_again(*, by: User, now: datetime) -> None:
    """Send mail to the own address again, because its owner says that it works and that mail is welcome there."""
    state = trouble_with(by.email)
    if state is not None:
        clear_address(address=state, by=by, now=now)
        AddressState.objects.filter(pk=state.pk).update(complained_at=None)


def _lock(user: User) -> None:
    """A link in a mail and the page at once: one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def _write_exceptions(user: User, exceptions: Exceptions) -> None:
    PreferenceException.objects.filter(user=user).delete()
    PreferenceException.objects.bulk_create(
        [PreferenceException(user=user, child_id=pk, news=way) for pk, way in exceptions.by_child.items()]
        + [PreferenceException(user=user, group_id=pk, news=way) for pk, way in exceptions.by_group.items()]
    )


def _keep_back(room: Room, choices: Choices, exceptions: Exceptions) -> None:
    """Stop what waits and is now for the web only."""
    user, after = room.user, room.with_choices(choices, exceptions)
    waiting = _waiting_news(user)
    groups = set(waiting.values_list("post__group", flat=True))
    silent = [group for group in groups if after.news_from(group) == Channel.WEB]
    _stop(waiting.filter(post__group__in=silent))
    if choices.talks == Channel.WEB:
        _stop(_waiting(user).filter(message__isnull=False))


def _stop(rows: "QuerySet[Delivery]") -> None:
    rows.update(state=Delivery.State.SKIPPED, why=Delivery.Why.STOPPED)


def _waiting(user: User) -> "QuerySet[Delivery]":
    """What waits, also with a worker: that one looks again every two seconds, and leaves out what was stopped."""
    return Delivery.objects.queued().filter(user=user, digest=None)


def _waiting_news(user: User) -> "QuerySet[Delivery]":
    """Posts; an important one and an emergency have a floor of their own, which no choice goes below."""
    matters = Q(post__importance__in=Post.Importance.values)
    return _waiting(user).filter(post__isnull=False).exclude(matters)
