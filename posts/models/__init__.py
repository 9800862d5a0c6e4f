"""What is posted in a group, what was said about it, and where photos went from there."""

from posts.models.outside import CHANNELS, OutsideUse, OutsideUseQuerySet, TakeDown, TakeDownQuerySet
from posts.models.photos import Photo, PhotoObjection, PhotoObjectionQuerySet, PhotoQuerySet, Rendition
from posts.models.posts import Post, PostQuerySet, PostVersion
from posts.models.regions import Region, RegionQuerySet
from posts.models.reworks import Rework
from posts.models.talk import Comment, CommentQuerySet, FeedVisit, Reaction, ReadConfirmation

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
    "ReadConfirmation",
    "Region",
    "RegionQuerySet",
    "Rendition",
    "Rework",
    "TakeDown",
    "TakeDownQuerySet",
]
