"""Asked from the other side, the same people read the same things: nobody is mailed what the portal does not show."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Message
from conversations.queries.audience import readings_of
from groups.models import Membership
from people.models import User
from posts.models import Post
from posts.queries.audience import readers_among, readers_page
from tests import make
from tests.world import build_world


@pytest.fixture
def school_of_posts(db: None) -> Any:
    """Everybody there is, and a post of each kind in each group."""
    world = build_world()
    for seat in list(Membership.objects.filter(role__in=["teacher", "director"], state="active")):
        for readers in (None, Post.Readers.PICTURED):
            post = make.make_post(seat.group, seat.user, title=f"{seat.group} {readers}", readers=readers)
            photo = make.make_photo(post)
            for place in seat.group.enrolments.all()[:1]:
                make.make_region(photo, place.child)
    return world


def test_a_post_has_the_readers_that_each_of_them_sees(school_of_posts):
    now, posts = timezone.now(), list(Post.objects.all())
    people = list(User.objects.all())
    found = readers_among(posts, {user.pk for user in people}, now=now)
    for user in people:
        visible = set(Post.objects.visible_to(user, now).values_list("pk", flat=True))
        assert visible == {pk for pk, readers in found.items() if user.pk in readers}, user


def test_the_pages_of_readers_hold_everybody_once(school_of_posts):
    now = timezone.now()
    people = list(User.objects.all())
    for post in Post.objects.select_related("group"):
        pages, after = [], None
        while page := readers_page(post, after=after, most=2, now=now):
            pages += page
            after = page[-1]
        assert len(pages) == len(set(pages))
        readers = {user.pk for user in people if Post.objects.visible_to(user, now).filter(pk=post.pk)}
        assert readers <= set(pages)


def test_a_message_has_the_readers_that_each_of_them_sees(school_of_posts):
    later, messages = timezone.now() + timedelta(days=4), list(Message.objects.values_list("pk", flat=True))
    people = list(User.objects.all())
    found = {
        (row.message, row.user) for row in readings_of(messages, {user.pk for user in people}, now=later)
    }
    shown = Message.objects.filter(state=Message.State.VISIBLE)
    seen = {
        (pk, user.pk) for user in people for pk in shown.visible_to(user, later).values_list("pk", flat=True)
    }
    assert messages
    assert found == seen
