"""Saying "Read": only where asked, by who is asked, once, and without anything else being kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.actions.interactions import confirm_read
from posts.models import Post, ReadConfirmation
from posts.queries.confirming import Confirmed, confirmations_of, confirmations_waiting_for
from tests import make

TODAY = make.NOW.date()


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna, asks_confirmation=True)


def url(post):
    return reverse("posts:confirm-read", args=[post.pk])


def counted(post):
    return confirmations_of([post], today=TODAY)[post.pk]


def test_no_moment_is_kept_of_reading():
    kinds = (models.DateField, models.TimeField)
    assert not [field.name for field in ReadConfirmation._meta.get_fields() if isinstance(field, kinds)]
    assert {field.name for field in ReadConfirmation._meta.get_fields()} == {"id", "post", "user"}


def test_a_parent_says_so_once(post, carla, sign_in):
    client = sign_in(carla)
    for _time in range(2):
        assert client.post(url(post)).status_code == 302
    assert ReadConfirmation.objects.get().user == carla
    page = client.get(reverse("posts:post-detail", args=[post.pk])).content.decode()
    assert "U hebt dit gelezen" in page
    assert url(post) not in page
    assert "autofocus" not in page


def test_htmx_gets_the_line_that_says_so(post, carla, sign_in):
    answer = sign_in(carla).post(url(post), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "U hebt dit gelezen" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("who", ["anna", "greet", "bram", "farid", "henk", "ilse", "office"])
def test_who_is_not_asked_or_cannot_read_it_does_not(post, who, request):
    with pytest.raises(PermissionDenied):
        confirm_read(post=post, by=request.getfixturevalue(who))
    assert not ReadConfirmation.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"asks_confirmation": None}, {"state": "hidden"}, {"readers": "pictured"}]
)
def test_only_what_asks_and_is_there_for_this_parent(group_5b, anna, carla, fields):
    post = make.make_post(group_5b, anna, **{"asks_confirmation": True, **fields})
    with pytest.raises(PermissionDenied):
        confirm_read(post=post, by=carla)


def test_a_family_is_counted_once_and_its_writer_sees_who_is_missing(post, carla, dirk, koen, anna, sign_in):
    assert counted(post) == Confirmed(0, 2, is_team=False, missing=("Emma", "Lotte"))
    for parent in (carla, dirk):
        confirm_read(post=post, by=parent)
    assert counted(post) == Confirmed(1, 2, is_team=False, missing=("Lotte",))
    page = sign_in(anna).get(reverse("posts:post-detail", args=[post.pk])).content.decode()
    assert "Gelezen door 1 van 2 gezinnen" in page
    assert "Wie nog niet?" in page


def test_children_with_the_same_guardians_are_one_family(post, carla, dirk, koen, group_5b):
    twin = make.make_child("Nora", group_5b)
    for parent in (carla, dirk):
        make.make_guardian(twin, parent)
    confirm_read(post=post, by=carla)
    assert (counted(post).read, counted(post).asked) == (1, 2)


def test_a_post_for_some_parents_asks_those_alone(group_5b, anna, carla, dirk, koen, emma):
    post = make.make_post(group_5b, anna, asks_confirmation=True, readers="pictured")
    make.make_region(make.make_photo(post), emma)
    assert counted(post) == Confirmed(0, 1, is_team=False, missing=("Emma",))


def test_for_the_whole_school_nobody_is_named(school_group, greet, carla, koen, emma, sign_in):
    post = make.make_post(school_group, greet, asks_confirmation=True)
    page = sign_in(greet).get(reverse("posts:post-detail", args=[post.pk])).content.decode()
    assert "Gelezen door 0 van" in page
    assert "Wie nog niet?" not in page


def test_other_parents_and_colleagues_see_no_counts(post, carla, koen, sign_in):
    page = sign_in(carla).get(reverse("posts:post-detail", args=[post.pk])).content.decode()
    assert "Gelezen door" not in page


def test_in_a_team_everybody_who_sits_there_is_asked(school, greet, sign_in):
    team = make.make_group(school, "Team", kind="team")
    juul, writer = make.make_staff("Juul", team), make.make_staff("Wies", team)
    post = make.make_post(team, writer, asks_confirmation=True)
    assert confirmations_waiting_for(juul, make.NOW) == [post]
    assert counted(post) == Confirmed(0, 1, is_team=True, missing=("Juul Test",))
    confirm_read(post=post, by=juul)
    assert confirmations_waiting_for(juul, make.NOW) == []
    assert "Je hebt dit gelezen" in sign_in(juul).get("/feed/").content.decode()


def test_what_waits_stands_above_the_news_until_it_is_answered(group_5b, anna, carla, koen, bram, sign_in):
    now, client = timezone.now(), sign_in(carla)
    post = make.make_post(group_5b, anna, asks_confirmation=True, published_at=now)
    assert confirmations_waiting_for(carla, now) == [post]
    assert confirmations_waiting_for(bram, now) == []
    page = client.get("/feed/")
    assert page.context["page"].asking == [post]
    assert "Wij vragen u" in page.content.decode()
    confirm_read(post=post, by=carla)
    assert confirmations_waiting_for(carla, now) == []
    assert "Wij vragen u" not in client.get("/feed/").content.decode()
    assert confirmations_waiting_for(koen, now) == [post]


def test_what_nobody_may_see_any_more_waits_for_nobody(post, carla):
    Post.objects.filter(pk=post.pk).update(state="hidden")
    assert confirmations_waiting_for(carla, make.NOW) == []


def test_one_post_that_asks_and_ten_cost_the_same(group_5b, anna, carla, emma, sign_in):
    client = sign_in(carla)

    def statements():
        client.get("/feed/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feed/")
        return len(captured)

    asking = {"asks_confirmation": True, "published_at": timezone.now()}
    make.make_post(group_5b, anna, **asking)
    one = statements()
    posts = [make.make_post(group_5b, anna, **asking) for _number in range(9)]
    assert statements() == one
    with CaptureQueriesContext(connection) as captured:
        confirmations_of(posts, today=TODAY)
    assert len(captured) == 2
