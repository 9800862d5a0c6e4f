"""A frozen copy for eyes outside the school: names of others replaced by their role (R057)."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from groups.models import Enrolment, Membership
from moderation.models import Incident

SHORTEST = 2


def masked(facts: dict[str, Any], incident: Incident) -> dict[str, Any]:
    """Return the copy with only the name of who the incident is about; in texts too, as far as names are known.

    Known are the people in the copy, and the members and children of the group. The same person is the same role
    and number everywhere. What the digests say is about the original.
    """
    kept = {str(incident.about_id or "")}
    labels = _labels(facts, kept)
    words = _words(facts, incident, labels, kept)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE) if words else None

    def mask(value: Any) -> Any:
        if isinstance(value, dict):
            if "account" in value and value["account"] not in kept:
                return {**value, "name": labels[value["account"]], "account": ""}
            return {key: mask(part) for key, part in value.items()}
        if isinstance(value, list):
            return [mask(part) for part in value]
        if isinstance(value, str) and pattern is not None:
            return pattern.sub(lambda found: words[_key(found[0], words)], value)
        return value

    # What says where it comes from is no text of anybody.
    fixed = {key: facts[key] for key in ("format", "number", "school", "chain", "subject") if key in facts}
    return {**mask(facts), **fixed, "masked": True}


def _key(found: str, words: dict[str, str]) -> str:
    return next(word for word in words if word.casefold() == found.casefold())


def _people(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "account" in value:
            yield value
        for part in value.values():
            yield from _people(part)
    elif isinstance(value, list):
        for part in value:
            yield from _people(part)


def _labels(facts: dict[str, Any], kept: set[str]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for person in _people(facts):
        roles[person["account"]] = roles.get(person["account"]) or person.get("role", "")
    words = dict(Membership.Role.choices)
    others = [account for account in roles if account not in kept]
    return {
        account: f"{words.get(roles[account], _('person'))} {number}"
        for number, account in enumerate(others, 1)
    }


def _words(
    facts: dict[str, Any], incident: Incident, labels: dict[str, str], kept: set[str]
) -> dict[str, str]:
    """Every name that is replaced, the longest first, with what comes in its place."""
    names = {p["name"]: labels[p["account"]] for p in _people(facts) if p["account"] in labels}
    members = Membership.objects.filter(group=incident.group_id).exclude(user__in=[pk for pk in kept if pk])
    for first, last, role in members.values_list("user__first_name", "user__last_name", "role"):
        names.setdefault(f"{first} {last}", str(dict(Membership.Role.choices)[role]))
    children = Enrolment.objects.filter(group=incident.group_id).exclude(child=incident.child_id)
    for first, last in children.values_list("child__first_name", "child__last_name"):
        names.setdefault(f"{first} {last}", _("pupil"))
    own = set(incident.about.get_full_name().casefold().split()) if incident.about else set()
    parts = {
        part: label
        for name, label in names.items()
        for part in name.split()
        if len(part) > SHORTEST and part.casefold() not in own
    }
    return dict(sorted({**parts, **names}.items(), key=lambda pair: -len(pair[0])))
