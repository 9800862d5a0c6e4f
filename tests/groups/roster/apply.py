"""A pure stand-in for applying: the school as it would be afterwards."""

from dataclasses import replace
from datetime import date

from groups.roster.changes import FieldChange, GuardianPlan, RosterPlan
from groups.roster.snapshot import CurrentGroup, CurrentGuardian, CurrentPupil, CurrentSchool


def values(changes: tuple[FieldChange, ...]) -> dict[str, object]:
    """Changes as fields of a dataclass."""
    found: dict[str, object] = {change.field: change.new for change in changes}
    if "born_on" in found:
        found["born_on"] = date.fromisoformat(str(found["born_on"]))
    return found


def apply_roster_plan(current: CurrentSchool, plan: RosterPlan) -> CurrentSchool:
    """The snapshot a database would give after applying."""
    groups = {group.id: group for group in current.groups}
    for change in plan.changed_groups:
        groups[change.id] = replace(groups[change.id], **values(change.changes))
    for gone in plan.gone_groups:
        groups.pop(gone.id)
    year = plan.school_year
    for new in plan.new_groups:
        groups[f"{year}-{new.key}"] = CurrentGroup(
            f"{year}-{new.key}", new.key, new.name, new.year_group, new.kind
        )
    staff = current.staff | {(one.email, one.group_key) for one in plan.staff}
    return replace(
        current, school_year=year, groups=tuple(groups.values()), pupils=_pupils(current, plan), staff=staff
    )


def _pupils(current: CurrentSchool, plan: RosterPlan) -> tuple[CurrentPupil, ...]:
    pupils = {pupil.id: pupil for pupil in current.pupils}
    adopted = {f"id:{change.id}": change.group.key for change in plan.changed_groups}
    for pupil in list(pupils.values()):
        pupils[pupil.id] = replace(pupil, class_key=adopted.get(pupil.class_key or "", pupil.class_key))
    for change in plan.changed:
        pupils[change.id] = replace(pupils[change.id], **values(change.changes))
    for move in plan.moved:
        kept = set(pupils[move.id].cluster_keys) - set(move.leaves_clusters) | set(move.joins_clusters)
        pupils[move.id] = replace(pupils[move.id], class_key=move.new_class, cluster_keys=tuple(sorted(kept)))
    for gone in plan.gone:
        pupils.pop(gone.id)
    for new in plan.new:
        pupils[f"new-{new.key}"] = CurrentPupil(
            f"new-{new.key}",
            new.key,
            new.first_name,
            new.prefix,
            new.last_name,
            new.born_on,
            new.year_group,
            new.class_key,
            new.cluster_keys,
        )
    return tuple(pupils.values())


def apply_guardian_plan(current: CurrentSchool, plan: GuardianPlan) -> CurrentSchool:
    """The snapshot after adding and changing guardians."""
    guardians = {guardian.id: guardian for guardian in current.guardians}
    for change in plan.changed:
        guardians[change.id] = replace(guardians[change.id], **values(change.changes))
    for number, new in enumerate(plan.new):
        found = new.guardian
        guardians[f"new-{number}-{new.child_id}"] = CurrentGuardian(
            f"new-{number}-{new.child_id}",
            new.child_id,
            found.name,
            found.email,
            found.relation,
            found.authority,
        )
    return replace(current, guardians=tuple(guardians.values()))
