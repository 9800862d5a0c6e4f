"""Changing the rules of a school and accepting them.

The promise: no version is ever lost. Settings and texts get a new version with who and when; the old ones
stay (R100), and everybody accepts new house rules once before going on (R002).
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from groups.models import School
from people.models import User
from policies.defaults import default_text
from policies.models import Acceptance, PolicyDocument, PolicyVersion
from policies.queries import SchoolPolicy, Setting, policy_for


@transaction.atomic
def change_policy(
    *,
    school: School,
    values: Mapping[str, Setting],
    by: User,
    now: datetime,
) -> PolicyVersion | None:
    """Write a new version of the settings with these values; a setting that is not named keeps its own.

    Returns None when nothing would change. Raises ValueError for an unknown setting or an impossible value.
    """
    _lock(school)
    current = policy_for(school)
    wanted = current.changed(values)
    if wanted == current:
        return None
    differing = {
        setting.name: getattr(wanted, setting.name)
        for setting in fields(SchoolPolicy)
        if getattr(wanted, setting.name) != setting.default
    }
    newest = school.policy_versions.aggregate(version=Max("version"))["version"] or 0
    return PolicyVersion.objects.create(
        school=school,
        version=newest + 1,
        values=differing,
        changed_by=by,
        changed_at=now,
    )


@transaction.atomic
def publish_document(
    *,
    school: School,
    kind: str,
    title: str,
    text: str,
    place: str,
    by: User,
    now: datetime,
) -> PolicyDocument:
    """Publish the next version of a text of the school, with place and date (R100).

    New house rules are put before everybody again; a privacy statement is only shown (R030). The same text
    again, as after a double click, stays the version it is. Raises ValueError for an unknown kind or no text.
    """
    if kind not in PolicyDocument.Kind.values or not title.strip() or not text.strip():
        raise ValueError("a document has a known kind, a title and a text")
    _lock(school)
    words = {"title": title.strip(), "text": text.strip(), "place": place.strip()}
    newest = school.documents.filter(kind=kind).order_by("-version").first()
    if newest and all(getattr(newest, name) == value for name, value in words.items()):
        return newest
    return PolicyDocument.objects.create(
        school=school,
        kind=kind,
        version=newest.version + 1 if newest else 1,
        published_by=by,
        published_at=now,
        **words,
    )


@transaction.atomic
def accept_document(*, document: PolicyDocument, by: User, now: datetime) -> Acceptance:
    """Record that somebody accepted this version (R002). Doing it twice gives one acceptance, the first."""
    acceptance, _created = Acceptance.objects.get_or_create(
        document=document,
        user=by,
        defaults={"accepted_at": now},
    )
    return acceptance


@transaction.atomic
def set_up_documents(*, school: School, by: User, now: datetime) -> list[PolicyDocument]:
    """Publish the standard house rules and privacy statement where there are none; returns the new ones."""
    published = []
    for kind in PolicyDocument.Kind.values:
        if not school.documents.filter(kind=kind).exists():
            title, text = default_text(kind)
            published.append(
                publish_document(
                    school=school,
                    kind=kind,
                    title=title,
                    text=text,
                    place=school.place,
                    by=by,
                    now=now,
                )
            )
    return published


def _lock(school: School) -> None:
    """Two people who change the same school go one after the other, so no version number is given twice."""
    School.objects.select_for_update().get(pk=school.pk)
