"""Reached, not watched: nowhere is kept when somebody read a post, but where the writer asked (U9, R144)."""

from django.apps import apps
from django.db.models import DateTimeField

from delivery.models import Delivery
from people.models import User
from posts.models import Post

# What somebody does with a post in sight of others, or was asked for; and what was sent.
KEPT = {
    "delivery.Delivery",
    "posts.Comment",
    "posts.Post",
    "posts.PostVersion",
    "posts.Reaction",
    "posts.ReadConfirmation",
}


def points_at(model, other):
    return any(field.related_model is other for field in model._meta.concrete_fields)


def test_no_table_knows_what_somebody_did_with_a_post_but_these():
    models = [model for model in apps.get_models() if model is Post or points_at(model, Post)]
    found = {model._meta.label for model in models if points_at(model, User)}
    assert found - {"moderation.Incident", "moderation.Removal", "posts.Photo"} == KEPT


def test_a_row_of_the_ledger_knows_when_it_was_sent_and_no_more():
    moments = {f.name for f in Delivery._meta.concrete_fields if isinstance(f, DateTimeField)}
    assert moments == {"created_at", "due_at", "claimed_until", "sent_at"}
