"""Saying something in a conversation and what can be done with it: plain forms that htmx makes quicker."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from common.htmx import is_fragment, render_either
from common.http import UserRequest
from conversations import actions
from conversations.actions import Writing
from conversations.errors import Refused
from conversations.forms import DraftForm, MessageForm, TextForm
from conversations.models import Conversation, Message
from conversations.permissions import may_change_message, may_write
from conversations.queries.moments import expectation_in
from conversations.queries.reading import line_of
from conversations.views.context import composer_context, message_form, thread_context
from conversations.views.fetching import conversation_or_404, for_members, message_or_404, refusal
from conversations.views.reading import drawn_at, fresh_context, number_in, vary

# What was filled in stays when another message is chosen to answer.
KEPT = ("id", "text", "asks_confirmation", "reason", "colleagues")


@for_members
@require_POST
def message_send(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Send what was written; or, with the small buttons, choose which message it answers and keep the words."""
    conversation = conversation_or_404(request, conversation_id)
    if not may_write(request.user, conversation):
        raise refusal(request, conversation.school)
    expectation = expectation_in(conversation, request.user, now=timezone.now())
    form = message_form(request.user, conversation, expectation, request.POST)
    if "answer" in request.POST:
        return _choose_answer(request, conversation, form)
    if not form.is_valid():
        return _refused(request, conversation, form)
    try:
        message = _send(request, conversation, form)
    except Refused as error:
        form.add_error(None, str(error.reason))
        return _refused(request, conversation, form)
    if not is_fragment(request):
        return redirect(_address(message))
    context = composer_context(request, conversation)
    context |= fresh_context(
        request, conversation, after=number_in(request.POST, "after") or 0, since=drawn_at(request.POST)
    )
    return vary(render(request, "conversations/_sent.html", context))


@for_members
@require_POST
def draft_save(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Keep what is being typed, while it is typed."""
    conversation = conversation_or_404(request, conversation_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    text = form.cleaned_data["text"]
    actions.save_draft(conversation=conversation, text=text, by=request.user, now=timezone.now())
    if is_fragment(request):
        return HttpResponse(status=204)
    return redirect("conversations:conversation-detail", conversation.pk)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def message_edit(request: UserRequest, message_id: UUID) -> HttpResponse:
    """Say it in other words; what stood there stays for who had it."""
    message = message_or_404(request, message_id)
    if not may_change_message(request.user, message):
        raise PermissionDenied
    form = TextForm(request.POST if request.method == "POST" else None, initial={"text": message.text})
    form.fields["text"].widget.attrs["id"] = f"edit-{message.pk}"
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        actions.edit_message(message=message, text=text, by=request.user, now=timezone.now())
        return _done(request, message)
    context = {"form": form, "message": message, "conversation": message.conversation}
    status = 422 if form.errors else 200
    return render_either(
        request, "conversations/message_edit.html", "conversations/_message_edit.html", context, status
    )


@for_members
@require_POST
def message_take_back(request: UserRequest, message_id: UUID) -> HttpResponse:
    """Undo sending, within two minutes."""
    message = message_or_404(request, message_id)
    try:
        actions.take_back_message(message=message, by=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error.reason))
        return _to(request, _address(message))
    return _done(request, message)


@for_members
@require_POST
def message_confirm(request: UserRequest, message_id: UUID) -> HttpResponse:
    """Say to have read a message that asks for it."""
    message = message_or_404(request, message_id)
    actions.confirm_message(message=message, by=request.user, now=timezone.now())
    return _done(request, message)


def _send(request: UserRequest, conversation: Conversation, form: MessageForm) -> Message:
    said = form.cleaned_data
    answered = _answered(request, conversation, said["replies_to"])
    if said["replies_to"] and answered is None:
        raise Refused(_("The message you answer is not here any more."))
    return actions.send_and_call_in(
        message_id=form.message_id(request.user),
        conversation=conversation,
        writing=Writing(said["text"], answered, said["asks_confirmation"], said["reason"]),
        colleagues=said["colleagues"],
        by=request.user,
        now=timezone.now(),
    )


def _choose_answer(request: UserRequest, conversation: Conversation, sent: MessageForm) -> HttpResponse:
    """Show the message that is answered above the words; nothing is sent yet, and nothing typed is lost."""
    answered = _answered(request, conversation, _uuid(request.POST["answer"]))
    if request.POST["answer"] and answered is None:
        raise Http404
    context = composer_context(request, conversation, answers=answered)
    context["form"].initial |= {name: sent[name].value() for name in KEPT if sent[name].value()}
    return _composer(request, conversation, context, status=200)


def _refused(request: UserRequest, conversation: Conversation, form: MessageForm) -> HttpResponse:
    answered = _answered(request, conversation, _uuid(str(form["replies_to"].value() or "")))
    context = composer_context(request, conversation, form=form, answers=answered)
    return _composer(request, conversation, context, status=422)


def _composer(
    request: UserRequest, conversation: Conversation, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """The part to write in, in its place; a browser without htmx gets the page around it."""
    if is_fragment(request):
        answer = render(request, "conversations/_composer.html", context, status=status)
        return vary(reswap(retarget(answer, "#composer"), "outerHTML"))
    context = thread_context(request, conversation, before=None) | context | {"open": conversation.pk}
    return vary(render(request, "conversations/conversation_detail.html", context, status=status))


def _answered(request: UserRequest, conversation: Conversation, message_id: UUID | None) -> Message | None:
    """The message that is answered, if this account may read it now: an id alone shows nobody its words."""
    if message_id is None:
        return None
    readable = Message.objects.visible_to(request.user, timezone.now()).filter(conversation=conversation)
    return readable.filter(pk=message_id, state=Message.State.VISIBLE).select_related("author").first()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _done(request: UserRequest, message: Message) -> HttpResponse:
    """The message as it is now: in its place for htmx, else at its place on the page."""
    if not is_fragment(request):
        return redirect(_address(message))
    now = timezone.now()
    context = {
        "conversation": message.conversation,
        "line": line_of(message, request.user, now=now),
        "now": now,
        "on_page": set(),
        "clears_undo": True,
    }
    return vary(render(request, "conversations/_message.html", context))


def _to(request: UserRequest, address: str) -> HttpResponse:
    """To an address, also for htmx, which would otherwise swap the page into a part of it."""
    if not is_fragment(request):
        return redirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = address
    return answer


def _address(message: Message) -> str:
    page = reverse("conversations:conversation-detail", args=[message.conversation_id])
    return f"{page}#message-{message.pk}"
