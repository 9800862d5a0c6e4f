"""Photos and documents beside a message: everybody but the child of the conversation stays behind a leaf."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from PIL import Image

from common.faces import Face
from common.images import Box
from common.storage import exists_private, path_of, read_private, write_private
from common.uploads import UploadRefused
from conversations import actions
from conversations.actions import drawing
from conversations.errors import NotYours, Refused
from conversations.models import Arrival, MessageFile, MessageFrame
from conversations.queries.files import file_names
from tests import make
from tests.browser.drawings import drawn, is_red
from tests.conversations.test_actions import say, start
from tests.make import NOW

FACE = Face(Box(0.44, 0.42, 0.12, 0.16), 0.9)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
State, Frame = MessageFile.State, MessageFrame.State


@pytest.fixture
def talk(emma, carla, anna):
    return start(emma, carla)


def send_file(talk, by, content=None, name="IMG 1.jpg"):
    return actions.add_file(conversation=talk, file=io.BytesIO(content or drawn()), name=name, by=by, now=NOW)


def ready(talk, by, **more):
    file = actions.prepare_file(file=send_file(talk, by, **more))
    file.refresh_from_db()
    return file


def shows_red(file):
    picture = Image.open(io.BytesIO(read_private(file.drawn_as))).convert("RGB")
    return is_red(picture.getpixel((picture.width // 2, picture.height // 2)))


def redraw(file):
    file = actions.prepare_file(file=MessageFile.objects.get(pk=file.pk))
    file.refresh_from_db()
    return file


def test_a_face_is_covered_until_the_sender_says_that_it_is_the_child(talk, carla, found_faces):
    found_faces.append(FACE)
    file = ready(talk, carla)
    assert not shows_red(file)
    actions.decide_frame(frame=file.frames.get(), state=Frame.CHILD, by=carla)
    assert shows_red(redraw(file))
    actions.decide_frame(frame=file.frames.get(), state=Frame.COVERED, by=carla)
    assert not shows_red(redraw(file))


def test_nothing_goes_before_the_sender_saw_what_others_will_see(talk, carla, anna, found_faces):
    found_faces.append(FACE)
    file = send_file(talk, carla)
    with pytest.raises(Refused):
        say(talk, carla, "Kijk")
    file = redraw(file)
    with pytest.raises(Refused):
        say(talk, carla, "Kijk")
    actions.mark_looked_at(file=file, by=carla, now=NOW)
    actions.decide_frame(frame=file.frames.get(), state=Frame.CHILD, by=carla)
    with pytest.raises(Refused):
        say(talk, carla, "Kijk")
    actions.mark_looked_at(file=redraw(file), by=carla, now=NOW)
    message = say(talk, carla, "")
    assert message.has_files
    assert list(MessageFile.objects.visible_to(anna, NOW)) == [file]


def test_of_a_sent_photo_only_the_covered_picture_is_left(
    talk, carla, found_faces, settings, django_capture_on_commit_callbacks
):
    found_faces.append(FACE)
    file = ready(talk, carla)
    actions.mark_looked_at(file=file, by=carla, now=NOW)
    assert len(file_names([file])) == 3
    with django_capture_on_commit_callbacks(execute=True):
        say(talk, carla, "Kijk")
    file.refresh_from_db()
    assert file_names([file]) == [file.drawn_as]
    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [str(path.relative_to(settings.MEDIA_ROOT)) for path in left] == [file.drawn_as]
    assert not shows_red(file)


def test_a_sent_photo_is_there_also_when_covers_are_drawn_in_another_way(
    talk, carla, anna, sign_in, monkeypatch
):
    file = ready(talk, carla)
    actions.mark_looked_at(file=file, by=carla, now=NOW)
    say(talk, carla, "Kijk")
    monkeypatch.setattr("conversations.queries.files.MASK_VERSION", 99)
    Arrival.objects.update(due_at=NOW)
    assert sign_in(anna).get(f"/conversations/files/{file.pk}/picture/").status_code == 200


def test_one_child_on_a_photo_and_none_where_the_conversation_is_about_none(
    talk, carla, anna, bram, school, found_faces
):
    found_faces += [FACE, Face(Box(0.1, 0.1, 0.1, 0.1), 0.5)]
    file = ready(talk, carla)
    small, large = file.frames.order_by("x")
    actions.decide_frame(frame=large, state=Frame.CHILD, by=carla)
    with pytest.raises(Refused):
        actions.decide_frame(frame=small, state=Frame.CHILD, by=carla)
    actions.decide_frame(frame=small, state=Frame.NOTHING, by=carla)
    with pytest.raises(Refused):
        actions.decide_frame(frame=large, state=Frame.NOTHING, by=carla)
    team = actions.start_among_staff(
        conversation_id=file.pk, school=school, subject="Plein", members=[bram], by=anna, now=NOW
    )
    frame = ready(team, anna).frames.first()
    with pytest.raises(Refused):
        actions.decide_frame(frame=frame, state=Frame.CHILD, by=anna)


def test_a_place_that_was_missed_is_covered_by_pointing_at_it(talk, carla):
    file = ready(talk, carla)
    assert shows_red(file)
    frame = actions.cover_place(file=file, x=0.5, y=0.5, by=carla)
    file = redraw(file)
    assert not shows_red(file)
    actions.uncover_place(frame=frame, by=carla)
    assert shows_red(redraw(file))
    with pytest.raises(Refused):
        actions.cover_place(file=file, x=1.5, y=0.5, by=carla)


def test_a_found_face_is_never_taken_off_the_photo(talk, carla, found_faces):
    found_faces.append(FACE)
    with pytest.raises(Refused):
        actions.uncover_place(frame=ready(talk, carla).frames.get(), by=carla)


def test_where_nobody_looked_for_faces_the_whole_photo_is_covered(talk, carla, monkeypatch, greet, school):
    make.set_policy(school, greet, find_faces=False)
    file = ready(talk, carla)
    assert not shows_red(file)
    (frame,) = file.frames.all()
    assert (frame.width, frame.height, frame.is_round) == (1, 1, False)


def test_the_same_file_waits_once_and_goes_with_one_message(talk, carla, django_capture_on_commit_callbacks):
    first = send_file(talk, carla)
    assert send_file(talk, carla) == first
    file = redraw(first)
    actions.mark_looked_at(file=file, by=carla, now=NOW)
    say(talk, carla, "Een")
    assert not say(talk, carla, "Twee").has_files
    assert send_file(talk, carla) != first


def test_a_document_is_ready_at_once_and_its_name_is_one_line(talk, carla, anna):
    file = send_file(talk, carla, PDF, name="../../etc/brief\nvoor juf.pdf")
    assert (file.kind, file.state) == ("document", State.READY)
    assert not {"/", "\n"} & set(file.name)
    say(talk, carla, "")
    assert MessageFile.objects.visible_to(anna, NOW).get() == file


@pytest.mark.parametrize(
    "content", [b"", b"<svg/>", b"MZ\x90", b"%PDF-1.4 /JavaScript %%EOF", b"\xff\xd8\xff half"]
)
def test_what_is_no_photo_and_no_harmless_pdf_is_refused(talk, carla, content):
    with pytest.raises(UploadRefused):
        actions.add_file(conversation=talk, file=io.BytesIO(content), name="x.jpg", by=carla, now=NOW)
    assert not MessageFile.objects.exists()


def test_a_photo_that_cannot_be_read_fails_and_can_be_taken_away(talk, carla):
    file = send_file(talk, carla, drawn()[:6000] + b"\x00" * 40)
    file = redraw(file)
    if file.state == State.FAILED:
        with pytest.raises(Refused):
            say(talk, carla, "Kijk")
    names = file_names([file])
    actions.take_away(file=file, by=carla)
    assert not MessageFile.objects.exists()
    assert names is not None


def test_what_waits_is_its_senders_alone_and_what_is_sent_nobody_changes(talk, carla, dirk, anna, farid):
    file = ready(talk, carla)
    for person in (dirk, anna, farid):
        assert not MessageFile.objects.visible_to(person, NOW).exists()
        with pytest.raises(NotYours):
            actions.take_away(file=file, by=person)
    actions.mark_looked_at(file=file, by=carla, now=NOW)
    say(talk, carla, "Kijk")
    for act in (actions.take_away, lambda **k: actions.cover_place(x=0.5, y=0.5, **k)):
        with pytest.raises(NotYours):
            act(file=file, by=carla)
    assert not MessageFile.objects.visible_to(farid, NOW).exists()


def test_who_may_not_write_sends_nothing(talk, farid):
    with pytest.raises(PermissionDenied):
        send_file(talk, farid)


def test_a_picture_drawn_for_older_covers_is_never_kept(talk, carla, found_faces, monkeypatch):
    file = ready(talk, carla)
    whole = drawing.render

    def slow(master, boxes, size, kind):
        if not MessageFrame.objects.exists():
            actions.cover_place(file=file, x=0.5, y=0.5, by=carla)
        return whole(master, boxes, size, kind)

    MessageFile.objects.update(drawn_key="")
    monkeypatch.setattr(drawing, "render", slow)
    current = actions.prepare_file(file=MessageFile.objects.get())
    assert current.drawn_key == ""
    assert exists_private(current.drawn_as)
    assert not shows_red(redraw(file))


def test_files_that_no_row_points_at_go_after_an_hour(talk, carla):
    file = ready(talk, carla)
    orphan = "conversations/ab/abcdef.jpg"
    write_private(orphan, b"x")
    assert path_of(orphan).exists()
    assert actions.sweep_files(now=NOW - timedelta(days=3650)) == 0
    assert actions.sweep_files(now=timezone.now() + timedelta(hours=2)) == 1
    assert all(exists_private(name) for name in file_names([file]))
