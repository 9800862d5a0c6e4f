"""Applying a guardians' sheet.

The promise: it writes down who the guardians are and gives nobody an account; that takes a coupling code.
What the sheet takes away (authority) counts at once; what it leaves out stays.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups.actions.guardians import set_authority
from groups.actions.roster import PlanChanged
from groups.models import School
from groups.roster.changes import GuardianChange, GuardianNew, GuardianPlan
from groups.roster.current import current_school
from groups.roster.guardian_plan import plan_guardians
from groups.roster.types import GuardianSheet
from people import actions as people_actions
from people.models import Child, ParentalAuthority, User


@transaction.atomic
def apply_guardians(
    *, school: School, sheet: GuardianSheet, plan_fingerprint: str, by: User | None, now: datetime
) -> GuardianPlan:
    """Add and change the guardians in a sheet, and return what was applied.

    Raises PlanChanged when the school is another than the one whose plan had `plan_fingerprint`.
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    plan = plan_guardians(current_school(school), sheet)
    if plan.fingerprint != plan_fingerprint:
        raise PlanChanged(_("Something changed in the meantime. Look at the differences again."))
    for new in plan.new:
        _record(new, by)
    for change in plan.changed:
        _change(change, by, now)
    return plan


def _record(new: GuardianNew, by: User | None) -> None:
    guardian = new.guardian
    people_actions.record_guardian(
        child=Child.objects.get(pk=new.child_id),
        name=guardian.name,
        email=guardian.email,
        relation=guardian.relation or ParentalAuthority.Relation.PARENT,
        authority=guardian.authority,
        by=by,
    )


def _change(change: GuardianChange, by: User | None, now: datetime) -> None:
    authority = ParentalAuthority.objects.select_for_update().get(pk=change.id)
    values = {field.field: field.new for field in change.changes}
    if values.keys() - {"authority"}:
        people_actions.correct_guardian(
            authority=authority,
            name=values.get("name", authority.name),
            email=values.get("email", authority.email),
            relation=values.get("relation", authority.relation),
            by=by,
            now=now,
        )
    if "authority" in values:
        set_authority(authority=authority, value=values["authority"], by=by, now=now)
