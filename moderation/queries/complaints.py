"""What a writer can say not to agree with."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from conversations.models import Message
from moderation.models import Incident, IncidentQuerySet
from moderation.queries.targets import Target
from people.models import User
from posts.models import Comment, Photo, Post


def disputable_by(user: User) -> IncidentQuerySet:
    """What the school hid or removed of this account; not what the writer took back, and no longer when destroyed.

    Whose complaint was answered keeps finding the answer here.
    """
    decided = Q(hidden_at__isnull=False) | Q(state=Incident.State.REMOVED) | Q(complaint__isnull=False)
    found = Incident.objects.filter(decided, about=user, destroyed_at=None).select_related("group", "school")
    return found.exclude(reports__reason="withdrawn").order_by("opened_at", "pk")


def removed_of(user: User, kind: str, target_id: UUID) -> Target | None:
    """The post, comment, photo or message of this account that the school removed for good; None for anything else."""
    mine: dict[str, QuerySet[Any]] = {
        "post": Post.objects.filter(author=user, state=Post.State.REMOVED),
        "comment": Comment.objects.filter(author=user, state=Comment.State.REMOVED),
        "photo": Photo.objects.filter(post__author=user, state=Photo.State.REMOVED),
        "message": Message.objects.filter(author=user, state=Message.State.REMOVED),
    }
    found: Target | None = mine[kind].filter(pk=target_id).first()
    return found
