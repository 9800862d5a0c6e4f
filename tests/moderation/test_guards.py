"""The database itself refuses to lose what has no hard copy (R054). Each guard of migrations 0003 and 0004 is tried."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.deletion import ProtectedError

from groups.models import SchoolGroup
from moderation.models import DossierDocument, Incident, Removal
from people.models import User
from posts.models import Comment, Photo, Post, PostVersion
from tests import make

GUARDS = [
    guard
    for name in ("0003_guards", "0004_more_guards")
    for guard in import_module(f"moderation.migrations.{name}").GUARDS
]


@pytest.fixture
def post(group_5b: SchoolGroup, anna: User) -> Post:
    return make.make_post(group_5b, anna)


@pytest.fixture
def comment(post: Post, carla: User) -> Comment:
    return make.make_comment(post, carla, "Wat een waardeloze school.")


def make_document(incident: Incident, by: User) -> DossierDocument:
    return DossierDocument.objects.create(
        school=incident.school,
        incident=incident,
        sequence=1,
        stored_as="dossier/aa/a.pdf",
        page_count=1,
        byte_count=10,
        sha256="a" * 64,
        frozen_sha256="b" * 64,
        previous_link="0" * 64,
        link="c" * 64,
        made_at=make.NOW,
        made_by=by,
    )


def make_incident(about: User, group: SchoolGroup, **target: Any) -> Incident:
    return Incident.objects.create(school=group.school, group=group, number="2026-001", about=about, **target)


def refused(change: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            change()
    except (DatabaseError, ProtectedError):
        return True
    return False


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def key(row: Any) -> object:
    return row.pk if connection.vendor == "postgresql" else row.pk.hex


def test_every_guard_is_in_the_database(db: None) -> None:
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {row[0] for row in cursor.fetchall()}
    assert {guard[0] for guard in GUARDS} <= present


@pytest.mark.parametrize("state", ["published", "hidden"])
def test_a_post_that_was_seen_is_not_deleted(post: Post, state: str) -> None:
    Post.objects.filter(pk=post.pk).update(state=state)
    assert refused(post.delete)
    assert refused(lambda: Post.objects.filter(pk=post.pk).delete())
    assert refused(lambda: run("DELETE FROM posts_post WHERE id = %s", key(post)))


def test_a_post_is_not_blanked_or_removed_by_an_update(post: Post) -> None:
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(state="removed", title="", text=""))
    assert refused(
        lambda: run("UPDATE posts_post SET state = 'removed', title = '', text = '' WHERE id = %s", key(post))
    )
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(title=""))


@pytest.mark.parametrize("state", ["published", "hidden"])
def test_a_post_that_was_seen_is_no_draft_again(post: Post, state: str) -> None:
    Post.objects.filter(pk=post.pk).update(state=state)
    assert refused(lambda: Post.objects.filter(pk=post.pk).update(state="draft", published_at=None))


def test_a_photo_is_not_blanked_without_the_removal_of_its_post(post: Post) -> None:
    photo = make.make_photo(post)
    blank = {"state": "removed", "source_name": "", "master_name": "", "alt_text": ""}
    assert refused(lambda: Photo.objects.filter(pk=photo.pk).update(**blank))


def test_a_comment_is_not_deleted_or_blanked(comment: Comment) -> None:
    assert refused(comment.delete)
    assert refused(lambda: run("DELETE FROM posts_comment WHERE id = %s", key(comment)))
    assert refused(lambda: Comment.objects.filter(pk=comment.pk).update(state="removed", text=""))
    assert refused(lambda: run("UPDATE posts_comment SET text = '' WHERE id = %s", key(comment)))


def test_a_user_with_posts_is_not_deleted_with_them(post: Post, anna: User) -> None:
    assert refused(anna.delete)


def test_a_kept_version_is_not_changed_or_deleted(post: Post, anna: User) -> None:
    version = PostVersion.objects.create(
        post=post, number=1, title="Was", text="zo", replaced_at=make.NOW, replaced_by=anna
    )
    assert refused(lambda: PostVersion.objects.filter(pk=version.pk).update(text="anders"))
    assert refused(version.delete)


def test_a_photo_of_a_reported_post_is_not_deleted(post: Post, anna: User, group_5b: SchoolGroup) -> None:
    photo = make.make_photo(post)
    make_incident(anna, group_5b, post=post)
    assert refused(lambda: Photo.objects.filter(pk=photo.pk).delete())


def test_with_a_removal_and_its_document_a_post_may_go_blank(
    post: Post, greet: User, group_5b: SchoolGroup
) -> None:
    incident = make_incident(post.author, group_5b, post=post)
    Removal.objects.create(
        document=make_document(incident, greet), post=post, agreement="abuse", removed_by=greet
    )
    assert not refused(lambda: Post.objects.filter(pk=post.pk).update(state="removed", title="", text=""))
    assert refused(
        lambda: Post.objects.filter(pk=post.pk).update(state="published", title="Weer", text="daar")
    )


def test_documents_and_removals_are_never_changed(
    comment: Comment, greet: User, group_5b: SchoolGroup
) -> None:
    incident = make_incident(comment.author, group_5b, comment=comment)
    document = make_document(incident, greet)
    removal = Removal.objects.create(document=document, comment=comment, agreement="abuse", removed_by=greet)
    assert refused(lambda: DossierDocument.objects.update(sha256="f" * 64))
    assert refused(lambda: run("DELETE FROM moderation_dossierdocument"))
    assert refused(lambda: Removal.objects.update(note="anders"))
    assert refused(removal.delete)


def test_a_removal_without_a_document_does_not_exist(comment: Comment, greet: User) -> None:
    assert refused(lambda: Removal.objects.create(comment=comment, agreement="abuse", removed_by=greet))
