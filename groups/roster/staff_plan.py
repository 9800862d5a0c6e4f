"""Which roles a roster suggests that are new to Kring. The director decides about each of them."""

from collections.abc import Iterator, Mapping

from django.utils.translation import ngettext

from groups.roster.changes import StaffSuggestion
from groups.roster.snapshot import CurrentSchool
from groups.roster.types import Roster, RosterStaff

WIDE_ROLES = frozenset({"director", "counsellor", "administration"})
GROUP_ROLES = frozenset({"teacher", "trainee"})
WHOLE_SCHOOL = ""


def suggest_staff(
    current: CurrentSchool, roster: Roster, adopted: Mapping[str, str], year: str
) -> tuple[tuple[StaffSuggestion, ...], list[str]]:
    """Suggestions per person and group, once in a lifetime of that group, and warnings.

    Whoever was declined, left or was switched off is not suggested again.
    """
    groups = {group.key for group in roster.groups}
    seen = {(email, adopted.get(reference, reference)) for email, reference in current.staff}
    if year != current.school_year:
        seen = {(email, reference) for email, reference in seen if reference == WHOLE_SCHOOL}
    found: dict[tuple[str, str], StaffSuggestion] = {}
    for member in roster.staff:
        if member.email and member.email not in current.former_staff:
            for key, role in _places(member, groups):
                if (member.email, key) not in seen:
                    found.setdefault((member.email, key), _suggestion(member, key, role))
    return tuple(found.values()), _warnings(roster)


def _places(member: RosterStaff, groups: set[str]) -> Iterator[tuple[str, str]]:
    """A role for the whole school reaches every group; who is in none is in the school itself."""
    if member.role_suggestion in WIDE_ROLES:
        yield WHOLE_SCHOOL, member.role_suggestion
        return
    places = [
        (key, role if role in GROUP_ROLES else "staff") for key, role in member.group_roles if key in groups
    ]
    yield from places or [(WHOLE_SCHOOL, "trainee" if member.role_suggestion == "trainee" else "staff")]


def _suggestion(member: RosterStaff, key: str, role: str) -> StaffSuggestion:
    last_name = " ".join(part for part in (member.prefix, member.last_name) if part)
    return StaffSuggestion(member.full_name, member.first_name, last_name, member.email, role, key)


def _warnings(roster: Roster) -> list[str]:
    without = sum(1 for member in roster.staff if not member.email)
    if not without:
        return []
    sentence = ngettext(
        "%(count)d colleague in the file has no e-mail address. Add this colleague by hand.",
        "%(count)d colleagues in the file have no e-mail address. Add these colleagues by hand.",
        without,
    )
    return [sentence % {"count": without}]
