"""Somebody says something is wrong."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.mail import send_mail
from conversations.models import Conversation, Message
from groups.models import School
from moderation.actions.handling import LANGUAGE, lock, put_out_of_sight, record
from moderation.errors import Gone
from moderation.models import Incident, Report
from moderation.queries.handlers import lookers_at
from moderation.queries.reports import independent_reports
from moderation.queries.retention import school_year_of
from moderation.queries.targets import Target, group_around, is_gone, writer_of
from people.models import User
from policies.queries import policy_for
from posts.models import Comment, Photo, Post


@transaction.atomic
def report_content(*, target: Target, reason: str, note: str = "", by: User, now: datetime) -> Report:
    """Record a report and tell who handles it (R071, R094). Reporting the same twice is one report.

    A photo on which a child is recognisable is hidden at once. A comment is hidden as soon as as many people, apart
    from each other, reported it as the school's policy says. A message is not: between few there is no crowd to
    protect, and two people could silence the third. What its own writer takes back is hidden at once, and
    kept: only the school removes, after the hard copy. Raises Gone for what was removed meanwhile.
    """
    if writer_of(target) == by:
        reason = Report.Reason.WITHDRAWN
    incident = lock(open_incident(target=target, now=now))
    defaults = {"reason": reason, "note": note, "reported_at": now}
    report, is_new = Report.objects.get_or_create(incident=incident, reported_by=by, defaults=defaults)
    if not is_new:
        return report
    if _hides(report, incident) and put_out_of_sight(incident, by=None, now=now):
        with override(LANGUAGE):
            record(incident, _("Hidden by itself: %s.") % report.get_reason_display(), by=None, now=now)
    _tell(report, incident, target, now)
    return report


def _hides(report: Report, incident: Incident) -> bool:
    """Is this reason enough to take it out of sight before anybody looked?"""
    if report.reason == Report.Reason.WITHDRAWN:
        return True
    if incident.photo_id or (incident.message is not None and incident.message.has_files):
        return report.reason == Report.Reason.RECOGNISABLE
    enough = policy_for(incident.school).hide_after_reports
    return incident.comment_id is not None and independent_reports(incident) >= enough


def _tell(report: Report, incident: Incident, target: Target, now: datetime) -> None:
    lookers = lookers_at(target, today=timezone.localdate(now))
    context = {"incident": incident, "report": report}
    to = [handler.email for handler in lookers.handlers]
    send_mail(template="moderation/report_alert", to=to, context=context)
    if lookers.confidential and report.reason != Report.Reason.WITHDRAWN:
        send_mail(template="moderation/report_confidential", to=[lookers.confidential], context=context)


@transaction.atomic
def open_incident(*, target: Target, is_thread: bool = False, now: datetime) -> Incident:
    """Return the unfinished incident about this, opened when there is none. Raises Gone for what was removed.

    `is_thread` is about the comments below a post, not about the post; a conversation is always that. The school is
    held until the transaction ends.
    """
    # One at a time per school: the number must be free, and two first reports are one incident.
    group = group_around(target)
    school = School.objects.select_for_update().get(pk=group.school_id)
    target, is_thread = _as_it_is(target), is_thread or isinstance(target, Conversation)
    if is_gone(target):
        raise Gone(_("The school has removed this already."))
    about = {_name_of(target): target, "is_thread": is_thread}
    present = Incident.objects.unfinished().filter(**about).first()
    if present is not None:
        return present
    # A conversation can derail again. What was removed of it then is handled.
    Incident.objects.filter(**about, state=Incident.State.REMOVED).update(state=Incident.State.CLOSED)
    return Incident.objects.create(
        school=school,
        group=group,
        number=next_number(school, now),
        about=None if is_thread else writer_of(target),
        opened_at=now,
        **about,
    )


def next_number(school: School, now: datetime) -> str:
    """Return the next number of this school year: "2026-014" is the fourteenth since August 2026."""
    year = school_year_of(timezone.localdate(now))
    return f"{year}-{school.incidents.filter(number__startswith=f'{year}-').count() + 1:03d}"


def _name_of(target: Target) -> str:
    return type(target)._meta.model_name or ""


def _as_it_is(target: Target) -> Target:
    """The content as it is at this moment, with what stands around it."""
    if isinstance(target, Post):
        return Post.objects.select_related("group", "author").get(pk=target.pk)
    if isinstance(target, Message):
        return Message.objects.select_related("conversation", "author").get(pk=target.pk)
    if isinstance(target, Conversation):
        return Conversation.objects.get(pk=target.pk)
    if isinstance(target, Comment):
        return Comment.objects.select_related("post__group", "author").get(pk=target.pk)
    return Photo.objects.select_related("post__group", "post__author").get(pk=target.pk)
