"""The feed over all groups of an account."""

from datetime import timedelta

from django.urls import reverse

from posts.models import Comment, FeedVisit, Post
from tests import make
from tests.make import NOW

FEED = "/feed/"


def test_a_parent_reads_the_posts_of_all_groups_of_all_children(carla, finn, group_5b, group_6a, anna, bram, sign_in):
    make.make_guardian(finn, carla)
    make.make_post(group_5b, anna, "Naar het bos")
    make.make_post(group_6a, bram, "Naar het museum")
    page = sign_in(carla).get(FEED).content.decode()
    print(page)
    assert "Naar het bos" in page
    assert "Naar het museum" in page
