"""Comparing a guardians' spreadsheet with the school: access hangs on finding the right child."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groups.roster.changes import FieldChange, GuardianChange, GuardianNew, GuardianPlan
from groups.roster.names import fold, identity
from groups.roster.problems import RowProblem
from groups.roster.snapshot import CurrentGuardian, CurrentPupil, CurrentSchool
from groups.roster.types import NO, UNKNOWN, YES, ChildReference, GuardianSheet, RosterGuardian


def plan_guardians(current: CurrentSchool, sheet: GuardianSheet) -> GuardianPlan:
    """The difference that applying `sheet` makes: guardians to add or change, and rows to look at.

    A guardian in Kring who is not in the sheet is listed as absent, never removed: sheets are often partial.
    """
    children = _Children(current)
    rows: dict[str, list[RosterGuardian]] = defaultdict(list)
    problems = list(sheet.problems)
    for guardian in sheet.guardians:
        found = children.find(guardian.child)
        if isinstance(found, CurrentPupil):
            rows[found.id].append(guardian)
        else:
            code, message = found
            problems.append(RowProblem(guardian.row, code, message, guardian.child.full_name))
    known = _by_child(current.guardians)
    parts = [
        _plan_child(child, rows[child.id], known[child.id]) for child in current.pupils if child.id in rows
    ]
    return GuardianPlan(
        new=tuple(found for part in parts for found in part.new),
        changed=tuple(found for part in parts for found in part.changed),
        absent=tuple(found for part in parts for found in part.absent),
        problems=tuple(sorted({*problems, *(found for part in parts for found in part.problems)})),
        unchanged_count=sum(part.unchanged_count for part in parts),
    )


def _by_child(guardians: Sequence[CurrentGuardian]) -> dict[str, list[CurrentGuardian]]:
    found: dict[str, list[CurrentGuardian]] = defaultdict(list)
    for guardian in guardians:
        found[guardian.child_id].append(guardian)
    return found


class _Children:
    """Finds a child by key, by name and date of birth, or by a unique name in the group on the row."""

    def __init__(self, current: CurrentSchool) -> None:
        self.by_key = {pupil.key: pupil for pupil in current.pupils if pupil.key}
        self.by_name: dict[tuple[str, str], list[CurrentPupil]] = defaultdict(list)
        for pupil in current.pupils:
            self.by_name[identity(pupil.first_name, pupil.prefix, pupil.last_name)].append(pupil)
        self.group_names = {group.reference: fold(group.name) for group in current.groups}

    def find(self, child: ChildReference) -> CurrentPupil | tuple[str, str]:
        """The child, or the code and sentence that say why it cannot be told."""
        if child.key in self.by_key:
            return self._checked(self.by_key[child.key], child)
        namesakes = self.by_name.get(identity(child.first_name, child.prefix, child.last_name), [])
        if not namesakes:
            return "no_child", _("This child is not in Kring. Check the name, or read the pupils first.")
        if child.born_on:
            return self._by_birth_date(namesakes, child)
        if len(namesakes) > 1:
            return "ambiguous", _("Several children have this name. Fill in the date of birth.")
        group = self.group_names.get(namesakes[0].class_key or "")
        if group and group == fold(child.group_name):
            return namesakes[0]
        return "no_birth_date", _("Fill in the date of birth, so that it is certain which child this is.")

    def _checked(self, pupil: CurrentPupil, child: ChildReference) -> CurrentPupil | tuple[str, str]:
        """Numbers of another administration may happen to be keys here: the rest must agree."""
        named = bool(child.first_name or child.last_name)
        same_name = self._name(pupil) == identity(child.first_name, child.prefix, child.last_name)
        same_day = child.born_on is not None and child.born_on == pupil.born_on
        if (named and not same_name and not same_day) or (child.born_on and pupil.born_on and not same_day):
            return "other_child", _("This number belongs to another child than the row says.")
        return pupil

    def _by_birth_date(
        self, namesakes: Sequence[CurrentPupil], child: ChildReference
    ) -> CurrentPupil | tuple[str, str]:
        born = [pupil for pupil in namesakes if pupil.born_on == child.born_on]
        if len(born) == 1:
            return born[0]
        if born:
            return "ambiguous", _("Several children have this name and birth date. Fill in the number.")
        return "other_birth_date", _("There is a child with this name, but with another date of birth.")

    @staticmethod
    def _name(pupil: CurrentPupil) -> tuple[str, str]:
        return identity(pupil.first_name, pupil.prefix, pupil.last_name)


@dataclass
class _Part:
    new: list[GuardianNew]
    changed: list[GuardianChange]
    absent: list[CurrentGuardian]
    problems: list[RowProblem]
    unchanged_count: int = 0


def _plan_child(
    child: CurrentPupil, guardians: Sequence[RosterGuardian], known: Sequence[CurrentGuardian]
) -> _Part:
    part = _Part([], [], [], [])
    open_ones = list(known)
    for guardian in _distinct(guardians):
        same = _find(guardian, open_ones)
        if guardian.authority == NO:
            part.problems.append(_no_authority(guardian, child))
        if same and same.authority == NO and guardian.authority == YES:
            part.problems.append(_authority_again(guardian, child))
        if same is None:
            part.new.append(GuardianNew(child.id, child.full_name, guardian))
            continue
        open_ones.remove(same)
        if changes := _changes(same, guardian):
            name = guardian.name or same.name
            part.changed.append(GuardianChange(same.id, child.id, child.full_name, name, changes))
        else:
            part.unchanged_count += 1
    part.absent = open_ones
    return part


def _no_authority(guardian: RosterGuardian, child: CurrentPupil) -> RowProblem:
    sentence = _("This parent has no authority according to the list. No authority means no access.")
    return RowProblem(guardian.row, "no_authority", sentence, child.full_name, blocking=False)


def _authority_again(guardian: RosterGuardian, child: CurrentPupil) -> RowProblem:
    sentence = _("This parent has no authority in Kring, but does in the list. The director decides.")
    return RowProblem(guardian.row, "authority_again", sentence, child.full_name, blocking=False)


def _distinct(guardians: Sequence[RosterGuardian]) -> list[RosterGuardian]:
    """One per person, whatever the number of rows; the strictest word about authority stands."""
    found: dict[tuple[str, str], RosterGuardian] = {}
    for guardian in guardians:
        who = (guardian.email, "" if guardian.email else fold(guardian.name))
        if who not in found or (guardian.authority == NO and found[who].authority != NO):
            found[who] = guardian
    # Whoever has an address is recognised first, so that a name alone never takes that place.
    return sorted(found.values(), key=lambda guardian: not guardian.email)


def _find(guardian: RosterGuardian, known: Sequence[CurrentGuardian]) -> CurrentGuardian | None:
    """The address says who it is; the name only where one side has no address."""
    by_address = (one for one in known if guardian.email and one.email.lower() == guardian.email)
    by_name = (
        one
        for one in known
        if guardian.name and fold(one.name) == fold(guardian.name) and not (guardian.email and one.email)
    )
    return next(by_address, None) or next(by_name, None)


def _changes(known: CurrentGuardian, guardian: RosterGuardian) -> tuple[FieldChange, ...]:
    """What the sheet leaves out stays; authority that was denied does not come back through a sheet."""
    silent = guardian.authority == UNKNOWN or (known.authority, guardian.authority) == (NO, YES)
    wanted = {
        "name": guardian.name,
        "email": guardian.email,
        "relation": guardian.relation,
        "authority": "" if silent else guardian.authority,
    }
    return tuple(
        FieldChange(field, getattr(known, field), value)
        for field, value in wanted.items()
        if value and getattr(known, field) != value
    )
