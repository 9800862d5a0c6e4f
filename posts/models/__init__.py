"""What is posted in a group, what was said about it, and where photos went from there."""

from posts.models.outside import CHANNELS, OutsideUse, OutsideUseQuerySet, TakeDown, TakeDownQuerySet
from posts.models.posts import (
    Photo,
    PhotoObjection,
    PhotoObjectionQuerySet,
    PhotoQuerySet,
    Post,
    PostQuerySet,
    PostVersion,
    Region,
    RegionQuerySet,
    Rendition,
)
from posts.models.reworks import Rework
from posts.models.talk import Comment, CommentQuerySet, FeedVisit, Reaction

__all__ = [
    "CHANNELS",
    "Comment",
    "CommentQuerySet",
    "FeedVisit",
    "OutsideUse",
    "OutsideUseQuerySet",
    "Photo",
    "PhotoObjection",
    "PhotoObjectionQuerySet",
    "PhotoQuerySet",
    "Post",
    "PostQuerySet",
    "PostVersion",
    "Reaction",
    "Region",
    "RegionQuerySet",
    "Rendition",
    "Rework",
    "TakeDown",
    "TakeDownQuerySet",
]
