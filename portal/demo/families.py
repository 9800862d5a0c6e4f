"""The families of the demo school, as a plan: nothing is written here.

Two hundred children in eight groups, brothers and sisters in different groups, and every situation a school
meets: one parent, parents who live apart, authority that is missing or not known, a guardian who is kept out.
"""

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from people.models import ParentalAuthority
from portal.demo.ids import address, chance, demo_id, read_data

Authority = ParentalAuthority.Authority
Relation = ParentalAuthority.Relation

# (group, how many children, the year groups in it)
GROUPS = (
    ("1/2A", 26, ("1", "2")),
    ("1/2B", 25, ("1", "2")),
    ("3", 24, ("3",)),
    ("4", 25, ("4",)),
    ("5B", 25, ("5",)),
    ("6A", 25, ("6",)),
    ("7", 26, ("7",)),
    ("8", 24, ("8",)),
)
# Which group has a second guardian who stands out, and how.
SITUATIONS = (
    ("5B", "unknown"),
    ("6A", "unknown"),
    ("6A", "parked"),
    ("8", "unknown"),
    ("5B", "no"),
    ("3", "no"),
    ("4", "blocked"),
    ("5B", "invited"),
    ("6A", "invited"),
    ("1/2A", "invited"),
    ("3", "invited"),
    ("7", "invited"),
    ("8", "expired"),
    ("1/2B", "expired"),
    ("7", "new"),
)
NOT_COUPLED = ("invited", "expired", "new")
# So many families nobody of whom has an account: for them the school prints letters.
NOT_CONNECTED = 6
WITH_THE_CAST = {"5B", "6A"}
Name = tuple[str, str, str]


@dataclass(frozen=True)
class Pupil:
    name: Name
    group: str
    year_group: str

    @property
    def id(self) -> UUID:
        return demo_id("child", *self.name, self.group)


@dataclass
class Guardian:
    """`situation` is empty for who simply has authority and an account."""

    name: Name
    email: str
    relation: str
    situation: str = ""

    @property
    def id(self) -> UUID:
        return demo_id("account", self.email)

    @property
    def has_account(self) -> bool:
        return self.situation not in NOT_COUPLED

    @property
    def authority(self) -> str:
        if self.situation == "no":
            return Authority.NO
        return Authority.UNKNOWN if self.situation in ("unknown", "parked") else Authority.YES


@dataclass
class Family:
    """`mood` says how its guardians think about pictures; see portal.demo.choices."""

    pupils: list[Pupil]
    guardians: list[Guardian]
    mood: str = ""


@dataclass
class _Slots:
    """The places that are still free, in a shuffled order."""

    free: list[tuple[str, str]] = field(default_factory=list)

    def take(self, without: set[str]) -> tuple[str, str]:
        """The next place in a group where the family has no child yet."""
        place = next((slot for slot in self.free if slot[0] not in without), self.free[0])
        self.free.remove(place)
        return place


def plan_families() -> list[Family]:
    """All families, the known faces first."""
    rnd = chance("families")
    slots = _Slots([(name, rnd.choice(years)) for name, size, years in GROUPS for _place in range(size)])
    rnd.shuffle(slots.free)
    families = _known_families()
    for pupil in (pupil for family in families for pupil in family.pupils):
        slots.free.remove((pupil.group, pupil.year_group))
    names = _Names(rnd, read_data("names")["origins"])
    while slots.free:
        families.append(_family(rnd, names, slots))
    _give_situations(families)
    return families


def _known_families() -> list[Family]:
    """Emma of 5B with parents who live apart; Finn of 6A, Carla's other child; Yassin of 6A."""
    carla = Guardian(("Carla", "de", "Wit"), address("carla"), Relation.MOTHER)
    dirk = Guardian(("Dirk", "", "Bakker"), address("dirk"), Relation.FATHER)
    farid = Guardian(("Farid", "", "El Amrani"), address("farid"), Relation.FATHER)
    return [
        Family([Pupil(("Emma", "", "Bakker"), "5B", "5")], [carla, dirk], "apart"),
        Family([Pupil(("Finn", "de", "Wit"), "6A", "6")], [carla], "all"),
        Family([Pupil(("Yassin", "", "El Amrani"), "6A", "6")], [farid], "silent"),
    ]


class _Names:
    """Draws names, and never the same child twice in a group or the same address twice."""

    def __init__(self, rnd: random.Random, origins: list[dict[str, Any]]) -> None:
        self.rnd, self.origins = rnd, origins
        self.in_group: dict[str, set[str]] = defaultdict(set, {"5B": {"Emma"}, "6A": {"Finn", "Yassin"}})
        self.addresses: set[str] = set()

    def origin(self) -> dict[str, Any]:
        weights = [origin["weight"] for origin in self.origins]
        return self.rnd.choices(self.origins, weights)[0]

    def child(self, origin: dict[str, Any], group: str) -> str:
        names = [name for name in origin["girls"] + origin["boys"] if name not in self.in_group[group]]
        first = self.rnd.choice(names or origin["girls"])
        self.in_group[group].add(first)
        return first

    def email(self, first: str, last: str) -> str:
        flat = unicodedata.normalize("NFKD", f"{first}.{last}".replace("ı", "i").replace("ł", "l"))
        base = flat.encode("ascii", "ignore").decode().lower().replace(" ", "")
        name = next(n for n in _numbered(base) if n not in self.addresses)
        self.addresses.add(name)
        return address(name)


def _numbered(base: str) -> Iterator[str]:
    yield base
    for number in range(2, 1000):
        yield f"{base}{number}"


def _family(rnd: random.Random, names: _Names, slots: _Slots) -> Family:
    origin = names.origin()
    surname = _surname(rnd, origin)
    pupils: list[Pupil] = []
    for _child in range(min(len(slots.free), rnd.choices((1, 2, 3), (62, 32, 6))[0])):
        group, year = slots.take({pupil.group for pupil in pupils})
        pupils.append(Pupil((names.child(origin, group), *surname), group, year))
    guardians = _guardians(rnd, names, origin, surname)
    mood = rnd.choices(("all", "inside", "none", "apart", "half", "silent"), (52, 18, 8, 8, 6, 8))[0]
    return Family(pupils, guardians, mood)


def _surname(rnd: random.Random, origin: dict[str, Any]) -> tuple[str, str]:
    prefix, _bar, last = rnd.choice(origin["surnames"]).rpartition("|")
    return prefix, last


def _guardians(
    rnd: random.Random, names: _Names, origin: dict[str, Any], surname: tuple[str, str]
) -> list[Guardian]:
    kinds = rnd.choices(("mf", "mm", "ff", "m", "f"), (84, 2, 2, 9, 3))[0]
    found: list[Guardian] = []
    taken: set[str] = set()
    for number, kind in enumerate(kinds):
        own = _surname(rnd, origin) if number != len(kinds) - 1 and rnd.random() < 0.45 else surname
        first = rnd.choice([n for n in origin["mothers" if kind == "m" else "fathers"] if n not in taken])
        taken.add(first)
        relation = Relation.MOTHER if kind == "m" else Relation.FATHER
        found.append(Guardian((first, *own), names.email(first, own[1]), relation))
    return found


def _give_situations(families: list[Family]) -> None:
    """Hand the situations out to second guardians of families with one child in that group."""
    ordinary = [f for f in families[3:] if len(f.guardians) == 2 and len(f.pupils) == 1]
    for group, situation in SITUATIONS:
        family = next(f for f in ordinary if f.pupils[0].group == group)
        ordinary.remove(family)
        family.guardians[1].situation = situation
    for family in _unheard_of(families)[:NOT_CONNECTED]:
        for guardian in family.guardians:
            guardian.situation = "new"


def _unheard_of(families: list[Family]) -> list[Family]:
    """The families that chose nothing and do not stand out, outside the groups of the cast."""
    silent = [f for f in families if f.mood == "silent" and not any(g.situation for g in f.guardians)]
    return [f for f in silent if not WITH_THE_CAST & {pupil.group for pupil in f.pupils}]
