"""The pupils of an EDEXML export: reading them, and saying which ones a person must look at."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.roster.names import clean_text, parse_date
from groups.roster.problems import RowProblem
from groups.roster.safe_xml import Node, children_of, year_group
from groups.roster.types import CLASS, CLUSTER, MAX_KEY, RosterGroup, RosterPupil

HISTORIC = "H"
COMBINATION = "C"

Groups = Mapping[str, RosterGroup]


def first_name(node: Node) -> str:
    """The name in use; without one the first names, else the initials with dots."""
    initials = "".join(f"{letter}." for letter in re.findall(r"\w", node.text("voorletters-1")))
    return clean_text(node.text("roepnaam") or node.text("voornamen") or initials, 64)


def read_pupils(root: Node, groups: Groups) -> list[RosterPupil]:
    """Every pupil in file order, the row being the place in the file; an exact repetition is read once."""
    seen = set()
    pupils = []
    for row, node in enumerate(children_of(root, "leerlingen", "leerling"), start=1):
        pupil = _read_pupil(row, node, groups)
        content = replace(pupil, row=0)
        if content not in seen:
            seen.add(content)
            pupils.append(pupil)
    return pupils


def _read_pupil(row: int, node: Node, groups: Groups) -> RosterPupil:
    own_class = node.first("groep")
    reference = own_class.key if own_class else ""
    group = groups.get(reference)
    # In 1.0.3 a pupil with a class has no year group: it is that of the class, unless the class has several.
    year_of_class = group.year_group if group and group.year_group != COMBINATION else ""
    return RosterPupil(
        key=node.key,
        first_name=first_name(node),
        prefix=clean_text(node.text("voorvoegsel"), 20),
        last_name=clean_text(node.text("achternaam")),
        born_on=parse_date(node.text("geboortedatum")),
        year_group=year_group(node) or year_of_class,
        class_key=group.key if group else reference or None,
        cluster_keys=_cluster_keys(node, groups),
        starts_on=parse_date(node.text("instroomdatum")),
        left_on=parse_date(node.text("uitstroomdatum")),
        row=row,
    )


def _cluster_keys(node: Node, groups: Groups) -> tuple[str, ...]:
    found = (
        groups.get(child.key) for child in children_of(node, "samengestelde_groepen", "samengestelde_groep")
    )
    return tuple(sorted({group.key for group in found if group and group.kind == CLUSTER}))


def pupil_problems(pupils: Sequence[RosterPupil], groups: Groups) -> list[RowProblem]:
    """One readable sentence per pupil that cannot be taken in as it stands."""
    times = Counter(pupil.key for pupil in pupils)
    classes = {group.key for group in groups.values() if group.kind == CLASS}
    checked = ((pupil, _key_problem(pupil, times) or _place_problem(pupil, classes)) for pupil in pupils)
    return [RowProblem(pupil.row, *found, who=pupil.full_name) for pupil, found in checked if found]


def _key_problem(pupil: RosterPupil, times: Mapping[str, int]) -> tuple[str, str] | None:
    if not pupil.key:
        return "no_key", _("This pupil has no key.")
    if pupil.key.startswith("#"):
        return "dummy_key", _("This pupil has a temporary key (with a #) and cannot be recognised next time.")
    if len(pupil.key) > MAX_KEY:
        return "long_key", _("The key of this pupil is too long.")
    if times[pupil.key] > 1:
        return "duplicate_key", _("Several pupils in the file have this pupil's key.")
    return None


def _place_problem(pupil: RosterPupil, classes: set[str]) -> tuple[str, str] | None:
    if not pupil.first_name and not pupil.last_name:
        return "no_name", _("This pupil has no name.")
    if pupil.class_key is not None and pupil.class_key not in classes:
        return "unknown_group", _("This pupil is in a group that the file does not describe.")
    return None


def out_of_past_groups(pupils: Sequence[RosterPupil], groups: Groups) -> tuple[RosterPupil, ...]:
    """A group of former pupils is no place to be: whoever is still in one has no class."""
    past = {group.key for group in groups.values() if group.year_group == HISTORIC}
    return tuple(replace(pupil, class_key=None) if pupil.class_key in past else pupil for pupil in pupils)


def pupil_warnings(pupils: Sequence[RosterPupil], groups: Groups) -> Iterable[str]:
    """Things that are allowed but that the office wants to know."""
    homeless = sum(1 for pupil in pupils if pupil.class_key is None and pupil.year_group != HISTORIC)
    if groups and homeless:
        yield ngettext(
            "%(count)d pupil is in no class and only sees the whole school.",
            "%(count)d pupils are in no class and only see the whole school.",
            homeless,
        ) % {"count": homeless}
