"""The page of one group."""

import pytest

from tests import make


@pytest.fixture
def address(group_5b):
    return f"/groups/{group_5b.slug}/"


def test_a_group_shows_its_own_posts_only(carla, group_5b, school_group, anna, greet, address, sign_in):
    make.make_post(group_5b, anna, "Naar het bos")
    make.make_post(school_group, greet, "Studiedag")
    page = sign_in(carla).get(address).content.decode()
    assert "Naar het bos" in page
    assert "Studiedag" not in page


def test_a_parent_of_another_group_finds_nothing(farid, bram, stranger_director, address, sign_in):
    for user in (farid, bram, stranger_director):
        assert sign_in(user).get(address).status_code == 404


def test_the_director_reads_every_group(greet, group_5b, anna, address, sign_in):
    make.make_post(group_5b, anna, "Naar het bos")
    assert "Naar het bos" in sign_in(greet).get(address).content.decode()


def test_only_who_may_post_gets_the_button(anna, carla, group_5b, address, sign_in):
    button = f"/groups/{group_5b.slug}/posts/new/"
    content = 'id="content"'
    assert button in sign_in(anna).get(address).content.decode().split(content)[1]
    assert button not in sign_in(carla).get(address).content.decode()


def test_it_is_read_only(carla, address, sign_in):
    assert sign_in(carla).post(address).status_code == 405


def test_a_cursor_nobody_was_given_does_not_exist(carla, address, sign_in):
    assert sign_in(carla).get(f"{address}?before=1").status_code == 404
