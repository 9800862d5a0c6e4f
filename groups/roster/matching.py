"""Which pupil in the roster is which child in Kring. The key decides; names only ever propose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from groups.roster.changes import MergeProposal
from groups.roster.names import identity
from groups.roster.problems import RowProblem
from groups.roster.snapshot import CurrentPupil, CurrentSchool
from groups.roster.types import Roster, RosterPupil

SAME = "same"
OTHER = "other"

Somebody = TypeVar("Somebody", RosterPupil, CurrentPupil)
Person = tuple[str, str, date]


@dataclass
class Matching:
    """`pairs` are recognised, `kept` are ids of children that stay, also when only set aside or proposed."""

    pairs: tuple[tuple[RosterPupil, CurrentPupil], ...] = ()
    new: tuple[RosterPupil, ...] = ()
    merges: tuple[MergeProposal, ...] = ()
    kept: frozenset[str] = frozenset()
    problems: list[RowProblem] = field(default_factory=list)

    def staying(self, current: CurrentSchool) -> list[CurrentPupil]:
        """Children to whom nothing happens: set aside, proposed, or registered by hand."""
        recognised = {known.id for _pupil, known in self.pairs}
        return [
            pupil
            for pupil in current.pupils
            if pupil.id not in recognised and (pupil.id in self.kept or not pupil.key)
        ]


def person(pupil: RosterPupil | CurrentPupil) -> Person | None:
    """Name and date of birth together; None when one of them is not known."""
    if pupil.born_on is None:
        return None
    return (*identity(pupil.first_name, pupil.prefix, pupil.last_name), pupil.born_on)


def match_pupils(
    current: CurrentSchool, roster: Roster, present: Sequence[RosterPupil], decisions: Mapping[str, str]
) -> Matching:
    """Recognise by key; an unknown key with the name and birth date of a free child is a proposal."""
    by_key = {pupil.key: pupil for pupil in current.pupils if pupil.key}
    pairs = [(pupil, by_key[pupil.key]) for pupil in present if pupil.key in by_key]
    kept = {known.id for _pupil, known in pairs} | _held(current, roster)
    free = _by_person(pupil for pupil in current.pupils if pupil.id not in kept)
    strangers = [pupil for pupil in present if pupil.key not in by_key]
    claims = _by_person(strangers)
    new, merges, problems = [], [], []
    for pupil in strangers:
        who = person(pupil)
        candidates = free.get(who, []) if who and decisions.get(pupil.key) != OTHER else []
        kept |= {candidate.id for candidate in candidates}
        if not candidates:
            new.append(pupil)
        elif len(candidates) > 1 or len(claims[who]) > 1:
            problems.append(RowProblem(pupil.row, "ambiguous", _ambiguous(), pupil.full_name))
        elif decisions.get(pupil.key) == SAME:
            pairs.append((pupil, candidates[0]))
        else:
            known = candidates[0]
            merges.append(MergeProposal(pupil, known.id, known.full_name, known.key))
    problems += _namesakes(current, new)
    return Matching(tuple(pairs), tuple(new), tuple(merges), frozenset(kept), problems)


def _held(current: CurrentSchool, roster: Roster) -> set[str]:
    """Children whose pupil is in the file but needs a person first: nothing happens to them."""
    keys = {pupil.key for pupil in roster.set_aside if pupil.key}
    people = {who for pupil in roster.set_aside if (who := person(pupil))}
    return {pupil.id for pupil in current.pupils if pupil.key in keys or person(pupil) in people}


def _by_person(pupils: Iterable[Somebody]) -> dict[Person | None, list[Somebody]]:
    found: dict[Person | None, list[Somebody]] = defaultdict(list)
    for pupil in pupils:
        if who := person(pupil):
            found[who].append(pupil)
    return found


def _ambiguous() -> str:
    return _("Several children have this name and date of birth. Decide in Kring which child this is.")


def _namesakes(current: CurrentSchool, new: Sequence[RosterPupil]) -> list[RowProblem]:
    known = {identity(pupil.first_name, pupil.prefix, pupil.last_name) for pupil in current.pupils}
    sentence = _("There is a child with this name already. This is read as another child.")
    return [
        RowProblem(pupil.row, "same_name", sentence, pupil.full_name, blocking=False)
        for pupil in new
        if identity(pupil.first_name, pupil.prefix, pupil.last_name) in known
    ]
