"""Comparing the groups of a roster with those of the school."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from groups.roster.changes import FieldChange, GroupChange
from groups.roster.names import fold
from groups.roster.snapshot import CurrentGroup, CurrentPupil, CurrentSchool
from groups.roster.types import Roster, RosterGroup


@dataclass(frozen=True)
class GroupPlan:
    """New, changed and gone groups; `adopted`: reference of a group made by hand -> its key from now on."""

    new: tuple[RosterGroup, ...] = ()
    changed: tuple[GroupChange, ...] = ()
    gone: tuple[CurrentGroup, ...] = ()
    adopted: Mapping[str, str] = field(default_factory=dict)


def plan_groups(
    current: CurrentSchool, roster: Roster, year: str, staying: Collection[CurrentPupil]
) -> GroupPlan:
    """Match by key within the school year; a group made by hand with the same name and kind is recognised.

    A roster without groups leaves the groups alone; in a new school year all groups are new. A group in
    which some of `staying` still have their place is not gone yet.
    """
    if not roster.groups:
        return GroupPlan()
    if year != current.school_year:
        return GroupPlan(roster.groups, (), tuple(group for group in current.groups if group.key))
    by_key = {group.key: group for group in current.groups if group.key}
    by_hand = {(group.kind, fold(group.name)): group for group in current.groups if not group.key}
    pairs = [
        (group, by_key.get(group.key) or by_hand.pop((group.kind, fold(group.name)), None))
        for group in roster.groups
    ]
    kept = {known.id for _group, known in pairs if known}
    occupied = {reference for pupil in staying for reference in (pupil.class_key, *pupil.cluster_keys)}
    return GroupPlan(
        new=tuple(group for group, known in pairs if known is None),
        changed=tuple(found for group, known in pairs if known and (found := _change(known, group))),
        gone=tuple(
            group
            for group in current.groups
            if group.key and group.id not in kept and group.key not in occupied
        ),
        adopted={known.reference: group.key for group, known in pairs if known and not known.key},
    )


def _change(known: CurrentGroup, group: RosterGroup) -> GroupChange | None:
    changes = tuple(
        FieldChange(name, getattr(known, name), getattr(group, name))
        for name in ("key", "name", "year_group")
        if getattr(known, name) != getattr(group, name)
    )
    return GroupChange(known.id, group, changes) if changes else None
