"""The page of one post."""

from datetime import timedelta

import pytest

from posts.models import Comment, Post
from tests import make
from tests.make import NOW


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna, "Naar het bos")


@pytest.fixture
def address(post):
    return f"/posts/{post.pk}/"


def test_everybody_in_the_group_reads_it(carla, anna, greet, address, sign_in):
    for user in (carla, anna, greet):
        assert "Naar het bos" in sign_in(user).get(address).content.decode()


def test_a_stranger_finds_nothing(farid, bram, stranger_director, client, address, sign_in):
    for user in (farid, bram, stranger_director):
        assert sign_in(user).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_all_comments_fifty_to_a_page(carla, dirk, post, address, sign_in):
    for number in range(60):
        make.make_comment(post, dirk, f"Reactie nr{number:02}.", created_at=NOW + timedelta(minutes=number))
    client = sign_in(carla)
    first, second = (client.get(f"{address}?page={page}").content.decode() for page in (1, 2))
    assert "nr00." in first
    assert "nr49." in first
    assert "nr50." not in first
    assert "nr50." in second
    assert "nr59." in second


def test_a_new_comment_on_a_full_page_is_found_on_the_last(carla, dirk, post, address, sign_in):
    for number in range(50):
        make.make_comment(post, dirk, created_at=NOW + timedelta(minutes=number))
    response = sign_in(carla).post(
        f"{address}comments/",
        {"id": "11111111-1111-4111-8111-111111111111", "text": "Nummer 51"},
        follow=True,
    )
    assert "Nummer 51" in response.content.decode()


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("hidden", 404), ("removed", 200)])
def test_what_is_not_shown_is_not_there(carla, anna, group_5b, sign_in, state, status):
    gone = {"title": "", "text": ""} if state == "removed" else {}
    post = make.make_post(group_5b, anna, **{"state": state, **gone})
    for user in (carla, anna):
        assert sign_in(user).get(f"/posts/{post.pk}/").status_code == status


def test_a_removed_post_keeps_its_comments_to_itself(carla, dirk, group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna, "", text="", state=Post.State.REMOVED)
    make.make_comment(post, dirk, "KANARIE")
    assert "KANARIE" not in sign_in(carla).get(f"/posts/{post.pk}/").content.decode()


def test_removed_and_hidden_comments_keep_their_place(carla, dirk, post, address, sign_in):
    make.make_comment(post, dirk, "KANARIE", state=Comment.State.HIDDEN)
    make.make_comment(post, dirk, "", state=Comment.State.REMOVED)
    page = sign_in(carla).get(address).content.decode()
    assert page.count('<li id="comment-') == 2
    assert "KANARIE" not in page
    assert "Dirk" not in page


def test_it_is_read_only(carla, address, sign_in):
    assert sign_in(carla).post(address).status_code == 405


def test_only_the_writer_may_change_it(anna, carla, post, address, sign_in):
    assert f"{address}edit/" in sign_in(anna).get(address).content.decode()
    assert f"{address}edit/" not in sign_in(carla).get(address).content.decode()
