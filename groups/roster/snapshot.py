"""The school as Kring knows it now, in the shapes a plan compares with. Ids are text: plain data."""

from dataclasses import dataclass
from datetime import date

from groups.roster.types import CLASS, UNKNOWN


@dataclass(frozen=True)
class CurrentGroup:
    """A running class or cluster of the current school year; `key` is empty when it was made by hand."""

    id: str
    key: str
    name: str
    year_group: str = ""
    kind: str = CLASS

    @property
    def reference(self) -> str:
        """How pupils point at this group: its key, or its id while it has none."""
        return self.key or f"id:{self.id}"


@dataclass(frozen=True)
class CurrentPupil:
    """A registered child; `key` is empty when it was registered by hand.

    `class_key` is the reference of the class; `cluster_keys` holds only clusters that came from a roster.
    """

    id: str
    key: str
    first_name: str = ""
    prefix: str = ""
    last_name: str = ""
    born_on: date | None = None
    year_group: str = ""
    class_key: str | None = None
    cluster_keys: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name as people say it: first name, prefix, last name."""
        return " ".join(part for part in (self.first_name, self.prefix, self.last_name) if part)


@dataclass(frozen=True)
class CurrentGuardian:
    """A guardian of a child as the school knows them, coupled to an account or not."""

    id: str
    child_id: str
    name: str = ""
    email: str = ""
    relation: str = ""
    authority: str = UNKNOWN


@dataclass(frozen=True)
class CurrentSchool:
    """Everything a plan is compared with. `school_year` is empty before the first roster.

    `staff` holds (e-mail address, group reference or "" for the whole school) of everybody who was ever
    a member in a working role; `former_staff` the addresses of accounts that were switched off.
    """

    brin: str
    school_year: str = ""
    groups: tuple[CurrentGroup, ...] = ()
    pupils: tuple[CurrentPupil, ...] = ()
    guardians: tuple[CurrentGuardian, ...] = ()
    staff: frozenset[tuple[str, str]] = frozenset()
    former_staff: frozenset[str] = frozenset()
