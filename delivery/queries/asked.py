"""What still waits for somebody, for many people at once: the first block of an overview."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from common.markup import clean_name
from consent.queries.asking import open_choices_of
from conversations.queries.unseen import unseen_counts
from groups.models import School
from people.models import Child
from policies.queries import documents_to_accept_by
from posts.models import Post
from posts.queries.cards import ChildMark, Place
from posts.queries.waiting import confirmations_waiting_for_many


@dataclass(frozen=True, slots=True)
class ToRead:
    """A post that asks for "Read". A title that is withheld is empty."""

    post_id: UUID
    place: Place
    title: str

    @classmethod
    def of(cls, post: Post) -> "ToRead":
        title = "" if post.withholds_words else clean_name(post.title)
        return cls(post.pk, Place.of(post.group), title)


@dataclass(frozen=True)
class Asked:
    """What is asked of one person. Of conversations only how many have something new."""

    choices: list[ChildMark] = field(default_factory=list)
    rules: list[School] = field(default_factory=list)
    confirmations: list[ToRead] = field(default_factory=list)
    conversations: int = 0

    def __bool__(self) -> bool:
        return bool(self.choices or self.rules or self.confirmations or self.conversations)


def mark_of(child: Child) -> ChildMark:
    """A child as its own parents know it, its name in one line."""
    return replace(ChildMark.of(child), name=clean_name(child.short_name))


def asked_of(users: Collection[UUID], *, now: datetime) -> dict[UUID, Asked]:
    """What waits for each of these accounts now. Fifteen queries for any number."""
    choices = open_choices_of(users, today=timezone.localdate(now))
    rules = documents_to_accept_by(users, now=now)
    confirmations = confirmations_waiting_for_many(users, now=now)
    conversations = unseen_counts(users, now=now)
    return {
        user: Asked(
            choices=[mark_of(child) for child in choices.get(user, ())],
            rules=[document.school for document in rules.get(user, ())],
            confirmations=[ToRead.of(post) for post in confirmations.get(user, ())],
            conversations=conversations.get(user, 0),
        )
        for user in users
    }
