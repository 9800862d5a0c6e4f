"""Saying "Read" from a mail: one person, one post, one press."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from delivery.links import confirm_token, stop_token
from groups.models import Membership
from people.models import User
from posts.models import Post, ReadConfirmation
from tests import make


@pytest.fixture
def post(group_5b: Any, anna: User) -> Post:
    return make.make_post(group_5b, anna, "Op schoolreis", text="KANARIE", asks_confirmation=True)


def address(user: User, post: Post) -> str:
    return f"/delivery/confirm/{confirm_token(user.pk, post.pk)}/"


def test_looking_changes_nothing_and_pressing_says_read(post, carla, client):
    page = client.get(address(carla, post)).content.decode()
    assert "Op schoolreis" in page
    assert "KANARIE" not in page
    assert not ReadConfirmation.objects.exists()
    assert client.post(address(carla, post)).status_code == 303
    assert ReadConfirmation.objects.get().user == carla
    assert "Bedankt" in client.get(address(carla, post)).content.decode()


def test_pressing_twice_is_once(post, carla, client):
    for _ in range(2):
        client.post(address(carla, post))
    assert ReadConfirmation.objects.count() == 1


def test_it_confirms_for_who_got_the_mail_whoever_is_signed_in(post, carla, dirk, sign_in):
    sign_in(dirk).post(address(carla, post))
    assert ReadConfirmation.objects.get().user == carla


def test_the_title_of_a_delicate_post_is_not_on_the_page(post, carla, client):
    Post.objects.update(is_delicate=True)
    page = client.get(address(carla, post)).content.decode()
    assert "schoolreis" not in page
    assert "Een bericht van groep 5B" in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("spoil", ["hidden", "ended", "left", "not asked", "elsewhere"])
def test_who_may_not_read_it_any_more_finds_nothing(post, carla, farid, client, method, spoil):
    if spoil == "hidden":
        Post.objects.update(state=Post.State.HIDDEN)
    elif spoil == "ended":
        Membership.objects.filter(user=carla).update(state=Membership.State.ENDED)
    elif spoil == "left":
        User.objects.filter(pk=carla.pk).update(is_active=False)
    elif spoil == "not asked":
        Post.objects.update(asks_confirmation=None)
    user = farid if spoil == "elsewhere" else carla
    assert getattr(client, method)(address(user, post)).status_code == 404
    assert not ReadConfirmation.objects.exists()


def test_another_signature_is_nothing(post, carla, client):
    token = confirm_token(carla.pk, post.pk)
    inside = token.partition(":")[0]
    for other in (token[:-1], stop_token(carla.pk, "news"), "x", TimestampSigner(salt="other").sign(inside)):
        assert client.get(f"/delivery/confirm/{other}/").status_code == 404


def test_a_link_of_sixty_one_days_is_nothing(post, carla, client):
    with time_machine.travel(timezone.now() - timedelta(days=61)):
        link = address(carla, post)
    assert client.get(link).status_code == 404


def test_without_the_token_of_the_page_nothing_is_said(post, carla):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(carla, post)).status_code == 403
    assert not ReadConfirmation.objects.exists()


def test_another_method_is_refused(post, carla, client):
    assert client.put(address(carla, post)).status_code == 405
