"""What a plan consists of, and its fingerprint: the proof that what is applied is what was shown."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from groups.roster.problems import RowProblem
from groups.roster.snapshot import CurrentGroup, CurrentGuardian
from groups.roster.types import RosterGroup, RosterGuardian, RosterPupil

GONE_LIMIT = 0.10

ABSENT = "absent"
LEFT = "left"


@dataclass(frozen=True)
class FieldChange:
    """One field of one thing: what it was and what it becomes."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class GroupChange:
    """A group that gets another name or year group, or is recognised by a key for the first time."""

    id: str
    group: RosterGroup
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class PupilChange:
    """A pupil whose data change."""

    id: str
    pupil: RosterPupil
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class PupilMove:
    """A pupil who changes class or clusters; keys of groups, None for no class."""

    id: str
    name: str
    old_class: str | None
    new_class: str | None
    leaves_clusters: tuple[str, ...] = ()
    joins_clusters: tuple[str, ...] = ()


@dataclass(frozen=True)
class PupilGone:
    """A pupil who is not at the school any more; the parents lose access on applying."""

    id: str
    name: str
    class_key: str | None
    reason: str
    left_on: date | None = None


@dataclass(frozen=True)
class MergeProposal:
    """A pupil with an unknown key who looks like a child Kring knows already: a person decides."""

    pupil: RosterPupil
    current_id: str
    current_name: str
    old_key: str


@dataclass(frozen=True)
class StaffSuggestion:
    """A role in a group to put before the director; `group_key` is empty for the whole school."""

    name: str
    first_name: str
    last_name: str
    email: str
    role: str
    group_key: str = ""


@dataclass(frozen=True)
class RosterPlan:
    """The difference between a roster and the school. Applying it and planning again gives an empty plan."""

    brin: str
    school_year: str
    old_school_year: str
    new_groups: tuple[RosterGroup, ...] = ()
    changed_groups: tuple[GroupChange, ...] = ()
    gone_groups: tuple[CurrentGroup, ...] = ()
    new: tuple[RosterPupil, ...] = ()
    changed: tuple[PupilChange, ...] = ()
    moved: tuple[PupilMove, ...] = ()
    gone: tuple[PupilGone, ...] = ()
    merges: tuple[MergeProposal, ...] = ()
    upcoming: tuple[RosterPupil, ...] = ()
    staff: tuple[StaffSuggestion, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[str, ...] = ()
    unchanged_count: int = 0
    current_count: int = 0

    @property
    def gone_share(self) -> float:
        """The part (0-1) of the pupils the school has now that would disappear."""
        return len(self.gone) / self.current_count if self.current_count else 0.0

    @property
    def needs_confirmation(self) -> bool:
        """Too many would disappear to believe it without a person saying so (E14)."""
        return self.gone_share > GONE_LIMIT

    @property
    def is_empty(self) -> bool:
        """Nothing to apply; proposals and rows to look at may remain."""
        groups = (self.new_groups, self.changed_groups, self.gone_groups)
        people = (self.new, self.changed, self.moved, self.gone, self.staff)
        return not any(groups + people) and self.school_year == self.old_school_year

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything applying would do; sentences for people are left out."""
        return fingerprint(self)


@dataclass(frozen=True)
class GuardianNew:
    """A guardian to add to a child."""

    child_id: str
    child_name: str
    guardian: RosterGuardian


@dataclass(frozen=True)
class GuardianChange:
    """A known guardian whose name, relation or authority changes."""

    id: str
    child_id: str
    child_name: str
    name: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class GuardianPlan:
    """The difference between a guardians' spreadsheet and the school. `absent` are listed, never removed."""

    new: tuple[GuardianNew, ...] = ()
    changed: tuple[GuardianChange, ...] = ()
    absent: tuple[CurrentGuardian, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    unchanged_count: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing to apply; rows to look at may remain."""
        return not self.new and not self.changed

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything applying would do; sentences for people are left out."""
        return fingerprint(self)


def fingerprint(plan: RosterPlan | GuardianPlan) -> str:
    """SHA-256 (hex) over canonical JSON of a plan without its problems and warnings."""
    content = _plain(
        {name: getattr(plan, name) for name in _names(plan) if name not in ("problems", "warnings")}
    )
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _names(thing: object) -> Sequence[str]:
    return [field.name for field in fields(thing)]  # type: ignore[arg-type]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in _names(value)}
    return value
