"""The hard copy: complete, the same every time, chained, and a failure loses nothing (R054, R057, G01-G06)."""

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

from common.pdf import PdfFailed
from common.storage import path_of, read_private, write_private
from moderation import actions
from moderation.actions import printing
from moderation.models import DossierDocument, Incident, Report
from moderation.queries import chain
from moderation.queries.chain import faults_of
from people.models import Child, User
from posts.actions import retire_master
from posts.models import Comment, Post
from tests import make
from tests.common import portraits
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
    copies = [printing.with_media(incident.frozen_copy, identifier=incident.pk) for _round in range(2)]
    first, second = (printing.print_copy(copy, identifier=incident.pk) for copy in copies)
    assert first == second
    assert not first.is_plain


def test_archiving_twice_gives_one_document(incident: Incident, greet: User) -> None:
    assert archive(incident, greet) == archive(incident, greet)
    assert DossierDocument.objects.count() == 1


@pytest.mark.parametrize("failure", [PdfFailed("timeout"), OSError("disk full")])
def test_a_failure_leaves_the_comment_hidden_and_whole(
    incident: Incident, comment: Comment, greet: User, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> bytes:
        raise failure

    monkeypatch.setattr(printing, "print_copy", fail)
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
    pages = PdfReader(path_of(document.stored_as)).pages
    assert "<script>alert(1)</script>" in " ".join(page.extract_text() for page in pages)


def test_what_is_frozen_comes_back_into_sight_by_closing_the_report_only(
    incident: Incident, comment: Comment, greet: User
) -> None:
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    for _step in ("being printed", "printed"):
        with pytest.raises(PermissionDenied):
            actions.restore_incident(incident=incident, by=greet, now=make.NOW)
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


def test_changed_facts_are_named(incident: Incident, greet: User, monkeypatch: pytest.MonkeyPatch) -> None:
    document = archive(incident, greet)
    facts = chain.facts_of(document)
    facts["comments"][0]["text"] = "Wat een mooie school."
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierDocument.objects.update(facts=facts)
    monkeypatch.setattr(chain, "facts_of", lambda document: facts)
    assert [(fault.document, fault.what) for fault in faults_of(incident.school)] == [
        (document, "frozen copy")
    ]


def test_the_first_page_names_the_chain_the_handler_and_the_reason(
    post: Post, dirk: User, carla: User, greet: User
) -> None:
    documents = []
    for words in ("een", "twee"):
        comment = make.make_comment(post, dirk, words)
        report = actions.report_content(target=comment, reason="hurtful", by=carla, now=make.NOW)
        documents.append(archive(report.incident, greet))
    first, second = documents
    page = "".join(PdfReader(path_of(second.stored_as)).pages[0].extract_text().split())
    for expected in (
        first.link,
        str(greet.pk),
        "Reden",
        str(Report.Reason.HURTFUL.label).replace(" ", ""),
        second.frozen_sha256,
    ):
        assert expected in page


def test_it_is_pdf_a_with_tags(incident: Incident, greet: User) -> None:
    document = archive(incident, greet)
    reader = PdfReader(path_of(document.stored_as))
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'part="2"' in metadata.replace("'", '"')
    assert 'conformance="U"' in metadata.replace("'", '"')


@pytest.mark.parametrize(
    "words",
    ["half \ud83d", "nul \x01", "woord " * 300_000],
    ids=["half a character", "control character", "beyond the limits"],
)
def test_what_breaks_the_printer_is_printed_plain(
    incident: Incident, greet: User, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite and PostgreSQL keep no half characters in text, but a frozen copy as JSON can hold one."""
    monkeypatch.setattr("moderation.actions.printing.CPU_SECONDS", 1)
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    incident.refresh_from_db()
    copy = incident.frozen_copy
    copy["comments"][0]["text"] = words
    printed = printing.print_copy(copy, identifier=incident.pk)
    assert printed.is_plain
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert {"half": "<U+D83D>", "nul": "<U+0001>", "woord": "woord woord"}[words.split()[0]] in text


def test_a_photo_is_kept_as_everybody_saw_it(post: Post, emma: Child, greet: User, carla: User) -> None:
    master = portraits.canvas()
    portraits.paste(master, (0.45, 0.45), 120)
    buffer = io.BytesIO()
    master.save(buffer, "JPEG")
    photo = make.make_photo(post, master_name=write_private("photos/aa/m.jpg", buffer.getvalue()))
    make.make_region(photo, emma)
    report = actions.report_content(target=photo, reason="sexual", by=carla, now=make.NOW)
    document = archive(report.incident, greet)
    kept = document.facts["photos"][0]
    picture = Image.open(path_of(kept["served"]["file"])).convert("RGB")
    face = tuple(
        round(part * side) for part, side in zip((0.43, 0.43, 0.47, 0.5), picture.size * 2, strict=True)
    )
    apart = ImageChops.difference(picture.crop(face), master.resize(picture.size).crop(face))
    assert max(ImageStat.Stat(apart).mean) > 20, "behind a leaf, also in the dossier"
    assert document.facts["subject"] == "photo"
    pages = PdfReader(path_of(document.stored_as)).pages
    pictures = {image.name for page in pages for image in page.images}
    assert len(pictures) == 1
    path_of(kept["served"]["file"]).write_bytes(b"")
    assert [fault.what for fault in faults_of(post.school)] == ["photo"]


def test_a_file_that_reads_back_otherwise_is_no_document(
    incident: Incident, greet: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "moderation.actions.chaining.write_private", lambda name, content: write_private(name, content[:-1])
    )
    assert archive(incident, greet) is None
    assert not DossierDocument.objects.exists()
