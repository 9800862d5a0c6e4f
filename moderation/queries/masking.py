"""A frozen copy for eyes outside the school: names of others replaced by their role (R057)."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from groups.models import Enrolment, Membership
from moderation.models import Incident
from people.models import ParentalAuthority

# A name of two letters is often another word as well ("bo", "jo"): only with a capital it is a name.
SHORT = 2
# What stands around names, and in every other sentence too.
PARTICLES = set("van der den ter ten het von dos del de te op in la le el al juf meester".split())  # noqa: SIM905
LOOK_ALIKES = str.maketrans("ıłøđ", "ilod")
UNSEEN = {"Mn", "Cf"}


def masked(facts: dict[str, Any], incident: Incident) -> dict[str, Any]:
    """Return the copy with only the name of who the incident is about; in texts too, as far as names are known.

    Known are the people in the copy, and the members and children of the group. The same person is the same role
    and number everywhere. What the digests say is about the original.
    """
    kept = {str(incident.about_id or "")}
    labels = _labels(facts, kept)
    words = _words(facts, incident, labels, kept)
    names = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    pattern = re.compile(rf"(?<![^\W_])(?:{names})(?![^\W_])")

    def mask(value: Any) -> Any:
        if isinstance(value, dict):
            if "account" in value and value["account"] not in kept:
                return {**value, "name": labels[value["account"]], "account": ""}
            return {key: mask(part) for key, part in value.items()}
        if isinstance(value, list):
            return [mask(part) for part in value]
        return _replaced(value, pattern, words) if isinstance(value, str) and words else value

    # What says where it comes from is no text of anybody.
    fixed = {key: facts[key] for key in ("format", "number", "school", "chain", "subject") if key in facts}
    return {**mask(facts), **fixed, "masked": True}


def _replaced(text: str, pattern: re.Pattern[str], words: dict[str, str]) -> str:
    plain, places = _folded(text)
    parts, done = [], 0
    for found in pattern.finditer(plain):
        start = places[found.start()]
        if len(found[0]) <= SHORT and not text[start].isupper():
            continue
        parts += [text[done:start], words[" ".join(found[0].split())]]
        done = places[found.end()] if found.end() < len(places) else len(text)
    return "".join([*parts, text[done:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as people type names in a hurry, without capitals, accents and unseen signs; and where each stood."""
    letters, places = [], []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKD", sign).casefold().translate(LOOK_ALIKES):
            if unicodedata.category(letter) not in UNSEEN:
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


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
    nameless = _("person")
    others = [account for account in roles if account not in kept]
    return {
        account: f"{words.get(roles[account], nameless)} {number}" for number, account in enumerate(others, 1)
    }


def _words(
    facts: dict[str, Any], incident: Incident, labels: dict[str, str], kept: set[str]
) -> dict[str, str]:
    """Every name that is replaced, folded, the longest first, with what comes in its place."""
    names = {p["name"]: labels[p["account"]] for p in _people(facts) if p["account"] in labels}
    for name, label in _around(incident, kept):
        names.setdefault(name, label)
    subjects = [str(subject) for subject in (incident.about, incident.child) if subject]
    own = {_folded(part)[0] for name in subjects for part in [name, *name.split()]}
    words: dict[str, str] = {}
    for name, label in names.items():
        for part in [name, *name.split()]:
            if (word := " ".join(_folded(part)[0].split())) not in own | PARTICLES and len(word) >= SHORT:
                words.setdefault(word, label)
    return dict(sorted(words.items(), key=lambda pair: -len(pair[0])))


def _around(incident: Incident, kept: set[str]) -> Iterator[tuple[str, str]]:
    """Names of who is in the group, and what each is: members, children, guardians without an account too."""
    roles = dict(Membership.Role.choices)
    for seat in Membership.objects.filter(group=incident.group_id).select_related("user"):
        if str(seat.user_id) not in kept:
            for name in (seat.user.get_full_name(), seat.user.called):
                yield name, str(roles[seat.role])
    places = Enrolment.objects.filter(group=incident.group_id).exclude(child=incident.child_id)
    for place in places.select_related("child"):
        yield place.child.full_name, _("pupil")
    known = ParentalAuthority.objects.filter(child__enrolments__group=incident.group_id, guardian=None)
    for name in known.values_list("name", flat=True):
        yield name, str(roles[Membership.Role.PARENT])
