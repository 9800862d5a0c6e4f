"""Around the guards by SQL: what was said stays or is kept, and a removal needs the hard copy of that very thing."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from groups.models import SchoolGroup
from moderation import actions
from moderation.models import DossierDocument, Incident, Removal
from people.models import User
from posts.actions.posts import edit_post
from posts.models import Comment, Post, PostVersion
from tests import make
from tests.moderation.test_guards import key, make_document, make_incident, refused, run

GUARDS = import_module("moderation.migrations.0012_said_stays_said").GUARDS


@pytest.fixture
def elsewhere(group_5b: SchoolGroup, bram: User) -> Post:
    return make.make_post(group_5b, bram, "Elders")


def removal_of(document: DossierDocument, by: User, **target: Any) -> Removal:
    return Removal.objects.create(document=document, agreement="abuse", removed_by=by, **target)


def test_these_guards_are_in_the_database_too(db: None) -> None:
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {row[0] for row in cursor.fetchall()}
    assert {guard[0] for guard in GUARDS} <= present


@pytest.mark.parametrize("text", ["", " ", "Niets gezegd."])
@pytest.mark.parametrize("state", ["published", "hidden"])
def test_the_words_of_a_post_are_not_overwritten_under_its_title(text: str, state: str, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(state=state)
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(text=text))
    assert refused(lambda: run("UPDATE posts_post SET text = %s WHERE id = %s", text, key(post)))
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(title="Anders"))


def test_an_edit_that_keeps_what_was_said_is_no_overwriting(post: Post, anna: User) -> None:
    before = (post.title, post.text)
    edit_post(post=post, title="Anders", text="Nieuw.", comments_open=True, by=anna, now=make.NOW)
    assert PostVersion.objects.values_list("title", "text").get(post=post) == before


def test_who_wrote_a_post_or_comment_stays_who_wrote_it(post: Post, comment: Comment, greet: User) -> None:
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(author=greet))
    assert refused(lambda: Comment.objects.filter(pk=comment.pk).update(author=greet))


def test_a_comment_or_photo_is_not_carried_to_another_post(
    post: Post, comment: Comment, elsewhere: Post
) -> None:
    photo = make.make_photo(post)
    assert refused(lambda: Comment.objects.filter(pk=comment.pk).update(post=elsewhere))
    assert refused(
        lambda: run("UPDATE posts_photo SET post_id = %s WHERE id = %s", key(elsewhere), key(photo))
    )


def test_the_hard_copy_of_one_thing_removes_nothing_else(
    post: Post, comment: Comment, elsewhere: Post, greet: User, group_5b: SchoolGroup
) -> None:
    document = make_document(make_incident(post.author, group_5b, post=post), greet)
    for other in ({"post": elsewhere}, {"comment": comment}, {"post": post, "is_thread": True}):
        assert refused(lambda other=other: removal_of(document, greet, **other))
    assert not refused(lambda: removal_of(document, greet, post=post))


def test_a_letter_is_no_hard_copy(post: Post, greet: User, group_5b: SchoolGroup) -> None:
    incident = make_incident(post.author, group_5b, post=post)
    letter = make_document(incident, greet)
    DossierDocument.objects.bulk_create(
        [
            DossierDocument(
                **{
                    field.attname: getattr(letter, field.attname)
                    for field in DossierDocument._meta.concrete_fields
                    if field.attname not in ("id", "kind", "sequence")
                },
                kind=DossierDocument.Kind.LETTER,
                sequence=2,
            )
        ]
    )
    assert refused(lambda: removal_of(incident.documents.get(kind="letter"), greet, post=post))


def test_an_incident_and_who_reported_it_do_not_disappear(incident: Incident, elsewhere: Post) -> None:
    report = incident.reports.get()
    assert refused(lambda: run("DELETE FROM moderation_report WHERE id = %s", key(report)))
    assert refused(lambda: run("UPDATE moderation_report SET reason = 'other' WHERE id = %s", key(report)))
    assert refused(lambda: Incident.objects.filter(pk=incident.pk).update(comment=None, post=elsewhere))
    bare = actions.reporting.open_incident(target=elsewhere, now=make.NOW)
    assert refused(lambda: run("DELETE FROM moderation_incident WHERE id = %s", key(bare)))
