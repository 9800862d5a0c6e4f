"""Writing under a post."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from groups.actions import add_staff
from policies.models import PolicyVersion
from posts.actions.interactions import write_comment
from posts.models import Comment, Post
from tests import make
from tests.make import NOW

HTMX = {"HX-Request": "true"}


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna)


@pytest.fixture
def address(post):
    return f"/posts/{post.pk}/comments/"


def words(text="Wat leuk!", **more):
    return {"id": str(uuid.uuid4()), "text": text, **more}


def test_a_comment_stands_under_the_post(carla, post, address, sign_in):
    response = sign_in(carla).post(address, words())
    comment = Comment.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/posts/{post.pk}/#comment-{comment.pk}"
    assert (comment.author, comment.author_role, comment.text) == (carla, "parent", "Wat leuk!")
    post.refresh_from_db()
    assert post.comment_count == 1


def test_sent_twice_is_placed_once(carla, post, address, sign_in):
    form = words()
    client = sign_in(carla)
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    post.refresh_from_db()
    assert Comment.objects.count() == post.comment_count == 1


def test_other_words_from_the_same_page_are_not_lost(carla, address, sign_in):
    form = words()
    client = sign_in(carla)
    client.post(address, form)
    client.post(address, form | {"text": "En nog iets."})
    assert Comment.objects.count() == 2


def test_the_same_id_from_two_people_is_two_comments(carla, dirk, address, sign_in):
    form = words()
    sign_in(carla).post(address, form)
    sign_in(dirk).post(address, form)
    assert set(Comment.objects.values_list("author", flat=True)) == {carla.pk, dirk.pk}


def test_htmx_gets_the_comments_anew(carla, address, sign_in):
    response = sign_in(carla).post(address, words(), headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Wat leuk!" in page
    assert "<html" not in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_empty_comment_shows_the_error_at_the_field(carla, post, address, sign_in, headers):
    response = sign_in(carla).post(address, words("   "), headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#write-{post.pk}"' in page
    assert f'id="write-{post.pk}"' in page
    assert not Comment.objects.exists()


def test_what_was_typed_is_kept_when_it_is_too_long(carla, address, sign_in):
    response = sign_in(carla).post(address, words("a" * 2001))
    assert response.status_code == 422
    assert "a" * 2001 in response.content.decode()


def test_a_form_without_its_id_is_refused(carla, address, sign_in):
    assert sign_in(carla).post(address, {"text": "x"}).status_code == 422


def test_a_stranger_finds_nothing(farid, client, address, sign_in):
    assert sign_in(farid).post(address, words()).status_code == 404
    assert client.post(address, words()).status_code == 302
    assert not Comment.objects.exists()


def test_reading_is_not_writing(group_5b, address, sign_in):
    trainee = make.make_user("Tess")
    add_staff(user=trainee, group=group_5b, role="trainee", ends_on=date(2099, 1, 1), by=None, now=NOW)
    assert sign_in(trainee).post(address, words()).status_code == 403


def test_closed_by_its_writer(carla, post, address, sign_in):
    Post.objects.update(comments_open=False)
    client = sign_in(carla)
    assert client.post(address, words()).status_code == 403
    assert "<textarea" not in client.get("/feed/").content.decode()


def test_closed_by_the_school(carla, greet, school, address, sign_in):
    PolicyVersion.objects.create(school=school, version=1, values={"class_comments": False}, changed_by=greet)
    client = sign_in(carla)
    assert client.post(address, words()).status_code == 403
    assert "<textarea" not in client.get("/feed/").content.decode()


def test_the_whole_school_does_not_comment_unless_the_school_says_so(carla, greet, school_group, sign_in):
    post = make.make_post(school_group, greet)
    assert sign_in(carla).post(f"/posts/{post.pk}/comments/", words()).status_code == 403


@pytest.mark.parametrize(("state", "status"), [(Post.State.HIDDEN, 404), (Post.State.REMOVED, 403)])
def test_nothing_is_written_under_what_is_gone(carla, group_5b, anna, sign_in, state, status):
    removed = {"title": "", "text": ""} if state == Post.State.REMOVED else {}
    post = make.make_post(group_5b, anna, **{"state": state, **removed})
    assert sign_in(carla).post(f"/posts/{post.pk}/comments/", words()).status_code == status


def test_it_is_a_post(carla, address, sign_in):
    assert sign_in(carla).get(address).status_code == 405


def test_a_teacher_speaks_for_the_school(anna, carla, address, sign_in):
    sign_in(anna).post(address, words("Laarzen hoeven niet."))
    assert 'class="is-school"' in sign_in(carla).get("/feed/").content.decode()


def test_an_id_that_is_somebody_elses_gives_nothing_away(carla, dirk, post):
    theirs = make.make_comment(post, dirk, "Van Dirk")
    with pytest.raises(LookupError):
        write_comment(comment_id=theirs.pk, post=post, text="x", by=carla, now=NOW)
    theirs.refresh_from_db()
    assert theirs.text == "Van Dirk"


def test_a_post_that_was_hidden_meanwhile_takes_no_comment(carla, post):
    Post.objects.update(state=Post.State.HIDDEN)
    with pytest.raises(PermissionDenied):
        write_comment(comment_id=uuid.uuid4(), post=post, text="x", by=carla, now=NOW)
    assert not Comment.objects.exists()
