"""Applying a roster or a guardians' sheet: all of it or nothing, and the same again changes nothing.

The promise: what is applied is what was shown. The plan is made again under a lock on the school and its
fingerprint compared with the one on the page; whoever leaves the school loses access in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.actions.enrolments import end_enrolment, enrol_child, register_child, unregister_child
from groups.actions.memberships import propose_staff
from groups.actions.schools import close_group, create_group, create_school_year
from groups.errors import Refused
from groups.models import Enrolment, EnrolmentQuerySet, Membership, School, SchoolGroup
from groups.roster.changes import PupilChange, PupilMove, RosterPlan, StaffSuggestion
from groups.roster.current import current_school
from groups.roster.names import identity, parse_date
from groups.roster.plan import plan_roster
from groups.roster.types import Roster, RosterPupil
from people import actions as people_actions
from people.models import Child, User
from people.queries import belongs_to_address


class PlanChanged(Refused):
    """The school changed between looking and applying: look again."""


@transaction.atomic
def apply_roster(
    *,
    school: School,
    roster: Roster,
    plan_fingerprint: str,
    confirmed_gone: bool,
    decisions: Mapping[str, str] | None = None,
    by: User | None,
    now: datetime,
) -> RosterPlan:
    """Apply the plan whose fingerprint was shown, with answers to its proposals, and return what was applied.

    `plan_fingerprint` is that of the plan without decisions. Raises PlanChanged when the school is another
    than the one that was shown, Refused when more than a tenth would go without confirmation (E14), and
    RosterRefused as plan_roster does.
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    current, today = current_school(school), timezone.localdate(now)
    shown = plan_roster(current, roster, today=today)
    if shown.fingerprint != plan_fingerprint:
        raise PlanChanged(_("Something changed in the meantime. Look at the differences again."))
    plan = plan_roster(current, roster, today=today, decisions=decisions)
    if plan.needs_confirmation and not confirmed_gone:
        raise Refused(_("More than a tenth of the pupils would go. Confirm that this is right."))
    _Application(school, plan, by, now).run()
    return plan


@dataclass
class _Application:
    """One plan being applied to one school."""

    school: School
    plan: RosterPlan
    by: User | None
    now: datetime

    def run(self) -> None:
        """Groups first, then who moves, comes and goes; groups that ended last, when nobody is in them."""
        self.today = timezone.localdate(self.now)
        self.year = create_school_year(school=self.school, name=self.plan.school_year)
        self.before = self._groups(self.plan.old_school_year)
        self._change_groups()
        self.groups = self._groups(self.plan.school_year)
        if self.plan.school_year == self.plan.old_school_year:
            self.before |= self.groups
        for change in self.plan.changed:
            self._change(change)
        for move in self.plan.moved:
            self._move(move)
        for gone in self.plan.gone:
            child, left_on = Child.objects.get(pk=gone.id), min(gone.left_on or self.today, self.today)
            unregister_child(child=child, school=self.school, ended_on=left_on, by=self.by, now=self.now)
        for pupil in self.plan.new:
            self._register(pupil)
        for group in SchoolGroup.objects.filter(pk__in=[group.id for group in self.plan.gone_groups]):
            close_group(group=group, by=self.by, now=self.now)
        for suggestion in self.plan.staff:
            self._suggest(suggestion)

    def _groups(self, year: str) -> dict[str, SchoolGroup]:
        """The running roster groups of a school year by key; those made by hand by their id."""
        found = SchoolGroup.objects.running().filter(school=self.school, year__name=year)
        return {group.roster_key or f"id:{group.pk}": group for group in found}

    def _change_groups(self) -> None:
        for change in self.plan.changed_groups:
            values = {field.field: field.new for field in change.changes}
            values |= {"roster_key": values.pop("key")} if "key" in values else {}
            SchoolGroup.objects.filter(pk=change.id, school=self.school).update(**values)
        for group in self.plan.new_groups:
            create_group(
                school=self.school,
                year=self.year,
                kind=group.kind,
                name=group.name,
                roster_key=group.key,
                year_group=group.year_group,
            )

    def _change(self, change: PupilChange) -> None:
        values = {field.field: field.new for field in change.changes}
        on_place = {"roster_key": "key", "year_group": "year_group"}
        place = {name: values.pop(field) for name, field in on_place.items() if field in values}
        own: dict[str, object] = dict(values)
        if "born_on" in own:
            own["born_on"] = parse_date(own["born_on"])
        if own:
            Child.objects.filter(pk=change.id).update(**own)
        if place:
            self._registrations().current().filter(child_id=change.id).update(**place)

    def _move(self, move: PupilMove) -> None:
        child = Child.objects.get(pk=move.id)
        renewed = self.plan.school_year != self.plan.old_school_year
        leaves_class = move.old_class and (renewed or move.old_class != move.new_class)
        left = {*move.leaves_clusters, *([move.old_class] if leaves_class else [])}
        groups = [self.before[key] for key in left if key in self.before]
        for place in (
            Enrolment.objects.current().filter(child=child, group__in=groups).select_related("child")
        ):
            end_enrolment(enrolment=place, ended_on=self.today, by=self.by, now=self.now)
        self._enrol(child, {*move.joins_clusters, *([move.new_class] if move.new_class else [])})

    def _register(self, pupil: RosterPupil) -> None:
        """A pupil who was here before is the same child: history and guardians come back with it."""
        child = self._known_before(pupil) or Child(
            first_name=pupil.first_name,
            prefix=pupil.prefix,
            last_name=pupil.last_name,
            born_on=pupil.born_on,
        )
        register_child(
            school=self.school,
            child=child,
            roster_key=pupil.key,
            year_group=pupil.year_group,
            started_on=self.today,
            by=self.by,
            now=self.now,
        )
        self._enrol(child, {*pupil.cluster_keys, *([pupil.class_key] if pupil.class_key else [])})

    def _known_before(self, pupil: RosterPupil) -> Child | None:
        ended = (
            self._registrations().filter(roster_key=pupil.key, ended_on__isnull=False).select_related("child")
        )
        place = ended.order_by("-ended_on", "-pk").first()
        if place is None:
            return None
        child = place.child
        same_name = identity(child.first_name, child.prefix, child.last_name) == identity(
            pupil.first_name, pupil.prefix, pupil.last_name
        )
        same_day = child.born_on is None or pupil.born_on is None or child.born_on == pupil.born_on
        return child if same_name and same_day else None

    def _enrol(self, child: Child, keys: set[str]) -> None:
        for key in sorted(keys):
            if key in self.groups:
                enrol_child(
                    child=child,
                    group=self.groups[key],
                    started_on=self.today,
                    by=self.by,
                    now=self.now,
                )

    def _registrations(self) -> EnrolmentQuerySet:
        return Enrolment.objects.filter(group__school=self.school, group__kind=SchoolGroup.Kind.SCHOOL)

    def _suggest(self, suggestion: StaffSuggestion) -> None:
        """An account without a password and a line in the director's list: neither opens anything (R010).

        No line for an account whose address nobody proved: admitting it would hand the role to who typed the address.
        """
        user = User.objects.filter(email__iexact=suggestion.email).first()
        if user is not None and not belongs_to_address(user):
            return
        if user is None:
            user = people_actions.create_account(
                email=suggestion.email,
                password=None,
                first_name=suggestion.first_name,
                last_name=suggestion.last_name,
                verified=False,
                by=self.by,
            )
        group = self.groups[suggestion.group_key] if suggestion.group_key else self._school_wide()
        ends_on = self.year.ends_on if suggestion.role in Membership.TEMPORARY_ROLES else None
        propose_staff(
            user=user,
            group=group,
            role=suggestion.role,
            ends_on=ends_on,
            now=self.now,
            by=self.by,
        )

    def _school_wide(self) -> SchoolGroup:
        return SchoolGroup.objects.school_wide().get(school=self.school)
