"""Photos and documents beside a message: adding them, saying who is on them, and letting them out of the house."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.documents import PDF
from common.htmx import is_fragment
from common.http import UserRequest, guarded
from common.storage import path_of
from common.uploads import UploadRefused
from conversations import actions
from conversations.errors import Refused
from conversations.models import Conversation, MessageFile, MessageFrame
from conversations.models.messages import LONGEST_TEXT
from conversations.permissions import may_write
from conversations.queries.files import is_drawn
from conversations.views.context import composer_context
from conversations.views.fetching import conversation_or_404, for_members
from conversations.views.reading import vary

JPEG = "image/jpeg"
# The parts of a photo that somebody who cannot point covers, as the middle of each.
PARTS = {f"{row}{column}": (column / 3 + 1 / 6, row / 3 + 1 / 6) for row in range(3) for column in range(3)}
THIRD = 1 / 3
# As wide as the small picture is drawn on the page; a click on it comes in those pixels.
POINTED_WIDTH = 280


@for_members
@require_POST
def file_add(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Put files beside the message that is being written, and keep the words."""
    conversation = conversation_or_404(request, conversation_id)
    if not may_write(request.user, conversation):
        raise PermissionDenied
    now = timezone.now()
    _keep_words(request, conversation)
    files = request.FILES.getlist("files")
    wrong = [] if files else [_("Choose a photo or a PDF first.")]
    for file in files:
        name = file.name or ""
        try:
            actions.add_file(conversation=conversation, file=file, name=name, by=request.user, now=now)
        except (UploadRefused, Refused) as error:
            wrong.append(f"{name}: {error}")
    return _composer(request, conversation, wrong)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def file_check(request: UserRequest, file_id: UUID) -> HttpResponse:
    """What others will see of a photo that is not sent yet, and who is in which frame."""
    file = _waiting_or_404(request, file_id)
    if request.method == "POST":
        _keep_words(request, file.conversation)
        try:
            return _do(request, file)
        except Refused as error:
            messages.error(request, str(error.reason))
            return redirect("conversations:file-check", file.pk)
    is_ready, frames = is_drawn(file), list(file.frames.all())
    context = {
        "file": file,
        "conversation": file.conversation,
        "child": file.conversation.child,
        "frames": frames,
        "marks": [_mark(frame, file) for frame in frames],
        "is_ready": is_ready,
        "pointed_width": POINTED_WIDTH,
        "pointed_height": round(POINTED_WIDTH * file.height / max(file.width, 1)),
    }
    return render(request, "conversations/file_check.html", context)


@for_members
@require_safe
def file_picture(request: UserRequest, file_id: UUID) -> HttpResponseBase:
    """The photo as everybody in the conversation gets it."""
    file = get_object_or_404(MessageFile.objects.visible_to(request.user, timezone.now()), pk=file_id)
    if not file.is_photo or not is_drawn(file):
        raise Http404
    return _private(file.drawn_as, JPEG, "kring.jpg")


@for_members
@require_safe
def file_open(request: UserRequest, file_id: UUID) -> HttpResponseBase:
    """The photo without leaves, for the sender alone and only until it is sent."""
    file = _waiting_or_404(request, file_id)
    if not file.open_as:
        raise Http404
    return _private(file.open_as, JPEG, "kring.jpg")


@for_members
@require_safe
def file_document(request: UserRequest, file_id: UUID) -> HttpResponseBase:
    """A document, always as a download: what is in it runs nowhere on this address."""
    file = get_object_or_404(MessageFile.objects.visible_to(request.user, timezone.now()), pk=file_id)
    if file.is_photo or not file.stored_as:
        raise Http404
    return _private(file.stored_as, PDF, file.name, is_download=True)


def _waiting_or_404(request: UserRequest, file_id: UUID) -> MessageFile:
    own = MessageFile.objects.visible_to(request.user, timezone.now()).filter(
        message=None, uploaded_by=request.user
    )
    known = own.select_related("conversation__school", "conversation__child")
    return get_object_or_404(known, pk=file_id)


def _keep_words(request: UserRequest, conversation: Conversation) -> None:
    """What was typed in the composer travels along with its small buttons."""
    if "text" in request.POST:
        text = request.POST["text"].replace("\x00", "")[:LONGEST_TEXT]
        actions.save_draft(conversation=conversation, text=text, by=request.user, now=timezone.now())


def _do(request: UserRequest, file: MessageFile) -> HttpResponse:
    """One of the small buttons: a frame, a place, done, or away with it."""
    if "spot.x" in request.POST:
        _cover_spot(request, file)
    verb, _gap, what = request.POST.get("then", "").partition(" ")
    if verb in MessageFrame.State.values:
        actions.decide_frame(frame=_frame(file, what), state=verb, by=request.user)
    elif verb == "uncover":
        actions.uncover_place(frame=_frame(file, what), by=request.user)
    elif verb == "part":
        x, y = PARTS.get(request.POST.get("part", ""), (-1.0, -1.0))
        actions.cover_place(file=file, x=x, y=y, side=THIRD, by=request.user)
    elif verb == "away":
        actions.take_away(file=file, by=request.user)
        return _composer(request, file.conversation, [])
    elif verb == "done":
        actions.mark_looked_at(file=file, by=request.user, now=timezone.now())
        return _to_composer(file.conversation)
    return redirect("conversations:file-check", file.pk)


def _cover_spot(request: UserRequest, file: MessageFile) -> None:
    height = POINTED_WIDTH * file.height / max(file.width, 1)
    try:
        x, y = int(request.POST["spot.x"]) / POINTED_WIDTH, int(request.POST.get("spot.y", "")) / height
    except (ValueError, ZeroDivisionError) as error:
        raise Refused(_("Point at a place on the photo.")) from error
    actions.cover_place(file=file, x=x, y=y, by=request.user)


def _mark(frame: MessageFrame, file: MessageFile) -> dict[str, float]:
    """Where a frame and its number are drawn, in the pixels of the photo."""
    x, y, width = frame.x * file.width, frame.y * file.height, frame.width * file.width
    size = file.width / 14
    height = frame.height * file.height
    middle, base = x + width / 2, y + height / 2 + size / 3
    return {"x": x, "y": y, "width": width, "height": height, "middle": middle, "base": base, "size": size}


def _frame(file: MessageFile, number: str) -> MessageFrame:
    return get_object_or_404(file.frames, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)


def _composer(request: UserRequest, conversation: Conversation, wrong: list[str]) -> HttpResponse:
    """The part to write in for htmx, the page for others; what is wrong with a file stands above the words."""
    if not is_fragment(request):
        for sentence in wrong:
            messages.error(request, sentence)
        return _to_composer(conversation)
    context = composer_context(request, conversation) | {"file_errors": wrong}
    return vary(render(request, "conversations/_composer.html", context))


def _to_composer(conversation: Conversation) -> HttpResponse:
    page = reverse("conversations:conversation-detail", args=[conversation.pk])
    return redirect(f"{page}#composer")


def _private(name: str, kind: str, shown: str, *, is_download: bool = False) -> HttpResponseBase:
    try:
        file = path_of(name).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return guarded(FileResponse(file, content_type=kind, filename=shown, as_attachment=is_download))
