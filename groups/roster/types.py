"""The shapes that travel between reading, planning and applying.

There is no field for a citizen service number, origin, address, weight or photo, so none can travel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from groups.roster.problems import RowProblem

MAX_KEY = 256

CLASS = "class"
CLUSTER = "cluster"

YES = "yes"
NO = "no"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class RosterGroup:
    """A class (stamgroep) or a cluster across classes (samengestelde groep)."""

    key: str
    name: str
    year_group: str = ""
    kind: str = CLASS


@dataclass(frozen=True)
class RosterPupil:
    """A pupil as the export names it; only one of first and last name is certain."""

    key: str
    first_name: str = ""
    prefix: str = ""
    last_name: str = ""
    born_on: date | None = None
    year_group: str = ""
    class_key: str | None = None
    cluster_keys: tuple[str, ...] = ()
    starts_on: date | None = None
    left_on: date | None = None
    row: int = 0

    @property
    def full_name(self) -> str:
        """The name as people say it: first name, prefix, last name."""
        return " ".join(part for part in (self.first_name, self.prefix, self.last_name) if part)


@dataclass(frozen=True)
class RosterStaff:
    """A member of staff. Roles are suggestions for a person to confirm, never permissions."""

    key: str
    first_name: str = ""
    prefix: str = ""
    last_name: str = ""
    email: str = ""
    role_suggestion: str = ""
    group_roles: tuple[tuple[str, str], ...] = ()

    @property
    def full_name(self) -> str:
        """The name as people say it: first name, prefix, last name."""
        return " ".join(part for part in (self.first_name, self.prefix, self.last_name) if part)


@dataclass(frozen=True)
class Roster:
    """One export of a school. `set_aside` are pupils in the file that a person must look at first."""

    brin: str
    school_year: str
    reference_date: date | None
    created_at: datetime | None
    groups: tuple[RosterGroup, ...] = ()
    pupils: tuple[RosterPupil, ...] = ()
    staff: tuple[RosterStaff, ...] = ()
    set_aside: tuple[RosterPupil, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChildReference:
    """How a guardians' spreadsheet points at a child."""

    key: str = ""
    first_name: str = ""
    prefix: str = ""
    last_name: str = ""
    born_on: date | None = None
    group_name: str = ""

    @property
    def full_name(self) -> str:
        """The name as people say it: first name, prefix, last name."""
        return " ".join(part for part in (self.first_name, self.prefix, self.last_name) if part)


@dataclass(frozen=True)
class RosterGuardian:
    """One guardian on one row; the name and the e-mail address may both be unknown, but not together."""

    row: int
    position: int
    child: ChildReference
    name: str = ""
    email: str = ""
    relation: str = ""
    authority: str = UNKNOWN


@dataclass(frozen=True)
class GuardianSheet:
    """A guardians' spreadsheet as read. `missing`: fields a person must point out before anything is read."""

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    guardians: tuple[RosterGuardian, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    missing: tuple[str, ...] = ()
    row_count: int = 0
