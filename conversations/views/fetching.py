"""What the views share: fetching through what somebody may see; everything else is not there."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.http import UserRequest, signed_in
from conversations.errors import NotYours
from conversations.models import Conversation, Message
from conversations.queries.addressing import children_for
from conversations.queries.people import schools_of
from conversations.queries.standing import pause_of
from groups.models import School, SchoolGroup
from groups.permissions import groups_where
from people.models import Child

for_members = signed_in(NotYours)


def conversation_or_404(request: UserRequest, conversation_id: UUID) -> Conversation:
    readable = Conversation.objects.visible_to(request.user, timezone.now())
    return get_object_or_404(readable.select_related("school", "child", "group"), pk=conversation_id)


def message_or_404(request: UserRequest, message_id: UUID) -> Message:
    readable = Message.objects.visible_to(request.user, timezone.now())
    known = readable.select_related("conversation__school", "conversation__child", "conversation__group")
    return get_object_or_404(known, pk=message_id)


def child_or_404(request: UserRequest, child_id: UUID) -> tuple[Child, School]:
    """A child this account speaks about, with the school it goes to now."""
    child = get_object_or_404(children_for(request.user), pk=child_id)
    school = schools_of(child).order_by("name", "pk").first()
    if school is None:
        raise Http404
    return child, school


def group_or_404(request: UserRequest, slug: str) -> SchoolGroup:
    return get_object_or_404(groups_where(request.user, "view").select_related("school"), slug=slug)


def refusal(request: UserRequest, school: School) -> PermissionDenied:
    """The refusal of whoever may not write; with the words of the school where a measure is why."""
    pause = pause_of(request.user, school)
    return PermissionDenied(pause.text) if pause else PermissionDenied()
