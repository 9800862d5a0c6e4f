"""One kind word per person per post."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from groups.actions import add_staff
from posts.actions.interactions import clear_reaction, set_reaction
from posts.models import Post, Reaction
from tests import make
from tests.make import NOW


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna)


@pytest.fixture
def address(post):
    return f"/posts/{post.pk}/react/"


def kinds(post):
    return list(post.reactions.values_list("user__first_name", "kind"))


def test_another_word_replaces_the_first(carla, post, address, sign_in):
    client = sign_in(carla)
    client.post(address, {"kind": "heart"})
    client.post(address, {"kind": "hand-heart"})
    assert kinds(post) == [("Carla", "hand-heart")]


def test_the_same_word_twice_is_one_and_none_takes_it_back(carla, post, address, sign_in):
    client = sign_in(carla)
    for _ in range(2):
        client.post(address, {"kind": "heart"})
    assert kinds(post) == [("Carla", "heart")]
    for _ in range(2):
        client.post(address, {"kind": "none"})
    assert kinds(post) == []


def test_two_people_count_as_two(carla, dirk, post, address, sign_in):
    for user in (carla, dirk):
        sign_in(user).post(address, {"kind": "heart"})
    row = sign_in(carla).get("/feed/").context["page"].cards[0].reactions
    assert (row.counts, row.mine) == ((2, 0, 0), "heart")


def test_htmx_gets_the_row_of_buttons(carla, post, address, sign_in):
    response = sign_in(carla).post(address, {"kind": "heart"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert 'aria-pressed="true"' in page
    assert "<html" not in page
    assert "autofocus" in page
    assert response["HX-Retarget"] == f"#form-{post.pk} [data-reactions]"


def test_without_htmx_the_page_comes_back_at_the_post(carla, post, address, sign_in):
    client = sign_in(carla)
    back = client.post(address, {"kind": "heart"}, headers={"Referer": "http://testserver/feed/?child=x#y"})
    assert back["Location"] == f"http://testserver/feed/?child=x#post-{post.pk}"
    foreign = client.post(address, {"kind": "heart"}, headers={"Referer": "https://elsewhere.test/"})
    assert foreign["Location"] == f"/posts/{post.pk}/#post-{post.pk}"


@pytest.mark.parametrize("kind", ["", "anger", "heart' OR 1=1"])
def test_another_word_than_the_three_is_refused(carla, address, sign_in, kind):
    assert sign_in(carla).post(address, {"kind": kind}).status_code == 400
    assert not Reaction.objects.exists()


def test_a_stranger_finds_nothing(farid, client, address, sign_in):
    assert sign_in(farid).post(address, {"kind": "heart"}).status_code == 404
    assert client.post(address, {"kind": "heart"}).status_code == 302


def test_a_trainee_reads_along(group_5b, address, sign_in):
    trainee = make.make_user("Tess")
    add_staff(user=trainee, group=group_5b, role="trainee", ends_on=date(2099, 1, 1), by=None, now=NOW)
    client = sign_in(trainee)
    assert client.post(address, {"kind": "heart"}).status_code == 403
    assert "disabled" in client.get("/feed/").content.decode()


def test_it_is_a_post(carla, address, sign_in):
    assert sign_in(carla).get(address).status_code == 405


@pytest.mark.parametrize("state", [Post.State.HIDDEN, Post.State.REMOVED])
def test_what_is_gone_takes_no_reaction(carla, group_5b, anna, state):
    gone = {"title": "", "text": ""} if state == Post.State.REMOVED else {}
    post = make.make_post(group_5b, anna, **{"state": state, **gone})
    with pytest.raises(PermissionDenied):
        set_reaction(post=post, kind="heart", by=carla, now=NOW)
    with pytest.raises(PermissionDenied):
        clear_reaction(post=post, by=carla)
