"""What the page of a conversation shows, put together for the page and for each part htmx asks for."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.http import UserRequest
from conversations.actions.messages import UNDO_WITHIN
from conversations.forms import MessageForm
from conversations.models import Conversation, Draft, Message, MessageFile
from conversations.permissions import has_to_end, may_brake, may_invite, may_leave, may_write
from conversations.queries.lists import listing_of
from conversations.queries.moments import Expectation, expectation_in
from conversations.queries.readers import Reader, readers_of, seats_of
from conversations.queries.reading import Line, Page, page_of, search_in
from conversations.queries.standing import pause_of
from conversations.queries.thread import items_of, stretch_of
from conversations.queries.turns import is_heated
from groups.queries import classes_of
from hours.models import HoursException
from hours.permissions import may_make_exception
from people.models import User
from policies.queries import policy_for


def thread_context(request: UserRequest, conversation: Conversation, *, before: int | None) -> dict[str, Any]:
    """The whole page. A fixed number of questions, however much was said."""
    now = timezone.now()
    readers = readers_of(conversation, now)
    mine = next(reader for reader in readers if reader.user_id == request.user.pk)
    return {
        "conversation": conversation,
        "now": now,
        "readers": readers,
        "mine": mine,
        "groups": classes_of([conversation.child])[conversation.child.pk] if conversation.child else [],
        "listing": listing_of(request.user, now=now),
        "may_invite": mine.is_staff and may_invite(request.user, conversation),
        "may_leave": may_leave(request.user, conversation),
        **brake_context(request.user, conversation, now),
        **lines_context(request, conversation, mine, before=before, now=now),
    }


def brake_context(user: User, conversation: Conversation, now: datetime) -> dict[str, bool]:
    """May this account step in, and is there a reason to offer it (R180)? Nothing happens by itself."""
    if not may_brake(user, conversation):
        return {}
    turns = policy_for(conversation.school).brake_after_turns
    return {
        "may_brake": True,
        "is_heated": not conversation.is_paused(now) and is_heated(conversation, turns=turns, now=now),
    }


def lines_context(
    request: UserRequest, conversation: Conversation, mine: Reader, *, before: int | None, now: datetime
) -> dict[str, Any]:
    """The lines of one page, or what was found in the conversation."""
    words = request.GET.get("q", "").strip()
    if words:
        return {"words": words, "found": search_in(conversation, request.user, words, now=now)}
    seat = conversation.participants.open().filter(user=request.user).values_list("seen_until", flat=True)
    seen_until = seat.first() or 0
    page = page_of(conversation, request.user, now=now, seen_until=seen_until, before=before)
    stretch = stretch_of(conversation, page, mine=mine, before=before, now=now)
    return {
        "items": items_of(page.lines, seats_of(conversation), stretch),
        "older": page.older,
        "before": before,
        **tail_context(page.lines, after=0, now=now),
        "has_new": any(line.is_new for line in page.lines),
        **addresses_of(page),
    }


def tail_context(lines: list[Line], *, after: int, now: datetime) -> dict[str, Any]:
    """From where an open page asks for more."""
    return {"after": max([after, *(line.message.number for line in lines)]), "since": now}


def addresses_of(page: Page) -> dict[str, Any]:
    """Which messages are on the page, so that a quoted answer links within it."""
    return {"on_page": {line.message.pk for line in page.lines}}


def composer_context(
    request: UserRequest,
    conversation: Conversation,
    *,
    form: MessageForm | None = None,
    answers: Message | None = None,
) -> dict[str, Any]:
    """The part to write in, or why there is none."""
    now = timezone.now()
    if not may_write(request.user, conversation):
        return {"conversation": conversation, "now": now, **closed_because(request.user, conversation, now)}
    expectation = expectation_in(conversation, request.user, now=now)
    last_own = conversation.messages.filter(
        author=request.user, state=Message.State.VISIBLE, sent_at__gt=now - UNDO_WITHIN
    ).last()
    if form is None:
        form = message_form(request.user, conversation, expectation)
        form.initial["text"] = draft_of(conversation, request.user)
        form.initial["replies_to"] = answers and answers.pk
    return {
        "conversation": conversation,
        "now": now,
        "form": form,
        "answers": answers,
        "expectation": expectation,
        "waiting": MessageFile.objects.waiting_with(request.user, conversation),
        "undo": last_own,
        "undo_until": last_own and last_own.sent_at + UNDO_WITHIN,
        "is_staff": writes_as_staff(request.user, conversation),
    }


def message_form(
    user: User, conversation: Conversation, expectation: Expectation, data: Any = None
) -> MessageForm:
    """The form with what this account may choose now."""
    reasons = reasons_for(user, conversation) if expectation.later else []
    form = MessageForm(data, conversation=conversation, stand_ins=expectation.stand_ins, reasons=reasons)
    form.fields["text"].required = not MessageFile.objects.waiting_with(user, conversation).exists()
    return form


def reasons_for(user: User, conversation: Conversation) -> list[str]:
    """Why this account may pass the hours here: one answer goes for all reasons but an emergency."""
    if not writes_as_staff(user, conversation):
        return []
    reasons, school = HoursException.Reason, conversation.school
    found = list(reasons.values) if may_make_exception(user, school, reasons.SAFETY) else []
    if found and not may_make_exception(user, school, reasons.EMERGENCY):
        found.remove(reasons.EMERGENCY)
    return found


def writes_as_staff(user: User, conversation: Conversation) -> bool:
    seat = conversation.participants.open().filter(user=user).first()
    return seat is not None and seat.is_staff


def draft_of(conversation: Conversation, user: User) -> str:
    rows = Draft.objects.filter(conversation=conversation, user=user)
    return rows.values_list("text", flat=True).first() or ""


def closed_because(user: User, conversation: Conversation, now: datetime) -> dict[str, Any]:
    """Why nothing can be written here, in words for this account."""
    if conversation.is_paused(now):
        said = conversation.paused_text or _("This conversation stands still.")
        return {"closed": said, "closed_until": conversation.paused_until}
    if has_to_end(conversation):
        said = _(
            "The school speaks to the guardians of this child apart now. Begin a conversation of your own."
        )
        return {"closed": said, "begin_anew": True}
    pause = pause_of(user, conversation.school, conversation.group)
    if pause:
        return {"closed": pause.text, "closed_until": pause.until}
    return {"closed": _("You can read this conversation, not write in it.")}
