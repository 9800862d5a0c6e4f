"""What a school has decided: its settings with their defaults, and its texts."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext

from common.questions import built_once
from groups.models import Membership, School
from people.models import User
from policies.models import Acceptance, PolicyDocument, PolicyVersion
from policies.rules import SchoolPolicy, Setting, is_possible

__all__ = [
    "PolicyChange",
    "SchoolPolicy",
    "Setting",
    "SettingChange",
    "contact_check_due",
    "policies_for",
    "policy_for",
    "read_policy",
    "staff_domains",
]

log = logging.getLogger(__name__)
MONTH = timedelta(days=365) / 12


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


def staff_domains(schools: Iterable[School | int]) -> set[str]:
    """The mail domains colleagues of these schools have; empty where a school takes any (R187). One query."""
    return {policy.staff_mail_domain for policy in policies_for(schools).values()} - {""}


def contact_check_due(user: User, now: datetime) -> bool:
    """Is it time to ask whether name and address are right (R172)? A month is a twelfth of a year.

    Of more schools the one that asks most counts. No query in the month after somebody said yes.
    """
    since = now - (user.contact_checked_at or user.date_joined)
    if since < MONTH:
        return False
    seats = Membership.objects.active(timezone.localdate(now)).filter(user=user).order_by()
    schools = seats.values_list("group__school", flat=True).distinct()
    asked = [policy.contact_check_months for policy in policies_for(schools).values()]
    return any(months and since >= months * MONTH for months in asked)


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


def documents_to_accept_by(users: Collection[UUID], *, now: datetime) -> dict[UUID, list[PolicyDocument]]:
    """The same for many accounts; who accepted everything is not in it. Three queries for any number."""
    seats = Membership.objects.active(timezone.localdate(now)).filter(user__in=users).order_by()
    there: dict[int, set[UUID]] = defaultdict(set)
    for school, user in seats.values_list("group__school", "user").distinct():
        there[school].add(user)
    rules = list(_newest_rules().filter(published_at__lte=now, school__in=there))
    accepted = set(
        Acceptance.objects.filter(document__in=rules, user__in=users).values_list("document_id", "user_id")
    )
    found: dict[UUID, list[PolicyDocument]] = defaultdict(list)
    for document in rules:
        for user in there[document.school_id]:
            if (document.pk, user) not in accepted:
                found[user].append(document)
    return dict(found)
