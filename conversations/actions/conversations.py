"""Starting a conversation and keeping who is in it right.

The promise: who is in it follows from the child and the school, never from what a form sent; whoever comes later
reads from then on, and everybody sees who came and who left (R018).
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations import permissions
from conversations.errors import NotYours, Refused
from conversations.models import Conversation, Participant
from conversations.queries.people import (
    guardians_of,
    kept_out,
    parents_of,
    speaks_apart,
    staff_of,
    teachers_of,
)
from groups.models import School, SchoolGroup
from people.models import Child, User
from policies.queries import policy_for

Kind, Why = Conversation.Kind, Participant.Why
HOUR = timedelta(hours=1)


@transaction.atomic
def start_about_child(
    *,
    conversation_id: UUID,
    child: Child,
    school: School,
    subject: str,
    guardians: Collection[User],
    by: User,
    now: datetime,
) -> Conversation:
    """Begin a conversation of the child's guardians and teachers. The same id again gives the one that is there.

    `guardians` are those a member of staff chose; of a child whose guardians share, all of them are in it anyway.
    A guardian who begins speaks with the teachers, together with the other guardians where those share.
    Raises PermissionDenied; Refused with a sentence for too many in an hour or for guardians who are no one's.
    """
    today = timezone.localdate(now)
    family = guardians_of(child, school, today=today)
    if permissions.may_start_as_guardian(by, child, school):
        chosen = {by.pk}
    elif permissions.may_start_about(by, child, school):
        chosen = {guardian.pk for guardian in guardians}
    else:
        raise PermissionDenied
    is_apart = speaks_apart(child, school)
    if not is_apart:
        chosen = {guardian.pk for guardian in family}
    heard = [guardian for guardian in family if guardian.pk in chosen]
    if not heard or len(heard) != len(chosen):
        raise Refused(_("Choose a parent or guardian who has an account at this school."))
    if is_apart and len(heard) > 1:
        raise Refused(_("The guardians of this child each have their own conversations. Choose one of them."))
    about = {"kind": Kind.CHILD, "school": school, "child": child}
    conversation, is_first = _begin(conversation_id, about, subject, by, now, is_apart=is_apart)
    if is_first:
        apart = kept_out(child, is_apart=is_apart)
        teachers = list(teachers_of(child, school, today=today).exclude(pk__in=apart))
        _join(conversation, heard, Why.GUARDIAN, by, now)
        _join(conversation, [t for t in teachers if t not in heard], Why.TEACHES, by, now)
        if by not in heard and by not in teachers:
            _join(conversation, [by], Why.INVITED, by, now)
    return conversation


@transaction.atomic
def start_among_staff(
    *, conversation_id: UUID, school: School, subject: str, members: Collection[User], by: User, now: datetime
) -> Conversation:
    """Begin a conversation among people who work at the school (R186). Raises PermissionDenied and Refused."""
    if not permissions.may_start_team(by, school):
        raise PermissionDenied
    colleagues = staff_of(school, today=timezone.localdate(now))
    chosen = list(colleagues.filter(pk__in=[m.pk for m in members]).exclude(pk=by.pk))
    if not chosen:
        raise Refused(_("Choose at least one colleague."))
    about = {"kind": Kind.TEAM, "school": school}
    conversation, is_first = _begin(conversation_id, about, subject, by, now)
    if is_first:
        _join(conversation, [by, *chosen], Why.COLLEAGUE, by, now)
    return conversation


@transaction.atomic
def start_among_parents(
    *,
    conversation_id: UUID,
    group: SchoolGroup,
    subject: str,
    members: Collection[User],
    by: User,
    now: datetime,
) -> Conversation:
    """Begin a conversation of a class parent with parents of the group. Raises PermissionDenied and Refused."""
    if not permissions.may_start_with_parents(by, group):
        raise PermissionDenied
    parents = parents_of(group, today=timezone.localdate(now))
    chosen = list(parents.filter(pk__in=[m.pk for m in members]).exclude(pk=by.pk))
    if not chosen:
        raise Refused(_("Choose at least one parent of the group."))
    about = {"kind": Kind.PARENTS, "school": group.school, "group": group}
    conversation, is_first = _begin(conversation_id, about, subject, by, now)
    if is_first:
        _join(conversation, [by, *chosen], Why.PARENT, by, now)
    return conversation


@transaction.atomic
def invite(*, conversation: Conversation, colleague: User, by: User, now: datetime) -> Participant:
    """Let a colleague of the school read along from now on; everybody sees it. Inviting twice is inviting once.

    Raises PermissionDenied, and Refused for somebody who does not work at the school.
    """
    conversation = hold(conversation.pk)
    if not permissions.may_invite(by, conversation):
        raise PermissionDenied
    staff = staff_of(conversation.school, today=timezone.localdate(now))
    apart = kept_out(conversation.child, is_apart=conversation.is_apart)
    if not staff.exclude(pk__in=apart).filter(pk=colleague.pk).exists():
        raise Refused(_("Only somebody who works at the school can read along."))
    why = Why.COLLEAGUE if conversation.kind == Kind.TEAM else Why.INVITED
    _join(conversation, [colleague], why, by, now)
    return conversation.participants.open().get(user=colleague)


@transaction.atomic
def leave(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Stop reading along; everybody sees it. Raises PermissionDenied for who belongs in it."""
    conversation = hold(conversation.pk)
    if not permissions.may_leave(by, conversation):
        raise PermissionDenied
    conversation.participants.open().filter(user=by).update(left_at=now)


@transaction.atomic
def refresh_participants(*, conversation: Conversation, now: datetime) -> bool:
    """Make who is in it agree with who belongs in it: a new teacher comes in, who left goes; True when it changed.

    What somebody may read never waits for this: it only draws the visible line (R018).
    """
    conversation = hold(conversation.pk)
    today = timezone.localdate(now)
    seats = conversation.participants.open()
    gone = seats.exclude(pk__in=seats.entitled(today).values("pk"))
    changed = gone.update(left_at=now)
    if conversation.child is not None:
        changed += _join_who_belongs(conversation, conversation.child, now)
    return bool(changed)


def hold(conversation_id: UUID) -> Conversation:
    """The conversation as it is now, locked: who comes in and what is said take turns."""
    locked = Conversation.objects.select_for_update(of=("self",)).select_related("school", "child", "group")
    return locked.get(pk=conversation_id)


def _join_who_belongs(conversation: Conversation, child: Child, now: datetime) -> int:
    today = timezone.localdate(now)
    there = set(conversation.participants.open().values_list("user", flat=True))
    family = guardians_of(child, conversation.school, today=today)
    is_apart = conversation.is_apart or speaks_apart(child, conversation.school)
    inside = there | kept_out(child, is_apart=is_apart)
    teachers = [t for t in teachers_of(child, conversation.school, today=today) if t.pk not in inside]
    if not family.filter(pk__in=there).exists():
        # Nobody of the family is left in it: it is over, and no teacher joins what is over.
        return 0
    _join(conversation, teachers, Why.TEACHES, None, now)
    if is_apart:
        return len(teachers)
    guardians = [g for g in family if g.pk not in there]
    _join(conversation, guardians, Why.GUARDIAN, None, now)
    return len(teachers) + len(guardians)


def _begin(
    pk: UUID, about: dict[str, Any], subject: str, by: User, now: datetime, *, is_apart: bool = False
) -> tuple[Conversation, bool]:
    said = {"subject": subject.strip(), "started_by": by, "started_at": now, "is_apart": is_apart}
    is_first = not Conversation.objects.filter(pk=pk).exists()
    if is_first:
        _check_pace(about["school"], by, now)
    there, is_first = Conversation.objects.get_or_create(pk=pk, defaults=about | said)
    if there.started_by_id != by.pk or any(getattr(there, name) != thing for name, thing in about.items()):
        raise NotYours(pk)
    return there, is_first


def _check_pace(school: School, by: User, now: datetime) -> None:
    """One person addresses at most so many families in an hour. Locked, so that many at once count as well."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    most = policy_for(school).conversations_per_hour
    if Conversation.objects.filter(started_by=by, started_at__gt=now - HOUR).count() >= most:
        raise Refused(
            _("You started %(count)d conversations this hour. Place a post for the group, or go on later.")
            % {"count": most}
        )


def _join(
    conversation: Conversation, users: Iterable[User], why: str, by: User | None, now: datetime
) -> None:
    for user in users:
        Participant.objects.get_or_create(
            conversation=conversation,
            user=user,
            left_at=None,
            defaults={"why": why, "joined_at": now, "added_by": by},
        )
