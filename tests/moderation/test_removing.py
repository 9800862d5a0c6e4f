"""Removal: only after the hard copy, once, with a tombstone (R054, R055)."""

from typing import Any

import pytest
from django.core import mail

from common.storage import path_of
from moderation import actions
from moderation.errors import NotArchived
from moderation.models import Incident, Removal
from people.models import User
from posts.models import Comment, Photo, Post
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive


def remove(incident: Incident, by: User, **fields: Any) -> Removal:
    return actions.remove_content(incident=incident, agreement="abuse", by=by, now=make.NOW, **fields)


def test_without_a_hard_copy_nothing_is_removed(incident: Incident, comment: Comment, greet: User) -> None:
    with pytest.raises(NotArchived):
        remove(incident, greet)
    comment.refresh_from_db()
    assert comment.text


def test_with_a_hard_copy_the_words_are_gone_and_a_tombstone_stays(
    incident: Incident, comment: Comment, greet: User
) -> None:
    archive(incident, greet)
    remove(incident, greet)
    comment.refresh_from_db()
    comment.post.refresh_from_db()
    assert (comment.state, comment.text, comment.post.comment_count) == (Comment.State.REMOVED, "", 0)


def test_a_teacher_of_the_group_may_do_it_alone_and_the_director_hears_it(
    incident: Incident, anna: User, greet: User, django_capture_on_commit_callbacks: Any
) -> None:
    archive(incident, anna)
    with django_capture_on_commit_callbacks(execute=True):
        remove(incident, anna, tell_author=True)
    assert [letter.to for letter in mail.outbox] == [
        [incident.about.email],
        [incident.reports.get().reported_by.email],
        [greet.email],
    ]


def test_removing_twice_is_one_removal(incident: Incident, greet: User) -> None:
    archive(incident, greet)
    assert remove(incident, greet) == remove(incident, greet)


def test_a_hard_copy_that_changed_on_disk_stops_the_removal(
    incident: Incident, comment: Comment, greet: User
) -> None:
    document = archive(incident, greet)
    assert document is not None
    path_of(document.stored_as).write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(NotArchived):
        remove(incident, greet)
    comment.refresh_from_db()
    assert comment.text


def test_a_removed_post_takes_its_versions_and_photos_with_it(post: Post, carla: User, greet: User) -> None:
    post.versions.create(number=1, title="Was", text="zo", replaced_at=make.NOW, replaced_by=post.author)
    report = actions.report_content(target=post, reason="hurtful", by=carla, now=make.NOW)
    archive(report.incident, greet)
    make.make_photo(post)
    remove(report.incident, greet)
    post.refresh_from_db()
    assert (post.state, post.title, post.versions.count()) == (Post.State.REMOVED, "", 0)
    photo = Photo.objects.get(post=post)
    assert (photo.state, photo.master_name) == (Photo.State.REMOVED, "")


def test_the_page_asks_first_and_then_removes(incident: Incident, greet: User, sign_in: SignIn) -> None:
    client = sign_in(greet)
    url = f"/reports/{incident.pk}/remove/"
    assert client.post(url, {"agreement": "abuse"}).status_code == 422, "no hard copy yet"
    archive(incident, greet)
    assert client.get(url).status_code == 200
    assert client.post(url, {"agreement": "abuse"}).status_code == 302
    assert Removal.objects.exists()


@pytest.mark.parametrize("tail", ["", "remove/"])
def test_handlers_only(
    incident: Incident, tail: str, bram: User, carla: User, dirk: User, sign_in: SignIn
) -> None:
    for outsider in (bram, carla, dirk):
        assert sign_in(outsider).get(f"/reports/{incident.pk}/{tail}").status_code == 404


def test_a_reader_has_no_queue(carla: User, sign_in: SignIn) -> None:
    assert sign_in(carla).get("/reports/").status_code == 403


def test_names_of_reporters_are_for_the_director(
    incident: Incident, anna: User, greet: User, carla: User, sign_in: SignIn
) -> None:
    url = f"/reports/{incident.pk}/"
    assert carla.get_full_name() not in sign_in(anna).get(url).content.decode()
    assert carla.get_full_name() in sign_in(greet).get(url).content.decode()


def test_the_document_is_for_handlers(incident: Incident, greet: User, carla: User, sign_in: SignIn) -> None:
    document = archive(incident, greet)
    assert document is not None
    url = f"/dossier/{document.pk}/document/"
    assert sign_in(carla).get(url).status_code == 404
    response = sign_in(greet).get(url)
    assert b"".join(response).startswith(b"%PDF-")  # type: ignore[arg-type]
    assert "no-store" in response["Cache-Control"]


def test_hide_and_restore_are_posts_and_can_be_undone(
    incident: Incident, comment: Comment, greet: User, sign_in: SignIn
) -> None:
    client = sign_in(greet)
    assert client.get(f"/reports/{incident.pk}/hide/").status_code == 405
    client.post(f"/reports/{incident.pk}/hide/")
    comment.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN
    client.post(f"/reports/{incident.pk}/restore/")
    comment.refresh_from_db()
    assert comment.state == Comment.State.VISIBLE


def test_a_note_that_is_too_long_is_kept_and_closes_nothing(
    sign_in: SignIn, incident: Incident, greet: User
) -> None:
    answer = sign_in(greet).post(f"/reports/{incident.pk}/dismiss/", {"note": "woord " * 200})
    incident.refresh_from_db()
    assert (answer.status_code, incident.state) == (422, Incident.State.OPEN)
    assert "woord woord" in answer.content.decode()


def test_a_document_whose_file_is_gone_is_not_found(incident: Incident, greet: User, sign_in: SignIn) -> None:
    document = archive(incident, greet)
    assert document is not None
    path_of(document.stored_as).unlink()
    assert sign_in(greet).get(f"/dossier/{document.pk}/document/").status_code == 404
