"""The hard copy: complete, the same every time, chained, and a failure loses nothing (R054, R057, G01-G06)."""

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from common.pdf import PdfFailed
from common.storage import path_of, read_private
from moderation import actions
from moderation.actions import archiving
from moderation.models import DossierDocument, Incident
from moderation.queries.chain import faults_of
from people.models import User
from posts.actions import retire_master
from posts.models import Comment, Post
from tests import make
from tests.posts.pictures import make_ready_photo


def archive(incident: Incident, by: User) -> DossierDocument | None:
    actions.ask_for_archive(incident=incident, by=by, now=make.NOW)
    incident.refresh_from_db()
    return actions.archive_incident(incident=incident, by=by, now=make.NOW)


def test_the_hard_copy_holds_the_words_the_writer_and_the_thread(
    incident: Incident, comment: Comment, post: Post, carla: User, greet: User
) -> None:
    make.make_comment(post, make.make_user("Noor"), "Dat is niet aardig.")
    document = archive(incident, greet)
    assert document is not None
    text = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(read_private(document.stored_as))).pages
    )
    words = " ".join(text.split())
    for expected in (
        "Wat een waardeloze school.",
        "Dirk Test",
        str(comment.author_id),
        "Dat is niet aardig.",
        "2026-001",
    ):
        assert expected in words
    assert carla.get_full_name() not in words, "reporters are not named"


def test_a_photo_whose_master_was_replaced_meanwhile_is_still_in_the_copy(
    incident: Incident, post: Post, greet: User, django_capture_on_commit_callbacks: Any
) -> None:
    photo = make_ready_photo(post)
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert retire_master(photo=photo, now=make.NOW)
    incident.refresh_from_db()
    assert actions.archive_incident(incident=incident, by=greet, now=make.NOW) is not None


def test_asking_hides_at_once_and_freezes(incident: Incident, comment: Comment, greet: User) -> None:
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    comment.refresh_from_db()
    incident.refresh_from_db()
    assert comment.state == Comment.State.HIDDEN
    assert incident.frozen_copy["comments"][0]["text"] == "Wat een waardeloze school."


def test_the_same_frozen_copy_prints_the_same_bytes(incident: Incident, greet: User) -> None:
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    incident.refresh_from_db()
    assert archiving.print_hard_copy(incident) == archiving.print_hard_copy(incident)


def test_archiving_twice_gives_one_document(incident: Incident, greet: User) -> None:
    assert archive(incident, greet) == archive(incident, greet)
    assert DossierDocument.objects.count() == 1


@pytest.mark.parametrize("failure", [PdfFailed("timeout"), OSError("disk full")])
def test_a_failure_leaves_the_comment_hidden_and_whole(
    incident: Incident, comment: Comment, greet: User, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> bytes:
        raise failure

    monkeypatch.setattr(archiving, "print_hard_copy", fail)
    assert archive(incident, greet) is None
    incident.refresh_from_db()
    comment.refresh_from_db()
    assert (incident.state, comment.state) == (Incident.State.ARCHIVE_FAILED, Comment.State.HIDDEN)
    assert comment.text == "Wat een waardeloze school."
    monkeypatch.undo()
    assert archive(incident, greet) is not None, "trying again works"


def test_a_sweep_rings_for_a_worker_that_died(
    incident: Incident, greet: User, django_capture_on_commit_callbacks: Any
) -> None:
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.ring_unfinished(now=make.NOW) == 1
    assert DossierDocument.objects.filter(incident=incident).exists()


def test_links_follow_each_other_and_a_changed_file_is_named(
    post: Post, dirk: User, carla: User, greet: User
) -> None:
    for words in ("een", "twee"):
        comment = make.make_comment(post, dirk, words)
        report = actions.report_content(target=comment, reason="hurtful", by=carla, now=make.NOW)
        archive(report.incident, greet)
    first, second = DossierDocument.objects.order_by("sequence")
    assert second.previous_link == first.link
    assert faults_of(post.school) == []
    path = path_of(first.stored_as)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert [(fault.document, fault.what) for fault in faults_of(post.school)] == [(first, "file")]


def test_hostile_text_is_archived_as_text(post: Post, dirk: User, carla: User, greet: User) -> None:
    hostile = "<script>alert(1)</script><img src=file:///etc/passwd> {{ 7|add:7 }} \u202e\U0001f984"
    comment = make.make_comment(post, dirk, hostile)
    report = actions.report_content(target=comment, reason="hurtful", by=carla, now=make.NOW)
    document = archive(report.incident, greet)
    assert document is not None
    assert "<script>alert(1)</script>" in PdfReader(path_of(document.stored_as)).pages[0].extract_text()


def test_what_is_frozen_comes_back_into_sight_by_closing_the_report_only(
    incident: Incident, comment: Comment, greet: User
) -> None:
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    for _step in ("being printed", "printed"):
        with pytest.raises(PermissionDenied):
            actions.restore_incident(incident=incident, by=greet)
        comment.refresh_from_db()
        assert comment.state == Comment.State.HIDDEN, "what is said after the copy would be in no copy"
        archive(incident, greet)
    actions.dismiss_incident(incident=incident, by=greet, now=make.NOW)
    comment.refresh_from_db()
    assert comment.state == Comment.State.VISIBLE


def test_a_report_that_was_closed_while_its_copy_was_printed_stays_closed(
    incident: Incident, greet: User
) -> None:
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    incident.refresh_from_db()
    actions.dismiss_incident(incident=incident, by=greet, now=make.NOW)
    assert incident.state == Incident.State.ARCHIVING, "as the worker knows it"
    assert actions.archive_incident(incident=incident, by=greet, now=make.NOW) is None
    incident.refresh_from_db()
    assert incident.state == Incident.State.DISMISSED
    assert not DossierDocument.objects.exists()


def test_a_changed_frozen_copy_is_named(incident: Incident, greet: User) -> None:
    document = archive(incident, greet)
    incident.refresh_from_db()
    incident.frozen_copy["comments"][0]["text"] = "Wat een mooie school."
    incident.save()
    assert [(fault.document, fault.what) for fault in faults_of(incident.school)] == [
        (document, "frozen copy")
    ]
