"""The staff of an EDEXML export. As the standard itself advises, roles never become rights: they suggest."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import ngettext

from groups.roster.names import clean_text
from groups.roster.pupils import first_name
from groups.roster.safe_xml import Node, children_of
from groups.roster.types import RosterGroup, RosterStaff

PARENT_ROLE = "OUD"
# The strongest suggestion first: someone with several roles is suggested the first one found here.
SUGGESTIONS = {
    "DIR": "director",
    "ADJ": "director",
    "IB": "counsellor",
    "ADM": "administration",
    "LRK": "teacher",
    "VAK": "teacher",
    "STA": "trainee",
}
OTHER = "staff"


def read_staff(root: Node, groups: Mapping[str, RosterGroup]) -> tuple[tuple[RosterStaff, ...], list[str]]:
    """Staff in file order, once per key, and warnings. Who is only a parent in the file is no staff."""
    found: dict[str, RosterStaff] = {}
    parents = 0
    for node in children_of(root, "leerkrachten", "leerkracht"):
        if _roles(node) and set(_roles(node)) == {PARENT_ROLE}:
            parents += 1
            continue
        member = _read_member(node, groups)
        if member.full_name and member.key:
            found.setdefault(member.key, member)
    return tuple(found.values()), _warnings(parents)


def _read_member(node: Node, groups: Mapping[str, RosterGroup]) -> RosterStaff:
    places = [
        place for place in children_of(node, "groepen", "groep", "samengestelde_groep") if place.key in groups
    ]
    general = suggest(_roles(node))
    fallback = general if general != OTHER else "teacher"
    return RosterStaff(
        key=node.key,
        first_name=first_name(node),
        prefix=clean_text(node.text("voorvoegsel"), 20),
        last_name=clean_text(node.text("achternaam")),
        email=_email(node.text("emailadres")),
        role_suggestion=general if _roles(node) else ("teacher" if places else OTHER),
        group_roles=tuple(
            (groups[place.key].key, suggest(_roles(place)) if _roles(place) else fallback) for place in places
        ),
    )


def _roles(node: Node) -> list[str]:
    return ["".join(role.parts).strip().upper() for role in node.all("rol")]


def suggest(roles: list[str]) -> str:
    """The membership role these codes suggest; an unknown or free role suggests plain staff."""
    return next((suggestion for code, suggestion in SUGGESTIONS.items() if code in roles), OTHER)


def _email(text: str) -> str:
    address = clean_text(text, 254).lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _warnings(parents: int) -> list[str]:
    if not parents:
        return []
    sentence = ngettext(
        "%(count)d person in the staff list is a parent there and was skipped.",
        "%(count)d people in the staff list are parents there and were skipped.",
        parents,
    )
    return [sentence % {"count": parents}]
