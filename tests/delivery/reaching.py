"""Families with a row in the ledger each, for the tests of who was reached."""

from typing import Any

from delivery.models import Delivery
from groups.models import SchoolGroup
from people.models import Child, User
from posts.models import Post
from tests import make

Why = Delivery.Why
REASONS = {"bounced": Why.ADDRESS, "failed": Why.SERVER, "skipped": Why.NO_WAY}


def make_important(group: SchoolGroup, author: User, title: str = "Morgen vrij", **fields: Any) -> Post:
    return make.make_post(group, author, title, importance="important", **fields)


def send(post: Post, *users: User, state: str = "sent", **fields: Any) -> None:
    """A row of the ledger for each of these people."""
    for user in users:
        Delivery.objects.create(
            user=user,
            school=post.school,
            post=post,
            state=state,
            why=fields.get("why", REASONS.get(state, "")),
            channel=fields.get("channel", "mail"),
            due_at=make.NOW,
            sent_at=make.NOW if state in Delivery.ARRIVED else None,
        )


def make_family(group: SchoolGroup, *names: str, last_name: str = "Jansen") -> tuple[User, list[Child]]:
    """One parent with these children."""
    parent = make.make_user()
    children = [make.make_child(name, group, last_name=last_name) for name in names]
    for child in children:
        make.make_guardian(child, parent)
    return parent, children


def make_families(post: Post, number: int, state: str | None = "sent") -> list[User]:
    """So many families of one child, and what became of the post for each; None is a child without an account."""
    if state is None:
        for index in range(number):
            make.make_child(f"Alleen{index}", post.group)
        return []
    parents = [make_family(post.group, f"Kind{index}")[0] for index in range(number)]
    send(post, *parents, state=state)
    return parents
