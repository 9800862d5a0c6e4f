"""What a page with questions shows: the questions in their sections, what was chosen before, what counts now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from consent.forms import ChoicesForm, field_name, version_name
from consent.models import Decision, Purpose
from consent.queries.choices import Standing, standing_of
from consent.rules import last_day
from policies.queries import SchoolPolicy, policies_for

Audience = Purpose.Audience


@dataclass(frozen=True)
class Question:
    """One purpose on the page: its input, the own latest decision, how that stands, and whether yes counts now."""

    purpose: Purpose
    field: BoundField
    own: Decision | None
    standing: Standing
    until: date | None
    counts: bool

    @property
    def version_name(self) -> str:
        return version_name(self.purpose)

    @property
    def is_open(self) -> bool:
        return self.standing != Standing.CURRENT


@dataclass(frozen=True)
class Section:
    """Questions under one heading, with a drawing of what a no looks like there."""

    key: str
    title: str | Promise
    drawing: str
    questions: list[Question]


PARTS: list[tuple[str, str | Promise, str, set[str]]] = [
    ("event", pgettext_lazy("parent", "For one event"), "portal", {Audience.EVENT}),
    (
        "inside",
        pgettext_lazy("parent", "In Kring"),
        "portal",
        {Audience.GROUP, Audience.SCHOOL, Audience.NAME},
    ),
    ("film", pgettext_lazy("parent", "Film and sound"), "film", {Audience.VIDEO, Audience.SOUND}),
    (
        "outside",
        pgettext_lazy("parent", "Outside Kring"),
        "outside",
        {Audience.PRINT, Audience.WEBSITE, Audience.SOCIAL},
    ),
]


def questions_of(
    form: ChoicesForm, own: Mapping[int, Decision], counting: Iterable[int], *, today: date
) -> list[Question]:
    """The questions of a form with all that is told beside them. One query."""
    policies = policies_for({purpose.school_id for purpose in form.purposes})
    shown = set(counting)
    return [
        _question(
            purpose, form[field_name(purpose)], own.get(purpose.pk), policies[purpose.school_id], today, shown
        )
        for purpose in form.purposes
    ]


def _question(
    purpose: Purpose,
    field: BoundField,
    own: Decision | None,
    policy: SchoolPolicy,
    today: date,
    shown: set[int],
) -> Question:
    ends = None
    if own is not None:
        ends = last_day(
            timezone.localdate(own.decided_at), renewal=policy.consent_renewal, deadline=policy.consent_ends
        )
    standing = standing_of(purpose, own, policy=policy, today=today)
    return Question(purpose, field, own, standing, ends, purpose.pk in shown)


def sections_of(questions: list[Question]) -> list[Section]:
    """The questions under their headings, in the order of the page; a heading without questions is left out."""
    found = [
        Section(key, title, drawing, [q for q in questions if q.purpose.audience in audiences])
        for key, title, drawing, audiences in PARTS
    ]
    return [section for section in found if section.questions]
