"""Reading EDEXML 1.0.3, 2.0 and 2.1, leniently.

The published schema is no gate: its school years end at 2024-2025 and vendors add parts of their own.
Only the elements in `KEEP` ever become objects, so a citizen service number cannot reach a dataclass,
a log or a page. 1.0.3 differs in having no clusters, no roles and no reference date, and in giving a
pupil either a class or a year group.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from groups.roster.names import clean_text, fold, parse_date
from groups.roster.problems import RosterRefused
from groups.roster.pupils import HISTORIC, out_of_past_groups, pupil_problems, pupil_warnings, read_pupils
from groups.roster.safe_xml import Node, children_of, parse_kept, to_xml, year_group
from groups.roster.staff import read_staff
from groups.roster.types import CLASS, CLUSTER, MAX_KEY, Roster, RosterGroup, RosterPupil

KEEP = {
    "EDEX": frozenset({"school", "groepen", "leerlingen", "leerkrachten"}),
    "school": frozenset({"schooljaar", "peildatum", "brincode", "dependancecode", "aanmaakdatum"}),
    "groepen": frozenset({"groep", "samengestelde_groep"}),
    "groep": frozenset({"naam", "jaargroep", "rol", "rolomschrijving"}),
    "samengestelde_groep": frozenset({"naam", "rol", "rolomschrijving"}),
    "leerlingen": frozenset({"leerling"}),
    "leerling": frozenset(
        {
            "achternaam",
            "voorvoegsel",
            "voornamen",
            "voorletters-1",
            "roepnaam",
            "geboortedatum",
            "jaargroep",
            "groep",
            "samengestelde_groepen",
            "instroomdatum",
            "uitstroomdatum",
        }
    ),
    "samengestelde_groepen": frozenset({"samengestelde_groep"}),
    "leerkrachten": frozenset({"leerkracht"}),
    "leerkracht": frozenset(
        {
            "achternaam",
            "voorvoegsel",
            "voornamen",
            "voorletters-1",
            "roepnaam",
            "emailadres",
            "rol",
            "rolomschrijving",
            "groepen",
        }
    ),
}
_ZONE = ZoneInfo("Europe/Amsterdam")
_BRIN = re.compile(r"\d{2}[A-Z]{2}(\d{2})?")
_SCHOOL_YEAR = re.compile(r"(\d{4})\s*[-/]\s*(\d{4}|\d{2})")


def read_edexml(data: bytes) -> Roster:
    """Read an export (bytes as uploaded). Raises RosterRefused when nothing in it can be used.

    Pupils that need a person's eye are in `set_aside`, each with a row in `problems`; a row is the
    pupil's place in the file.
    """
    root = parse_kept(data, KEEP)
    if root.tag != "EDEX":
        raise RosterRefused("not_edexml", _("This file is not EDEXML. Choose EDEXML in your administration."))
    groups, warnings = _read_groups(root)
    pupils = read_pupils(root, groups)
    _refuse_unusable(pupils)
    problems = pupil_problems(pupils, groups)
    aside = {problem.row for problem in problems if problem.blocking}
    school = root.first("school") or Node("school", "")
    staff, staff_warnings = read_staff(root, groups)
    return Roster(
        brin=_brin(school),
        school_year=_school_year(school),
        reference_date=parse_date(school.text("peildatum")),
        created_at=_moment(school.text("aanmaakdatum")),
        groups=tuple(group for group in groups.values() if group.year_group != HISTORIC),
        pupils=out_of_past_groups([pupil for pupil in pupils if pupil.row not in aside], groups),
        staff=staff,
        set_aside=tuple(pupil for pupil in pupils if pupil.row in aside),
        problems=tuple(problems),
        warnings=(*_school_warnings(school), *warnings, *pupil_warnings(pupils, groups), *staff_warnings),
    )


def without_the_rest(data: bytes) -> bytes:
    """The same export with only the elements of `KEEP`; reads as the original does. Raises RosterRefused."""
    return to_xml(parse_kept(data, KEEP))


def _brin(school: Node) -> str:
    code = re.sub(r"\s", "", school.text("brincode")).upper()
    location = school.text("dependancecode").strip()
    if not _BRIN.fullmatch(code):
        return ""
    building = code[4:] or location
    # "00" means the main building, the same as no location at all.
    return code[:4] + (building if re.fullmatch(r"\d{2}", building) and building != "00" else "")


def _school_year(school: Node) -> str:
    """ "2026-2027"; derived from the dates in the file when the year itself is missing or odd."""
    if found := _SCHOOL_YEAR.fullmatch(school.text("schooljaar")):
        first = int(found[1])
        if int(found[2]) % 100 == (first + 1) % 100:
            return f"{first}-{first + 1}"
    moment = _moment(school.text("aanmaakdatum"))
    day = parse_date(school.text("peildatum")) or (moment.date() if moment else None)
    if day is None:
        return ""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=_ZONE)


def _school_warnings(school: Node) -> Iterable[str]:
    if not _brin(school):
        yield _("The file does not say which school it comes from. Check that you chose the right one.")
    if not _SCHOOL_YEAR.fullmatch(school.text("schooljaar")):
        yield _("The file does not say clearly which school year it is about.")


def group_key(node: Node, name: str) -> str:
    """The key that stays the same over exports: a '#' key does not, so then the name has to do."""
    return f"naam:{fold(name)}" if node.key.startswith("#") else node.key


def _read_groups(root: Node) -> tuple[dict[str, RosterGroup], list[str]]:
    """Groups by the key the file uses, in file order."""
    groups: dict[str, RosterGroup] = {}
    warnings = []
    for node in children_of(root, "groepen", "groep", "samengestelde_groep"):
        name = clean_text(node.text("naam"), 64)
        if not node.key or len(node.key) > MAX_KEY or not name:
            warnings.append(_("A group without a name or key was skipped."))
            continue
        kind = CLASS if node.tag == "groep" else CLUSTER
        group = RosterGroup(group_key(node, name), name, year_group(node), kind)
        if groups.setdefault(node.key, group) != group:
            raise RosterRefused("duplicate_group", _duplicate_groups(groups[node.key], group))
    stable = Counter(group.key for group in groups.values())
    if twice := next((group for group in groups.values() if stable[group.key] > 1), None):
        raise RosterRefused("duplicate_group", _duplicate_groups(twice, twice))
    if not groups:
        warnings.append(_("The file holds no groups. The pupils stay in the groups they are in now."))
    return groups, warnings


def _duplicate_groups(one: RosterGroup, other: RosterGroup) -> str:
    sentence = _("Two groups in the file have the same key: %(one)s and %(other)s. Correct this first.")
    return sentence % {"one": one.name, "other": other.name}


def _refuse_unusable(pupils: list[RosterPupil]) -> None:
    if not pupils:
        raise RosterRefused("no_pupils", _("There are no pupils in this file. Nothing has been changed."))
    if not any(pupil.key for pupil in pupils):
        sentence = _("The pupils in this file have no key, so they cannot be recognised.")
        raise RosterRefused("no_keys", sentence)
    if all(not pupil.key or pupil.key.startswith("#") for pupil in pupils):
        sentence = _(
            "The pupils in this file only have temporary keys (with a #). Export with permanent keys."
        )
        raise RosterRefused("dummy_keys", sentence)


def created_on(roster: Roster) -> date | None:
    """The local day the export was made."""
    return roster.created_at.astimezone(_ZONE).date() if roster.created_at else None
