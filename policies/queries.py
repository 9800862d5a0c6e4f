"""What a school has decided: its settings with their defaults, and its texts."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from common.questions import built_once
from groups.models import Membership, School, SchoolGroup
from people.models import User
from policies.models import Acceptance, PolicyDocument, PolicyVersion, Renewal

log = logging.getLogger(__name__)

# What a setting can be: on or off, a number, one of a list of choices, or an e-mail address.
Setting = bool | int | str


@dataclass(frozen=True)
class SchoolPolicy:
    """The settings of one school. The defaults are those of the policies the portal was made for."""

    # R014: parents react to what happens in the class of their child.
    class_comments: bool = field(
        default=True,
        metadata={
            "label": pgettext_lazy("staff", "Comments under posts in a class"),
            "help": pgettext_lazy(
                "staff",
                "Parents can write under posts of their child's group. Per post you can switch it off.",
            ),
        },
    )
    schoolwide_comments: bool = field(
        default=False,
        metadata={
            "label": pgettext_lazy("staff", "Comments under posts for the whole school"),
            "help": pgettext_lazy("staff", "All parents of the school read these comments."),
        },
    )
    hide_after_reports: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Hide after so many reports"),
            "help": pgettext_lazy(
                "staff",
                "Do so many people report a comment? Then nobody sees it until someone has looked.",
            ),
            "low": 1,
            "high": 10,
        },
    )
    # R128, R180: two people who go on answering each other.
    brake_after_turns: int = field(
        default=6,
        metadata={
            "label": pgettext_lazy("staff", "Offer to step in after so many turns"),
            "help": pgettext_lazy(
                "staff",
                "Do two people answer each other so often within an hour? Then Kring offers the teacher to pause "
                "the conversation. It never does so by itself. 0 is never.",
            ),
            "low": 0,
            "high": 50,
        },
    )
    # R081: a report about the only director reaches somebody as well.
    confidential_email: str = field(
        default="",
        metadata={
            "label": pgettext_lazy("staff", "E-mail address of the confidential adviser"),
            "help": pgettext_lazy(
                "staff", "Gets a mail when somebody reports what the only director wrote. May stay empty."
            ),
            "email": True,
        },
    )
    find_faces: bool = field(
        default=True,
        metadata={
            "label": pgettext_lazy("staff", "Find faces on photos"),
            "help": pgettext_lazy(
                "staff",
                "Kring puts a frame around each face and never looks whose it is. Without it, you draw all frames.",
            ),
        },
    )

    keep_masters_years: int = field(
        default=1,
        metadata={
            "label": pgettext_lazy("staff", "Keep photos without leaves"),
            "help": pgettext_lazy(
                "staff",
                "So many school years after the year they came in. Then leaves on photos stay for ever.",
            ),
            "low": 0,
            "high": 5,
        },
    )
    keep_pupil_dossiers: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Keep a pupil dossier, in years"),
            "help": pgettext_lazy("staff", "Counted from the end of the school year in which it was closed."),
            "low": 1,
            "high": 20,
        },
    )
    keep_parent_dossiers: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Keep an incident with a parent, in years"),
            "help": pgettext_lazy("staff", "Counted from the end of the school year in which it was closed."),
            "low": 1,
            "high": 20,
        },
    )
    keep_staff_dossiers: int = field(
        default=2,
        metadata={
            "label": pgettext_lazy("staff", "Keep a staff dossier, in years"),
            "help": pgettext_lazy("staff", "Counted from the end of the school year in which it was closed."),
            "low": 1,
            "high": 20,
        },
    )
    consent_renewal: str = field(
        default=Renewal.RECONFIRM.value,
        metadata={
            "label": pgettext_lazy("staff", "Picture choices of an earlier school year"),
            "help": pgettext_lazy(
                "staff", "A no always keeps counting. Parents can change their choice on any day."
            ),
            "choices": Renewal.choices,
        },
    )
    consent_deadline: str = field(
        default="10-31",
        metadata={
            "label": pgettext_lazy("staff", "An old yes counts until and including"),
            "help": pgettext_lazy("staff", "After this day of the new school year, no answer means no."),
            "choices": [
                ("09-30", _("30 September")),
                ("10-31", _("31 October")),
                ("11-30", _("30 November")),
                ("12-31", _("31 December")),
            ],
        },
    )

    @property
    def consent_ends(self) -> tuple[int, int]:
        """Month and day on which a yes of an earlier school year ends (R021)."""
        month, day = self.consent_deadline.split("-")
        return int(month), int(day)

    def years_kept(self, kind: str) -> int:
        """How many whole school years a closed dossier of this kind (pupil, parent, staff) is kept (R191)."""
        return int(getattr(self, f"keep_{kind}_dossiers"))

    def comments_in(self, group: SchoolGroup) -> bool:
        """Does the school let parents comment in this kind of group (R014)?"""
        return self.schoolwide_comments if group.is_school_wide else self.class_comments

    def changed(self, values: Mapping[str, Setting]) -> "SchoolPolicy":
        """These settings with other values. Raises ValueError for an unknown name or an impossible value."""
        known = {setting.name: setting for setting in fields(self)}
        for name, value in values.items():
            if name not in known or not is_possible(known[name], value):
                raise ValueError(f"setting {name} cannot be {value!r}")
        wanted: dict[str, Any] = dict(values)
        return replace(self, **wanted)


@dataclass(frozen=True)
class SettingChange:
    """One setting that got another value."""

    label: Any
    before: Setting
    after: Setting
    choices: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, str]:
        """What it was and what it became, as people say it: a switch is on or off."""
        return self._in_words(self.before), self._in_words(self.after)

    def _in_words(self, value: Setting) -> str:
        if isinstance(value, bool):
            return pgettext("setting", "on") if value else pgettext("setting", "off")
        return str(self.choices.get(str(value), value)) or "–"


@dataclass(frozen=True)
class PolicyChange:
    """One version of the settings: what changed, by whom, when."""

    version: PolicyVersion
    changes: list[SettingChange]


def policy_for(school: School | int) -> SchoolPolicy:
    """The settings that count now in a school. One query."""
    values = PolicyVersion.objects.filter(school=school).order_by("-version").values_list("values", flat=True)
    return read_policy(values.first() or {})


def policies_for(schools: Iterable[School | int]) -> dict[int, SchoolPolicy]:
    """The settings of several schools by school id, for a page over more than one. One query."""
    ids = [school.pk if isinstance(school, School) else school for school in schools]
    versions = PolicyVersion.objects.filter(school__in=ids).order_by("version")
    newest = dict(versions.values_list("school_id", "values"))
    return {school_id: read_policy(newest.get(school_id, {})) for school_id in ids}


def read_policy(values: object) -> SchoolPolicy:
    """Stored values as typed settings. What cannot be right is logged, and its default counts."""
    if not isinstance(values, dict):
        log.error("Settings of a school are not a table of values but %s.", type(values).__name__)
        return SchoolPolicy()
    accepted: dict[str, Any] = {}
    for setting in fields(SchoolPolicy):
        if setting.name not in values:
            continue
        value = values[setting.name]
        if is_possible(setting, value):
            accepted[setting.name] = value
        else:
            log.error("Setting %s has the impossible value %r; the default counts.", setting.name, value)
    return SchoolPolicy(**accepted)


def is_possible(setting: "Field[Any]", value: Any) -> bool:
    """Of the right type (True is no number), and one of the choices or within the bounds of the setting."""
    if type(value) is not type(setting.default):
        return False
    if "choices" in setting.metadata:
        return value in dict(setting.metadata["choices"])
    if "email" in setting.metadata:
        return not value or is_address(str(value))
    return "low" not in setting.metadata or bool(setting.metadata["low"] <= value <= setting.metadata["high"])


def is_address(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


def history(school: School) -> list[PolicyChange]:
    """Every version of the settings with what it changed, newest first. One query."""
    told: list[PolicyChange] = []
    before = SchoolPolicy()
    for version in school.policy_versions.select_related("changed_by").order_by("version"):
        after = read_policy(version.values)
        told.append(PolicyChange(version, _differences(before, after)))
        before = after
    return told[::-1]


def _differences(before: SchoolPolicy, after: SchoolPolicy) -> list[SettingChange]:
    told = []
    for setting in fields(SchoolPolicy):
        old, new = getattr(before, setting.name), getattr(after, setting.name)
        if old != new:
            choices = dict(setting.metadata.get("choices", ()))
            told.append(SettingChange(setting.metadata["label"], old, new, choices))
    return told


def current_document(school: School, kind: str, now: datetime) -> PolicyDocument | None:
    """The newest published version of a text of the school, or None when there is none yet."""
    return PolicyDocument.objects.published(now).filter(school=school, kind=kind).order_by("-version").first()


def house_rules_of(user: User, now: datetime) -> QuerySet[PolicyDocument]:
    """The newest house rules of every school this account is an active member of, with their school."""
    memberships = Membership.objects.active(timezone.localdate(now)).filter(user=user)
    return _newest_rules().filter(published_at__lte=now, school__in=memberships.values("group__school"))


@built_once
def _newest_rules() -> QuerySet[PolicyDocument]:
    """The newest house rules of all schools, never asked as such; asked at every request of somebody's own."""
    rules = PolicyDocument.objects.filter(kind=PolicyDocument.Kind.HOUSE_RULES)
    newer = rules.filter(school=OuterRef("school"), version__gt=OuterRef("version"))
    return rules.filter(~Exists(newer)).select_related("school").order_by("school__name", "school_id")


def documents_to_accept(user: User | AnonymousUser, now: datetime) -> list[PolicyDocument]:
    """The house rules this account has to accept before going on (R002). One query; none for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return []
    accepted = Acceptance.objects.filter(user=user, document=OuterRef("pk"))
    return list(house_rules_of(user, now).filter(~Exists(accepted)))
