"""Asking for leave and answering.

The promise: a request sent twice is one request; it has one answer, whoever of two directors was first; an answer is
never changed; what is more than ten school days in a year is not the director's to grant. The family hears by mail
that there is an answer, never what it is about.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.actions.letters import schedule_letter
from agenda.errors import Refused
from agenda.models import LeaveDecision, LeaveRequest
from agenda.permissions import may_decide, may_report
from agenda.queries.leave import directors_of, weigh
from common.documents import Document
from common.mail import send_mail
from common.storage import delete_private, new_name, write_private
from groups.models import School
from people.models import Child, User
from people.queries import is_proven

log = logging.getLogger(__name__)

AHEAD, LONGEST = timedelta(days=400), timedelta(days=92)
Outcome = LeaveDecision.Outcome


@dataclass(frozen=True)
class Wish:
    """What a family asks: which days, on which ground, and in its own words."""

    ground: str
    first_on: date
    last_on: date
    text: str


@dataclass(frozen=True)
class Answer:
    """What the director says. Partly has the days that are granted."""

    outcome: str
    text: str
    first_on: date | None = None
    last_on: date | None = None


def request_leave(
    *,
    request_id: UUID,
    children: Sequence[Child],
    school: School,
    wish: Wish,
    document: Document | None,
    by: User,
    now: datetime,
) -> LeaveRequest:
    """Ask for days off, for one child or more of one school; the director gets a mail.

    The same id again gives what is there. Raises PermissionDenied; Refused for days that cannot be, for what waits
    for an answer already, and when the document cannot be kept.
    """
    try:
        name = write_private(new_name("leave", document.suffix), document.content) if document else ""
    except OSError as error:
        raise Refused(_("There is no room on the server for this file. Tell whoever runs Kring.")) from error
    kind = document.content_type if document else ""
    try:
        request = _ask(request_id, children, school, wish, (name, kind), by, now)
    except BaseException:
        _forget(name)
        raise
    if request.document_as != name:
        _forget(name)
    return request


@transaction.atomic
def _ask(
    request_id: UUID,
    children: Sequence[Child],
    school: School,
    wish: Wish,
    document: tuple[str, str],
    by: User,
    now: datetime,
) -> LeaveRequest:
    list(Child.objects.select_for_update().filter(pk__in=[child.pk for child in children]).order_by("pk"))
    if not children or not all(_decides(by, child, school) for child in children):
        raise PermissionDenied
    present = LeaveRequest.objects.filter(pk=request_id).first()
    if present is not None:
        if present.requested_by_id != by.pk:
            raise PermissionDenied
        return present
    _refuse_impossible(wish, timezone.localdate(now))
    _refuse_twice(children, wish)
    request = LeaveRequest.objects.create(
        pk=request_id,
        school=school,
        document_as=document[0],
        document_type=document[1],
        requested_by=by,
        requested_at=now,
        **vars(wish),
    )
    request.children.set(children)
    _tell_directors(request, now)
    return request


@transaction.atomic
def withdraw_leave(*, request: LeaveRequest, by: User, now: datetime) -> LeaveRequest:
    """Take a request back while nobody answered it. Twice is once. Raises PermissionDenied and Refused."""
    request = _lock(request)
    if request.requested_by_id != by.pk:
        raise PermissionDenied
    if hasattr(request, "decision"):
        raise Refused(_("The director has answered already. Call the school."))
    if request.withdrawn_at is None:
        request.withdrawn_at = now
        request.save(update_fields=["withdrawn_at"])
    return request


@transaction.atomic
def decide_leave(*, request: LeaveRequest, answer: Answer, by: User, now: datetime) -> LeaveDecision:
    """Answer a request; the letter is printed after that, and who asked gets a mail.

    The same answer by the same person again gives the one that is there. Raises PermissionDenied; Refused when
    somebody else was first, when it was taken back, and for an answer that is not the director's to give.
    """
    request = _lock(request)
    if not may_decide(by, request):
        raise PermissionDenied
    if request.withdrawn_at is not None:
        raise Refused(_("The parent took this request back. There is nothing to decide any more."))
    answer = _complete(request, answer)
    present = LeaveDecision.objects.filter(request=request).select_related("decided_by").first()
    if present is not None:
        if (present.decided_by_id, present.outcome, present.text) == (by.pk, answer.outcome, answer.text):
            return present
        name = {"name": present.decided_by.get_short_name()}
        raise Refused(_("%(name)s has answered this request already.") % name)
    decision = LeaveDecision.objects.create(
        request=request, school_days=weigh(request).days, decided_by=by, decided_at=now, **vars(answer)
    )
    schedule_letter(decision)
    _tell_family(request)
    return decision


def _complete(request: LeaveRequest, answer: Answer) -> Answer:
    """The answer with the days it grants. Raises Refused for one that cannot be given."""
    if not answer.text.strip():
        raise Refused(_("Write why. The parents read it in the letter."))
    is_ours = weigh(request).is_ours
    if is_ours == (answer.outcome == Outcome.NOT_OURS):
        raise Refused(
            _("This is ten school days or less. You decide about it yourself.")
            if is_ours
            else _("More than 10 school days in a school year: the attendance officer decides, not you.")
        )
    if answer.outcome == Outcome.GRANTED:
        return Answer(answer.outcome, answer.text.strip(), request.first_on, request.last_on)
    if answer.outcome != Outcome.PARTLY:
        return Answer(answer.outcome, answer.text.strip())
    first, last = answer.first_on, answer.last_on
    if first is None or last is None or not request.first_on <= first <= last <= request.last_on:
        raise Refused(_("Choose days within the days that were asked."))
    if (first, last) == (request.first_on, request.last_on):
        raise Refused(_("These are all the days that were asked. Choose Grant."))
    return Answer(answer.outcome, answer.text.strip(), first, last)


def _lock(request: LeaveRequest) -> LeaveRequest:
    """Two directors, or a director and a parent, at the same moment go one after the other."""
    LeaveRequest.objects.select_for_update().get(pk=request.pk)
    return LeaveRequest.objects.select_related("school", "decision", "requested_by").get(pk=request.pk)


def _decides(by: User, child: Child, school: School) -> bool:
    own = Child.objects.in_authority_of(by).filter(pk=child.pk).exists()
    return own and may_report(by, child, school)


def _refuse_impossible(wish: Wish, today: date) -> None:
    if not today <= wish.first_on <= today + AHEAD:
        raise Refused(_("Choose a first day from today on, at most a year ahead."))
    if not wish.first_on <= wish.last_on <= wish.first_on + LONGEST:
        raise Refused(_("The last day is on or after the first day, and within three months of it."))


def _refuse_twice(children: Sequence[Child], wish: Wish) -> None:
    open_or_granted = LeaveRequest.objects.filter(withdrawn_at=None, children__in=children).exclude(
        decision__first_on=None, decision__isnull=False
    )
    if open_or_granted.filter(first_on__lte=wish.last_on, last_on__gte=wish.first_on).exists():
        raise Refused(_("Leave was already asked for one of these days. Look at your requests."))


def _tell_directors(request: LeaveRequest, now: datetime) -> None:
    for director in directors_of(request.school, timezone.localdate(now)):
        _tell("agenda/leave_asked", director, {"request": request, "school": request.school})


def _tell_family(request: LeaveRequest) -> None:
    _tell("agenda/leave_answered", request.requested_by, {"request": request, "school": request.school})


def _tell(template: str, person: User, context: dict[str, object]) -> None:
    """A bad address of one person holds up nobody; at one that is not proven nobody reads along."""
    if not is_proven(person):
        return
    try:
        send_mail(template=template, to=[person.email], context={**context, "person": person})
    except ValidationError:
        log.warning("Account %s has no address that works, so %s is not sent.", person.pk, template)


def _forget(name: str) -> None:
    if name:
        delete_private(name)
