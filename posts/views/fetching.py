"""What the views of writers share: fetching through what somebody may see, then asking what they may do."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from common.http import UserRequest, signed_in
from groups.models import SchoolGroup
from groups.permissions import groups_where
from posts.errors import NotYours
from posts.models import Photo, Post
from posts.permissions import may_tag_photo, may_write_post
from posts.queries.readers import pauses_in

for_writers = signed_in(NotYours)


def group_to_write(request: UserRequest, slug: str) -> SchoolGroup:
    group = get_object_or_404(groups_where(request.user, "view").select_related("school"), slug=slug)
    if not may_write_post(request.user, group):
        raise stands_still(request, group)
    return group


def stands_still(request: UserRequest, group: SchoolGroup) -> PermissionDenied:
    """The refusal of whoever may not write; with the words of the school where a measure is why."""
    pause = pauses_in(request.user, [group.pk]).get(group.pk)
    return PermissionDenied(pause.text) if pause else PermissionDenied()


def post_to_write(request: UserRequest, post_id: UUID) -> Post:
    """An own draft, or any post this account may read; what may be done with it is asked next."""
    own_draft = Q(pk__in=Post.objects.drafts_of(request.user).values("pk"))
    readable = Q(pk__in=Post.objects.visible_to(request.user, timezone.now()).values("pk"))
    posts = Post.objects.select_related("group__school").exclude(state=Post.State.REMOVED)
    return get_object_or_404(posts.filter(own_draft | readable), pk=post_id)


def photo_to_tag(request: UserRequest, photo_id: UUID) -> Photo:
    photos = Photo.objects.visible_to(request.user, timezone.now()).select_related("post__group__school")
    photo = get_object_or_404(photos, pk=photo_id)
    if not may_tag_photo(request.user, photo):
        raise PermissionDenied
    return photo
