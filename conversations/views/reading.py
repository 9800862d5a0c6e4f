"""Reading: the list and one conversation. A GET here never writes anything."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from common.htmx import is_fragment, render_either
from common.http import UserRequest
from conversations import actions
from conversations.forms import SeenForm
from conversations.models import Conversation, Message
from conversations.queries.lists import Cursor, listing_of
from conversations.queries.readers import readers_of, seats_of
from conversations.queries.reading import fresh_in
from conversations.queries.thread import Stretch, items_of
from conversations.views.context import (
    composer_context,
    lines_context,
    tail_context,
    thread_context,
)
from conversations.views.fetching import conversation_or_404, for_members

HIGHEST = 2**31 - 1


@for_members
@require_safe
def conversation_list(request: UserRequest) -> HttpResponse:
    """The conversations of this account; htmx gets the rows alone."""
    now = timezone.now()
    try:
        before = Cursor.parse(request.GET["before"]) if "before" in request.GET else None
        is_open = UUID(request.GET["open"]) if "open" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    context = {"listing": listing_of(request.user, now=now, before=before), "now": now, "open": is_open}
    return render_either(
        request, "conversations/conversation_list.html", "conversations/_conversations.html", context
    )


@for_members
@require_safe
def conversation_detail(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """One conversation; htmx gets what is new since `after`, or what is older than `before`."""
    conversation = conversation_or_404(request, conversation_id)
    after, before = number_in(request.GET, "after"), number_in(request.GET, "before")
    if is_fragment(request) and after is not None:
        context = fresh_context(request, conversation, after=after, since=drawn_at(request.GET))
        if not context["items"] and not context["changed"] and not context["gone"]:
            return vary(HttpResponse(status=204))
        return vary(render(request, "conversations/_fresh.html", context))
    if is_fragment(request) and before is not None:
        return vary(older(request, conversation, before))
    context = thread_context(request, conversation, before=before)
    context |= composer_context(request, conversation) | {"open": conversation.pk}
    return vary(render(request, "conversations/conversation_detail.html", context))


@for_members
@require_POST
def conversation_seen(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Everything up to this number was seen; "new" goes. htmx gets nothing back, so the button goes as well."""
    conversation = conversation_or_404(request, conversation_id)
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    actions.mark_seen(
        conversation=conversation, until=form.cleaned_data["until"], by=request.user, now=timezone.now()
    )
    if is_fragment(request):
        return HttpResponse()
    return redirect("conversations:conversation-detail", conversation.pk)


def fresh_context(
    request: UserRequest, conversation: Conversation, *, after: int, since: datetime
) -> dict[str, Any]:
    """What came after number `after` and what changed since the page was drawn."""
    now = timezone.now()
    found = fresh_in(conversation, request.user, now=now, after=after, since=since)
    seats = seats_of(conversation)
    mine = [seat for seat in seats if seat.user_id == request.user.pk][-1]
    stretch = Stretch(conversation.started_at, max(since, mine.joined_at), now)
    others = [line for line in found.lines if not line.is_mine]
    return {
        "conversation": conversation,
        "now": now,
        "items": items_of(found.lines, seats, stretch, last_day=last_day(conversation, after)),
        "changed": found.changed,
        "gone": found.gone,
        "said": others,
        "has_new": bool(others),
        "on_page": set(),
        **tail_context(found.lines, after=after, now=now),
    }


def older(request: UserRequest, conversation: Conversation, before: int) -> HttpResponse:
    now = timezone.now()
    mine = next(r for r in readers_of(conversation, now) if r.user_id == request.user.pk)
    context = {"conversation": conversation, "now": now}
    context |= lines_context(request, conversation, mine, before=before, now=now)
    return render(request, "conversations/_lines.html", context)


def last_day(conversation: Conversation, number: int) -> date | None:
    """The day of the last message that is on the page already."""
    sent = Message.objects.filter(conversation=conversation, number=number)
    moment = sent.values_list("sent_at", flat=True).first()
    return timezone.localdate(moment) if moment else None


def number_in(words: QueryDict, name: str) -> int | None:
    """The number of a message in the address; anything else is an address that does not exist."""
    text = words.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 12 or int(text) > HIGHEST:
        raise Http404
    return int(text)


def drawn_at(words: QueryDict) -> datetime:
    """When the page was drawn, as it says itself."""
    try:
        drawn = datetime.fromisoformat(words.get("since", ""))
    except ValueError as error:
        raise Http404 from error
    if drawn.tzinfo is None or not 2000 <= drawn.year <= 9998:
        raise Http404
    return drawn


def vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response
