"""What an incident is about: whose words or picture, where it stands, and whether people still see it."""

from typing import TypeAlias

from django.urls import reverse

from conversations.models import Conversation, Message
from groups.models import SchoolGroup
from moderation.models import Incident
from people.models import User
from posts.models import Comment, Photo, Post

Target: TypeAlias = Post | Comment | Photo | Message | Conversation


def post_around(target: Target | None) -> Post | None:
    """The post itself, or the one that a comment or photo stands below; None for what is said between few."""
    if isinstance(target, Comment | Photo):
        return target.post
    return target if isinstance(target, Post) else None


def talk_around(target: Target | None) -> Conversation | None:
    """The conversation itself, or the one a message stands in; None for what is said in a group."""
    if isinstance(target, Message):
        return target.conversation
    return target if isinstance(target, Conversation) else None


def group_around(target: Target) -> SchoolGroup:
    """The group it stands in. Of a conversation: that of the child or the parents, else the one of the school."""
    if isinstance(target, Post | Comment | Photo):
        return target.group if isinstance(target, Post) else target.post.group
    talk = target.conversation if isinstance(target, Message) else target
    if talk.group is not None:
        return talk.group
    groups = SchoolGroup.objects.filter(school=talk.school_id)
    own = groups.running().classes().filter(enrolments__child=talk.child_id, enrolments__ended_on=None)
    found = own.order_by("pk").first() if talk.child_id else None
    return found or groups.school_wide().get()


def place_of(target: Target) -> str:
    """The address of the page on which it stands, or stood."""
    post, talk = post_around(target), talk_around(target)
    if post is not None:
        return reverse("posts:post-detail", args=[post.pk])
    return reverse("conversations:conversation-detail", args=[talk.pk if talk else target.pk])


def writer_of(target: Target) -> User | None:
    """Who wrote it or showed it; nobody alone for a whole conversation."""
    if isinstance(target, Conversation):
        return None
    return target.post.author if isinstance(target, Photo) else target.author


def is_gone(target: Target) -> bool:
    """Was it, or the post around it, removed for good?"""
    if isinstance(target, Conversation):
        messages = Message.objects.filter(conversation=target)
        return messages.exists() and not messages.exclude(state=Message.State.REMOVED).exists()
    post = post_around(target)
    return target.state == "removed" or (post is not None and post.state == Post.State.REMOVED)


def is_out_of_sight(incident: Incident) -> bool:
    """Is what this is about hidden from everybody but its handlers? False for what happened outside the portal."""
    target = incident.target
    if target is None:
        return False
    if isinstance(target, Post) and incident.is_thread:
        return target.thread_hidden_at is not None
    if isinstance(target, Photo | Conversation):
        return target.hidden_at is not None
    if isinstance(target, Message):
        return target.state in (Message.State.HIDDEN, Message.State.TAKEN_BACK)
    return target.state == "hidden"
