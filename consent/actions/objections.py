"""Writing down that a child does not want to be recognisable, and taking that back.

The promise: an objection outranks every yes from the next request on (R031); whoever wrote it down may take it
back, and what stood there stays readable with who did it. One that always counts never comes or goes unseen: the
guardians and the teachers of the child get a mail.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consent.actions.notices import tell
from consent.errors import Refused
from consent.models import Objection
from consent.permissions import may_speak_for, may_take_back
from groups.models import Enrolment, Membership
from people.models import Child, User

# Far enough for a photo of last term that is still to be posted, and for a trip that is planned.
REACH = timedelta(days=366)


@transaction.atomic
def make_objection(*, child: Child, day: date | None, by: User, now: datetime) -> Objection:
    """Write down that this child does not want to be recognisable: on pictures of one day, or always (None).

    One that is there already is returned as it is. Raises PermissionDenied, and Refused for a day out of reach.
    """
    if not may_speak_for(by, child):
        raise PermissionDenied("Only teachers, the director and the guardians of a child speak for it.")
    if day is not None and abs(day - timezone.localdate(now)) > REACH:
        raise Refused(_("Choose a day less than a year from now."))
    Child.objects.select_for_update().get(pk=child.pk)
    kind = Objection.Kind.ALWAYS if day is None else Objection.Kind.DAY
    there = Objection.objects.filter(child=child, kind=kind, day=day, taken_back_at=None).first()
    if there is not None:
        return there
    objection = Objection.objects.create(child=child, kind=kind, day=day, made_by=by, made_at=now)
    _tell_everybody(objection, by, now)
    return objection


@transaction.atomic
def take_back_objection(*, objection: Objection, by: User, now: datetime) -> Objection:
    """The child changed its mind. Done already is fine. Raises PermissionDenied."""
    if not may_take_back(by, objection):
        raise PermissionDenied("Who wrote an objection down takes it back.")
    row = Objection.objects.select_for_update(of=("self",)).select_related("child").get(pk=objection.pk)
    if row.taken_back_at is not None:
        return row
    row.taken_back_at, row.taken_back_by = now, by
    row.save(update_fields=["taken_back_at", "taken_back_by"])
    _tell_everybody(row, by, now)
    return row


def _tell_everybody(objection: Objection, by: User, now: datetime) -> None:
    if objection.kind != Objection.Kind.ALWAYS:
        return
    child = objection.child
    places = Enrolment.objects.current().filter(child=child).select_related("group__school")
    groups = [place.group for place in places]
    guardians = User.objects.filter(authorities__in=child.authorities.deciding())
    teachers = User.objects.filter(
        memberships__in=Membership.objects.active(timezone.localdate(now)).filter(
            group__in=groups, role=Membership.Role.TEACHER
        )
    )
    school = groups[0].school if groups else None
    context = {"objection": objection, "child": child, "by": _who(by, child), "now": now, "school": school}
    tell("consent/objection", (guardians | teachers).exclude(pk=by.pk).distinct(), context)


def _who(by: User, child: Child) -> str:
    """Which of the guardians it was, is for the other one and the teachers not to know (U5)."""
    is_guardian = child.authorities.filter(guardian=by).exists()
    return pgettext("objection", "A parent") if is_guardian else by.get_short_name()
