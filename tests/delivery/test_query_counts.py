"""More people cost no more questions: planning, a chunk of mails, a chunk of overviews, one beside the other."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.crowd import make_crowd, place
from delivery.actions.digests import gather_digests, send_digests
from delivery.actions.mails import send_mails
from delivery.actions.planning import plan_post
from delivery.models import Delivery
from posts.models import Post
from tests import make

# Each mail is written down by itself, right after the server took it; so is each overview, with its rows.
WRITES = {"mail": 1, "daily": 6}


def make_reach(size: int, news: str) -> Post:
    group, director = make_crowd(f"Groot {size}", f"{size:02}AA"[:4], size, news)
    make.set_policy(group.school, director, hours_mode="off")
    post = place(group, director, "Vrijdag is er geen les")
    Post.objects.filter(pk=post.pk).update(published_at=make.NOW)
    return Post.objects.get(pk=post.pk)


def planned(size: int, news: str, now: Any) -> int:
    """Plan a post for so many people; returns how many questions that took."""
    post = make_reach(size, news)
    with CaptureQueriesContext(connection) as asked:
        plan_post(post=post, now=now)
    Delivery.objects.exclude(channel=news).delete()
    assert Delivery.objects.count() == size
    return len(asked)


@pytest.mark.django_db
def test_planning_sixty_people_asks_what_thirty_ask(later):
    few = planned(30, "mail", later)
    Delivery.objects.all().delete()
    assert planned(60, "mail", later) == few


@pytest.mark.django_db
@pytest.mark.parametrize(("news", "few", "many"), [("mail", 10, 40), ("daily", 5, 20)])
def test_a_larger_chunk_asks_no_more_but_for_what_it_writes_down(later, mailoutbox, news, few, many):
    counts = []
    for size in (few, many):
        planned(size, news, later)
        due = Delivery.objects.order_by("due_at").first().due_at
        gather_digests(now=due)
        with CaptureQueriesContext(connection) as asked:
            (send_mails if news == "mail" else send_digests)(now=due)
        counts.append(len(asked))
        Delivery.objects.all().delete()
    assert len(mailoutbox) == few + many
    assert counts[1] - counts[0] <= WRITES[news] * (many - few)
