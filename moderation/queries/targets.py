"""What an incident is about: whose words or picture, below which post, and whether people still see it."""

from moderation.models import Incident
from people.models import User
from posts.models import Comment, Photo, Post

Target = Post | Comment | Photo


def post_around(target: Target) -> Post:
    """The post itself, or the one that a comment or photo stands below."""
    return target if isinstance(target, Post) else target.post


def writer_of(target: Target) -> User:
    """Who wrote it or showed it."""
    return target.post.author if isinstance(target, Photo) else target.author


def is_gone(target: Target) -> bool:
    """Was it, or the post around it, removed for good?"""
    post = post_around(target)
    return "removed" in (post.state, target.state)


def is_out_of_sight(incident: Incident) -> bool:
    """Is what this is about hidden from everybody but its handlers? False for what happened outside the portal."""
    target = incident.target
    if target is None:
        return False
    if isinstance(target, Post) and incident.is_thread:
        return target.thread_hidden_at is not None
    if isinstance(target, Photo):
        return target.hidden_at is not None
    return target.state == "hidden"
