"""What a link in a mail stops: every mail about news or about talks, and no more than that."""

from dataclasses import replace

from delivery.links import TALKS
from delivery.models import Channel
from delivery.queries.choices import Exceptions, Room
from delivery.rules import Choices


def without_mail(room: Room, what: str) -> tuple[Choices, Exceptions]:
    """The choices of this person without mail about `what` (news or talks): on the web, or in the app if it works."""
    choices, exceptions = room.profile.choices, room.exceptions
    if what == TALKS:
        has_app = room.profile.ways.has_device and choices.talks != Channel.WEB
        return replace(choices, talks=Channel.APP if has_app else Channel.WEB), exceptions
    return replace(choices, news=_silent(room, choices.news)), Exceptions(
        {pk: _silent(room, way) for pk, way in exceptions.by_child.items()},
        {pk: _silent(room, way) for pk, way in exceptions.by_group.items()},
    )


def mails_of(room: Room, what: str) -> list[Channel]:
    """The kinds of mail about `what` that this person gets now; none when there is nothing to stop."""
    choices, exceptions = room.profile.choices, room.exceptions
    if what == TALKS:
        chosen = [choices.talks]
    else:
        chosen = [choices.news, *exceptions.by_child.values(), *exceptions.by_group.values()]
    mailed = [Channel.MAIL if way == Channel.APP else way for way in chosen if _silent(room, way) != way]
    return list(dict.fromkeys(mailed))


def _silent(room: Room, way: Channel) -> Channel:
    """News in the app stays there; without a device it comes by mail after all, so that stops as well."""
    is_silent = way == Channel.WEB or (way == Channel.APP and room.profile.ways.has_device)
    return way if is_silent else Channel.WEB
