"""The overview of the last seven days, as a page."""

from datetime import timedelta
from typing import Any

import pytest

from tests import make

PAGE = "/delivery/overview/"


@pytest.fixture
def page_of(sign_in: Any, afternoon: Any) -> Any:
    return lambda user: sign_in(user).get(PAGE).content.decode()


def test_it_tells_what_the_mail_would_tell(group_5b, anna, emma, carla, page_of):
    post = make.make_post(group_5b, anna, "Naar zee", text="Neem brood mee.")
    make.make_photo(post)
    page = page_of(carla)
    assert "Uw week: Emma" in page
    assert "Neem brood mee." in page
    assert "Bekijk 1 foto" in page
    assert "style=" not in page


def test_what_is_older_or_delicate_or_elsewhere_is_not_told(group_5b, group_6a, anna, bram, carla, page_of):
    make.make_post(group_5b, anna, "Kanarie", published_at=make.NOW - timedelta(days=8))
    make.make_post(group_6a, bram, "Kanarie")
    make.make_post(group_5b, anna, "Kanarie", text="KANARIE", is_delicate=True)
    assert "kanarie" not in page_of(carla).lower()


def test_nothing_happened_is_said(carla, page_of):
    assert "Dan komt er geen mail" in page_of(carla)


def test_own_posts_are_no_news(group_5b, anna, page_of):
    make.make_post(group_5b, anna, "Kanarie")
    assert "Kanarie" not in page_of(anna)


def test_staff_are_called_je(school_group, anna, greet, page_of):
    make.make_post(school_group, greet, "Studiedag")
    assert "Je week in Kring" in page_of(anna)


def test_a_stranger_signs_in_first(client, db):
    assert client.get(PAGE).status_code == 302


def test_it_can_only_be_looked_at(carla, sign_in):
    assert sign_in(carla).post(PAGE).status_code == 405
