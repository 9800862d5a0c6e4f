"""What a feed costs in statements, and that nothing kept in memory outlives what it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.actions import edit_post
from posts.templatetags.cards import _rendered
from tests import make


def fill(group, author, parents, child, count):
    for number in range(count):
        post = make.make_post(group, author, f"Bericht {group.name} {number}")
        for parent in parents:
            make.make_comment(post, parent)
            post.reactions.create(user=parent, kind="heart")
        for _photo in range(3):
            make.make_region(make.make_photo(post), child)


def statements(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def test_ten_posts_and_twenty_cost_the_same(
    carla, dirk, emma, group_5b, school_group, anna, greet, sign_in, settings
):
    client = sign_in(carla)
    make.decide(emma, carla, "yes")
    client.get("/feed/")
    fill(group_5b, anna, [carla, dirk], emma, 5)
    fill(school_group, greet, [carla, dirk], emma, 5)
    ten = statements(client, "/feed/")
    fill(group_5b, anna, [carla, dirk], emma, 10)
    assert statements(client, "/feed/") == ten
    assert ten <= 10


def test_a_director_and_a_teacher_stay_within_the_limit(
    anna, greet, group_5b, group_6a, emma, carla, sign_in
):
    fill(group_5b, anna, [carla], emma, 5)
    for user in (anna, greet):
        client = sign_in(user)
        client.get("/feed/")
        assert statements(client, "/feed/") <= 12


def test_the_page_of_a_post_costs_the_same_for_one_comment_and_fifty(carla, dirk, group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna)
    make.make_comment(post, dirk)
    client = sign_in(carla)
    client.get(f"/posts/{post.pk}/")
    one = statements(client, f"/posts/{post.pk}/")
    for _number in range(49):
        make.make_comment(post, dirk)
    assert statements(client, f"/posts/{post.pk}/") == one


@pytest.fixture
def picture(group_5b, anna, emma, carla):
    make.decide(emma, carla, "yes")
    photo = make.make_photo(make.make_post(group_5b, anna))
    make.make_region(photo, emma)
    return photo


def test_withdrawing_consent_asks_for_another_picture_on_the_next_request(
    picture, emma, carla, koen, sign_in
):
    client = sign_in(koen)
    before = client.get("/feed/").context["page"].cards[0].body.photos[0]
    make.decide(emma, carla, "no")
    response = client.get("/feed/")
    after = response.context["page"].cards[0].body.photos[0]
    assert not before.is_covered
    assert after.is_covered
    assert f"/{after.mask}/" in response.content.decode()
    assert f"/{before.mask}/" not in response.content.decode()


def test_what_is_kept_is_kept_under_everything_it_prints(picture, carla, dirk, sign_in):
    _rendered.cache_clear()
    client = sign_in(carla)
    client.get("/feed/")
    post = picture.post
    edit_post(
        post=post, title=post.title, text="Andere woorden", comments_open=True, by=post.author, now=make.NOW
    )
    assert "Andere woorden" in client.get("/feed/").content.decode()
    make.make_comment(picture.post, dirk, "Een nieuwe reactie")
    assert "Een nieuwe reactie" in client.get("/feed/").content.decode()


def test_two_readers_do_not_get_each_others_marks(picture, carla, dirk, sign_in):
    picture.post.reactions.create(user=carla, kind="heart")
    make.make_comment(picture.post, carla, "Van Carla")
    hers = sign_in(carla).get("/feed/").content.decode()
    his = sign_in(dirk).get("/feed/").content.decode()
    assert hers.count('aria-pressed="true"') == 1
    assert his.count('aria-pressed="true"') == 0
    assert "Carla Test" in his
