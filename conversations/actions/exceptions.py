"""What a school arranges otherwise for one child or one parent.

The promise: the wall between two guardians is there at once, and every exception says who made it.
"""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations import permissions
from conversations.errors import Refused
from conversations.models import ClassParent, SeparateGuardians
from conversations.queries.people import parents_of
from groups.models import School, SchoolGroup
from people.models import Child, User


@transaction.atomic
def separate_guardians(*, child: Child, school: School, by: User, now: datetime) -> SeparateGuardians:
    """From now on each guardian of the child has own conversations (C24). Raises PermissionDenied.

    What was shared stays readable for those who shared it; nobody writes in it any more.
    """
    if not permissions.may_separate_guardians(by, school):
        raise PermissionDenied
    row, _is_first = SeparateGuardians.objects.get_or_create(
        child=child, school=school, defaults={"set_by": by, "set_at": now}
    )
    return row


@transaction.atomic
def share_guardians(*, child: Child, school: School, by: User) -> None:
    """Let new conversations be of all guardians together again. Raises PermissionDenied."""
    if not permissions.may_separate_guardians(by, school):
        raise PermissionDenied
    SeparateGuardians.objects.filter(child=child, school=school).delete()


@transaction.atomic
def name_class_parent(
    *, group: SchoolGroup, user: User, ends_on: date | None, by: User, now: datetime
) -> ClassParent:
    """Let one parent of the group start conversations with the others. Raises PermissionDenied and Refused."""
    if not permissions.may_name_class_parent(by, group):
        raise PermissionDenied
    today = timezone.localdate(now)
    if not parents_of(group, today=today).filter(pk=user.pk).exists():
        raise Refused(_("A class parent is a parent of a child in this group."))
    # What ended by its date is closed, or it would stand in the way of naming the same parent again.
    over = ClassParent.objects.filter(group=group, user=user, taken_at=None, ends_on__lt=today)
    over.update(taken_by=by, taken_at=now)
    row, _is_first = ClassParent.objects.get_or_create(
        group=group, user=user, taken_at=None, defaults={"given_by": by, "given_at": now, "ends_on": ends_on}
    )
    return row


@transaction.atomic
def take_class_parent(*, class_parent: ClassParent, by: User, now: datetime) -> None:
    """End the exception; conversations that were started stay. Raises PermissionDenied."""
    if not permissions.may_name_class_parent(by, class_parent.group):
        raise PermissionDenied
    ClassParent.objects.filter(pk=class_parent.pk, taken_at=None).update(taken_by=by, taken_at=now)
