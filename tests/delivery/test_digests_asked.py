"""What waits for many people is what waits for each of them; more people cost no more queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.queries.choices import purposes_for, status_of_children
from conversations.queries.lists import unseen_by
from conversations.queries.unseen import unseen_counts
from delivery.models import Digest
from delivery.overview_batches import OverviewBatch
from delivery.queries.asked import asked_of
from people.models import Child, User
from policies.actions import accept_document
from policies.queries import documents_to_accept
from posts.models import Post, ReadConfirmation
from posts.queries.confirming import confirmations_waiting_for
from posts.queries.waiting import confirmations_waiting_for_many
from tests import make
from tests.delivery.overviews import FRIDAY, choose, forms_of, row, send

LATER = make.NOW + timedelta(hours=1)


@pytest.fixture
def everybody(
    school: Any, school_group: Any, group_5b: Any, anna: Any, greet: Any, carla: Any, koen: Any, emma: Any
) -> list[User]:
    team = make.make_group(school, "Team", "team")
    make.make_staff("Karin", team)
    said, open_one = (make.make_post(group_5b, anna, asks_confirmation=True) for _ in range(2))
    make.make_post(school_group, greet, asks_confirmation=True, published_at=make.NOW - timedelta(days=40))
    make.make_post(group_5b, carla, asks_confirmation=True)
    make.make_post(team, greet, asks_confirmation=True)
    narrow = make.make_post(group_5b, anna, asks_confirmation=True, readers=Post.Readers.PICTURED)
    make.make_region(make.make_photo(narrow), emma)
    ReadConfirmation.objects.create(post=said, user=carla)
    assert open_one.asks_confirmation
    return list(User.objects.all())


def test_read_is_asked_of_who_the_feed_asks(everybody):
    many = confirmations_waiting_for_many({user.pk for user in everybody}, now=LATER)
    one_by_one = {user.pk: confirmations_waiting_for(user, LATER) for user in everybody}
    assert {pk: {post.pk for post in posts} for pk, posts in many.items()} == {
        pk: {post.pk for post in posts} for pk, posts in one_by_one.items() if posts
    }
    assert any(one_by_one.values())


def test_house_rules_are_asked_of_who_did_not_accept_them(everybody, school, greet, carla):
    document = make.make_house_rules(school, greet)
    accept_document(document=document, by=carla, now=timezone.now())
    now = timezone.now()
    asked = asked_of({user.pk for user in everybody}, now=now)
    for user in everybody:
        assert len(asked[user.pk].rules) == len(documents_to_accept(user, now))
    assert not asked[carla.pk].rules


def test_choices_are_asked_as_on_the_page_of_the_family(everybody, emma, carla, dirk):
    today = timezone.localdate(LATER)
    for purpose in purposes_for(emma, today=today):
        make.decide(emma, carla, "no", purpose.audience)
    asked = asked_of({user.pk for user in everybody}, now=LATER)
    for user in everybody:
        children = list(Child.objects.in_authority_of(user))
        status = status_of_children(user, children, today=today)
        assert {mark.id for mark in asked[user.pk].choices} == {pk for pk, row in status.items() if row.open}


def test_conversations_are_counted_as_in_the_menu(everybody, emma, anna, carla, dirk):
    for subject in ("Lezen", "Gym"):
        conversation = make.make_conversation(emma, carla, subject=subject)
        make.make_message(conversation, carla)
    now = make.NOW + timedelta(days=1)
    counts = unseen_counts({user.pk for user in everybody}, now=now)
    for user in everybody:
        alone = User.objects.filter(pk=user.pk).values_list(unseen_by(user, now=now)).get()[0]
        assert counts.get(user.pk) == alone
    assert counts[anna.pk] == 2


def test_nothing_said_in_a_conversation_is_in_the_mail(emma, carla, anna, group_5b, mailoutbox):
    choose(carla)
    conversation = make.make_conversation(emma, anna, carla, subject="Kanarie")
    make.make_message(conversation, anna, "KANARIE")
    row(make.make_post(group_5b, anna), carla)
    send(FRIDAY)
    text, html = forms_of(mailoutbox[0])
    assert "1 gesprek met iets nieuws" in text
    assert "kanarie" not in (text + html).lower()


def test_forty_overviews_cost_as_many_queries_as_ten(group_5b, anna, carla):
    posts = [make.make_post(group_5b, anna, asks_confirmation=True) for _ in range(3)]
    for number in range(40):
        user = make.make_user(f"Ouder{number}")
        make.make_guardian(make.make_child(f"Kind{number}", group_5b), user)
        digest = Digest.objects.create(user=user, cadence="weekly", due_at=FRIDAY)
        for post in posts:
            row(post, user, digest=digest)
    keys = list(Digest.objects.values_list("pk", flat=True))
    counted = []
    for most in (10, 40):
        with CaptureQueriesContext(connection) as queries:
            batch = OverviewBatch(Digest.objects.filter(pk__in=keys[:most]), FRIDAY)
            assert all(batch.mail(digest) for digest in batch.digests.values())
        counted.append(len(queries))
    assert counted[0] == counted[1]
