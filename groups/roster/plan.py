"""Comparing a roster with the school: who is new, changed, moved or gone. Pure, deterministic and idempotent.

A pupil set aside for review stays exactly where it is: neither new, nor changed, nor gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from groups.roster.changes import ABSENT, LEFT, FieldChange, PupilChange, PupilGone, PupilMove, RosterPlan
from groups.roster.edexml import created_on
from groups.roster.group_plan import plan_groups
from groups.roster.matching import Matching, match_pupils
from groups.roster.problems import RosterRefused
from groups.roster.pupils import HISTORIC
from groups.roster.snapshot import CurrentPupil, CurrentSchool
from groups.roster.staff_plan import suggest_staff
from groups.roster.types import Roster, RosterPupil

FIRST_MONTH = 8


def plan_roster(
    current: CurrentSchool, roster: Roster, *, today: date, decisions: Mapping[str, str] | None = None
) -> RosterPlan:
    """The difference that applying `roster` makes on `today`.

    `decisions` answers merge proposals: roster key -> matching.SAME or matching.OTHER.
    Raises RosterRefused for the wrong school, another school year, or when nobody would be left.
    """
    year = _school_year(current, roster, today)
    _refuse_wrong_school(current, roster)
    _refuse_wrong_year(current, year, today)
    presence = _by_presence(current, roster, today)
    matching = match_pupils(current, roster, presence.present, decisions or {})
    groups = plan_groups(current, roster, year, matching.staying(current))
    staff, staff_warnings = suggest_staff(current, roster, groups.adopted, year)
    changed = tuple(change for pupil, known in matching.pairs if (change := _change(known, pupil)))
    moved: tuple[PupilMove, ...] = ()
    if roster.groups:
        renewed = year != current.school_year
        compared = ((_place(known, groups.adopted), pupil) for pupil, known in matching.pairs)
        moved = tuple(move for known, pupil in compared if (move := _move(known, pupil, renewed)))
    touched = {found.id for found in changed} | {found.id for found in moved}
    return RosterPlan(
        brin=current.brin,
        school_year=year,
        old_school_year=current.school_year,
        new_groups=groups.new,
        changed_groups=groups.changed,
        gone_groups=groups.gone,
        new=matching.new,
        changed=changed,
        moved=moved,
        gone=_gone(current, matching, presence.left),
        merges=matching.merges,
        upcoming=presence.upcoming,
        staff=staff,
        problems=tuple(sorted((*roster.problems, *matching.problems))),
        warnings=(*roster.warnings, *staff_warnings),
        unchanged_count=sum(1 for _pupil, known in matching.pairs if known.id not in touched),
        current_count=sum(1 for pupil in current.pupils if pupil.key),
    )


def school_year_on(day: date) -> str:
    """The school year that runs on a day: "2026-2027" from 1 August 2026."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first}-{first + 1}"


def _school_year(current: CurrentSchool, roster: Roster, today: date) -> str:
    """A file without groups says nothing about the year of the groups there are."""
    if current.school_year and not roster.groups:
        return current.school_year
    return roster.school_year or current.school_year or school_year_on(today)


def _refuse_wrong_school(current: CurrentSchool, roster: Roster) -> None:
    own, other = current.brin.upper(), roster.brin
    both_name_a_building = len(own) > 4 and len(other) > 4
    if other and (own[:4] != other[:4] or (both_name_a_building and own != other)):
        sentence = _("This file is from another school (%(other)s). This school is %(own)s.")
        raise RosterRefused("wrong_school", sentence % {"other": other, "own": own})


def _refuse_wrong_year(current: CurrentSchool, year: str, today: date) -> None:
    if not current.school_year or year == current.school_year:
        return
    names = {"year": year, "current": current.school_year}
    if year < current.school_year:
        sentence = _("This file is about %(year)s, but the school is in %(current)s. Choose a newer export.")
        raise RosterRefused("old_year", sentence % names)
    # Reading next year's classes early would end the running ones.
    if date(int(year[:4]), FIRST_MONTH, 1) > today:
        sentence = _("This file is about %(year)s, which has not begun yet. You can read it from 1 August.")
        raise RosterRefused("future_year", sentence % names)


@dataclass(frozen=True)
class _Presence:
    present: tuple[RosterPupil, ...]
    upcoming: tuple[RosterPupil, ...]
    left: Mapping[str, RosterPupil]


def _by_presence(current: CurrentSchool, roster: Roster, today: date) -> _Presence:
    made_on = created_on(roster) or today
    known = {pupil.key for pupil in current.pupils if pupil.key}
    left = {pupil.key: pupil for pupil in roster.pupils if _has_left(pupil, today, made_on)}
    staying = [pupil for pupil in roster.pupils if pupil.key not in left]
    upcoming = [
        pupil for pupil in staying if pupil.starts_on and pupil.starts_on > today and pupil.key not in known
    ]
    present = [pupil for pupil in staying if pupil not in upcoming]
    if not present:
        raise RosterRefused("no_pupils", _("There are no pupils in this file. Nothing has been changed."))
    return _Presence(tuple(present), tuple(upcoming), left)


def _has_left(pupil: RosterPupil, today: date, made_on: date) -> bool:
    return pupil.year_group == HISTORIC or (pupil.left_on is not None and pupil.left_on < max(today, made_on))


def _change(known: CurrentPupil, pupil: RosterPupil) -> PupilChange | None:
    """What the file does not give is not erased: names and dates may be left out of an export."""
    wanted: dict[str, object] = {"key": pupil.key}
    if pupil.first_name:
        wanted["first_name"] = pupil.first_name
    if pupil.last_name:
        wanted |= {"prefix": pupil.prefix, "last_name": pupil.last_name}
    wanted |= {name: value for name in ("born_on", "year_group") if (value := getattr(pupil, name))}
    changes = tuple(
        FieldChange(name, _written(getattr(known, name)), _written(value))
        for name, value in wanted.items()
        if getattr(known, name) != value
    )
    return PupilChange(known.id, pupil, changes) if changes else None


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _place(known: CurrentPupil, adopted: Mapping[str, str]) -> CurrentPupil:
    """A group made by hand that is now recognised counts under its new key."""
    if known.class_key is None or known.class_key not in adopted:
        return known
    return CurrentPupil(**{**known.__dict__, "class_key": adopted[known.class_key]})


def _move(known: CurrentPupil, pupil: RosterPupil, renewed: bool) -> PupilMove | None:
    """Groups live for one school year, so in a new year every place is another place."""
    before, after = set(known.cluster_keys), set(pupil.cluster_keys)
    leaves = before if renewed else before - after
    joins = after if renewed else after - before
    same_class = known.class_key == pupil.class_key and (not renewed or pupil.class_key is None)
    if same_class and not leaves and not joins:
        return None
    return PupilMove(
        known.id,
        known.full_name,
        known.class_key,
        pupil.class_key,
        tuple(sorted(leaves)),
        tuple(sorted(joins)),
    )


def _gone(
    current: CurrentSchool, matching: Matching, left: Mapping[str, RosterPupil]
) -> tuple[PupilGone, ...]:
    """Children registered by hand are the school's own decision: only a pupil with a key can be missing."""
    missing = [pupil for pupil in current.pupils if pupil.key and pupil.id not in matching.kept]
    return tuple(
        PupilGone(
            pupil.id,
            pupil.full_name,
            pupil.class_key,
            LEFT if pupil.key in left else ABSENT,
            left[pupil.key].left_on if pupil.key in left else None,
        )
        for pupil in sorted(missing, key=lambda pupil: (pupil.full_name, pupil.id))
    )
