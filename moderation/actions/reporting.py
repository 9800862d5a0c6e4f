"""Somebody says something is wrong."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from common.mail import send_mail
from groups.models import School
from moderation.models import Incident, Report
from moderation.queries.handlers import handlers_of
from people.models import User
from policies.queries import policy_for
from posts import removal
from posts.models import Comment, Photo, Post

YEAR_BEGINS = 8  # August
HIDES_PHOTO = (Report.Reason.RECOGNISABLE, Report.Reason.WITHDRAWN)


@transaction.atomic
def report_content(
    *,
    target: Post | Comment,
    photo: Photo | None = None,
    reason: str,
    note: str = "",
    by: User,
    now: datetime,
) -> Report:
    """Record a report and tell who handles it (R071, R094). Reporting the same twice is one report.

    A photo on which a child is recognisable is hidden at once. A comment is hidden as soon as as many people
    reported it as the school's policy says. What its own writer takes back is hidden at once, and kept: only the
    school removes, after the hard copy.
    """
    if by == target.author:
        reason = Report.Reason.WITHDRAWN
    incident = open_incident(target=target, now=now)
    report, is_new = Report.objects.get_or_create(
        incident=incident,
        reported_by=by,
        photo=photo,
        defaults={"reason": reason, "note": note, "reported_at": now},
    )
    if not is_new:
        return report
    if photo is not None and reason in HIDES_PHOTO:
        removal.hide_photo(photo=photo, now=now)
    elif _hides(report, target) and removal.hide_content(content=target, by=None):
        incident.hidden_at = now
        incident.save(update_fields=["hidden_at"])
    send_mail(
        template="moderation/report_alert",
        to=[handler.email for handler in handlers_of(incident, today=timezone.localdate(now))],
        context={"incident": incident},
    )
    return report


def _hides(report: Report, target: Post | Comment) -> bool:
    """Is this reason enough to take a post or comment out of sight before anybody looked?"""
    if report.reason == Report.Reason.WITHDRAWN:
        return True
    enough = policy_for(report.incident.school).hide_after_reports
    people = report.incident.reports.values("reported_by").distinct().count()
    return isinstance(target, Comment) and people >= enough


@transaction.atomic
def open_incident(*, target: Post | Comment, now: datetime) -> Incident:
    """Return the unfinished incident about a post or comment, opened when there is none."""
    post = target if isinstance(target, Post) else target.post
    # One at a time per school: the number must be free, and two first reports are one incident.
    school = School.objects.select_for_update().get(pk=post.school_id)
    about = {"post": target} if isinstance(target, Post) else {"comment": target}
    present = Incident.objects.exclude(state=Incident.State.DISMISSED).filter(**about).first()
    if present is not None:
        return present
    return Incident.objects.create(
        school=school,
        group=post.group,
        number=next_number(school, now),
        about=target.author,
        opened_at=now,
        **about,
    )


def next_number(school: School, now: datetime) -> str:
    """Return the next number of this school year: "2026-014" is the fourteenth since August 2026."""
    today = timezone.localdate(now)
    year = today.year if today.month >= YEAR_BEGINS else today.year - 1
    return f"{year}-{school.incidents.filter(number__startswith=f'{year}-').count() + 1:03d}"
