"""What is placed outside the hours of the school waits for them, once, or passes them with a reason (R045)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from consent.models import Decision
from hours.models import HoursException
from hours.queries import next_school_window
from posts import actions
from posts.models import Post
from tests import make
from tests.posts.pictures import make_draft, upload

EVENING = datetime(2026, 10, 6, 19, 0, tzinfo=UTC)  # Tuesday 21.00 in Amsterdam
MORNING = datetime(2026, 10, 7, 6, 0, tzinfo=UTC)  # Wednesday 8.00
State = Post.State


@pytest.fixture(autouse=True)
def held(monkeypatch, in_hours):
    """Here the hours of the school count."""
    for place in ("posts.actions.posts", "posts.actions.scheduling", "posts.views.compose"):
        monkeypatch.setattr(f"{place}.next_school_window", next_school_window)


def publish(group, by, *, pk=None, now=EVENING, **more):
    words = {"title": "Naar het bos", "text": "Morgen!", "comments_open": True}
    return actions.publish_post(post_id=pk or uuid4(), group=group, by=by, now=now, **words | more)


def test_a_post_of_the_evening_is_there_in_the_morning_and_once(group_5b, anna, carla):
    post = publish(group_5b, anna)
    assert (post.state, post.scheduled_for) == (State.DRAFT, MORNING)
    assert publish(group_5b, anna, pk=post.pk).scheduled_for == MORNING
    assert actions.place_due_posts(now=MORNING - timedelta(seconds=1)) == 0
    assert not Post.objects.visible_to(carla, MORNING).exists()
    assert actions.place_due_posts(now=MORNING) == 1
    assert actions.place_due_posts(now=MORNING) == 0
    (seen,) = Post.objects.visible_to(carla, MORNING)
    assert (seen.published_at, seen.scheduled_for) == (MORNING, None)


def test_in_hours_a_post_is_there_at_once(group_5b, anna):
    assert publish(group_5b, anna, now=make.NOW).state == State.PUBLISHED
    assert not HoursException.objects.exists()


def test_with_a_reason_it_is_there_at_once_and_that_is_counted(group_5b, anna, carla):
    post = publish(group_5b, anna, reason="change")
    assert Post.objects.visible_to(carla, EVENING).exists()
    exception = HoursException.objects.get()
    assert (exception.subject, exception.reason, exception.made_by) == (post.pk, "change", anna)
    publish(group_5b, anna, now=make.NOW, reason="change")
    assert HoursException.objects.count() == 1


def test_only_the_director_declares_an_emergency(group_5b, school_group, anna, greet):
    with pytest.raises(PermissionDenied):
        publish(group_5b, anna, reason="emergency")
    assert publish(school_group, greet, reason="emergency").state == State.PUBLISHED


def test_who_changes_what_waits_places_it_again(group_5b, anna):
    post = publish(group_5b, anna)
    same = {"title": "Naar het bos", "text": "Morgen!", "comments_open": True, "by": anna, "now": EVENING}
    assert actions.save_draft(post_id=post.pk, group=group_5b, **same).scheduled_for == MORNING
    assert (
        actions.save_draft(post_id=post.pk, group=group_5b, **same | {"text": "Toch niet"}).scheduled_for
        is None
    )
    assert actions.place_due_posts(now=MORNING) == 0


def test_a_photo_beside_a_name_that_waits_has_it_placed_again(group_5b, anna, emma):
    plain, named = publish(group_5b, anna), publish(group_5b, anna, text="Emma wint")
    for post in (plain, named):
        actions.add_photo(post=post, file=upload(), by=anna, now=EVENING)
    assert actions.place_due_posts(now=MORNING) == 1
    named.refresh_from_db()
    assert (named.state, named.scheduled_for, named.photos.count()) == (State.DRAFT, None, 1)


def test_a_no_to_a_name_that_is_said_meanwhile_counts(
    group_5b, anna, carla, emma, mailoutbox, django_capture_on_commit_callbacks
):
    ticked = make_draft(group_5b, anna)
    named = make_draft(group_5b, anna)
    make.make_photo(ticked)
    make.make_photo(named)
    make.decide(emma, carla, "yes", "name")
    publish(group_5b, anna, pk=named.pk, text="Emma wint")
    publish(group_5b, anna, pk=ticked.pk, text="Emma wint", not_about=["emma"])
    make.decide(emma, carla, "no", "name")
    said = Decision.objects.get(answer="no").decided_at
    Post.objects.filter(pk=named.pk).update(saved_at=said - timedelta(hours=1))
    Post.objects.filter(pk=ticked.pk).update(saved_at=said + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.place_due_posts(now=MORNING) == 1
    named.refresh_from_db()
    assert (named.state, named.scheduled_for) == (State.DRAFT, None)
    assert "mag niet meer bij een foto staan" in mailoutbox[0].body


def test_a_worker_that_was_down_places_it_in_the_next_window(group_5b, anna):
    post = publish(group_5b, anna)
    assert actions.place_due_posts(now=MORNING + timedelta(hours=12)) == 0
    post.refresh_from_db()
    assert post.scheduled_for == MORNING + timedelta(days=1)


def test_who_may_no_longer_post_hears_that_it_stayed_a_draft(
    group_5b, anna, mailoutbox, django_capture_on_commit_callbacks
):
    post = publish(group_5b, anna)
    anna.memberships.update(state="ended")
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.place_due_posts(now=MORNING) == 0
    post.refresh_from_db()
    assert (post.state, post.scheduled_for) == (State.DRAFT, None)
    assert [mail.to for mail in mailoutbox] == [[anna.email]]


def test_the_page_says_that_it_waits_and_lets_it_be_a_draft_again(group_5b, anna, sign_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    client, pk = sign_in(anna), uuid4()
    url = reverse("posts:post-create", args=[group_5b.slug])
    assert "Het is nu buiten schooltijd" in client.get(url).content.decode()
    data = {"id": str(pk), "title": "Bos", "text": "Ja", "then": "publish", "reason": ""}
    answer = client.post(url, data, follow=True)
    assert "morgen om 8.00 uur" in answer.content.decode()
    assert client.post(reverse("posts:post-unschedule", args=[pk])).status_code == 302
    assert Post.objects.get(pk=pk).scheduled_for is None
    answer = client.post(url, data | {"reason": "emergency"})
    assert answer.status_code == 422
