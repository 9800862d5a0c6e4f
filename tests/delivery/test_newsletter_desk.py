"""The form of the editor: it keeps what was typed, in the order that was chosen, and places it once."""

import uuid
from datetime import datetime, timedelta

import pytest

from delivery.models import Newsletter
from posts.models import Post
from tests import make
from tests.delivery.writing import typed

NEW = "/newsletters/new/"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def on_tuesday(afternoon):
    """Weeks are counted back from then."""


@pytest.fixture
def news(school_group, greet):
    return make.make_post(school_group, greet, "Plein opgeknapt")


@pytest.fixture
def more(school_group, greet):
    return make.make_post(
        school_group, greet, "Luizenpluizers gezocht", published_at=make.NOW - timedelta(days=3)
    )


@pytest.fixture
def editor(greet, sign_in):
    return sign_in(greet)


def test_the_page_offers_posts_of_two_weeks_and_names_the_week(school_group, greet, editor, news):
    old = make.NOW - timedelta(days=15)
    make.make_post(school_group, greet, "Heel lang geleden", published_at=old)
    page = editor.get(NEW).content.decode()
    assert 'value="Newsletter week 41"' in page
    assert "Plein opgeknapt" in page
    assert "Heel lang geleden" not in page
    assert not Newsletter.objects.exists()


def test_sending_it_twice_makes_one_draft(editor, news, more):
    pk = uuid.uuid4()
    for _twice in range(2):
        answer = editor.post(NEW, typed(pk, more, news))
        assert answer["Location"] == f"/newsletters/{pk}/edit/"
    assert [entry.post for entry in Newsletter.objects.get().entries.all()] == [more, news]


def test_a_button_changes_the_order_and_keeps_what_was_typed(school_group, greet, editor, news, more):
    newsletter = make.make_newsletter(school_group, greet, more, news, is_placed=False)
    form = typed(newsletter.pk, more, news, intro="Nieuw")
    editor.post(f"/newsletters/{newsletter.pk}/edit/", form | {"then": f"earlier {news.pk}"})
    newsletter.post.refresh_from_db()
    assert newsletter.post.text.startswith("Nieuw\n")
    assert [entry.post for entry in newsletter.entries.all()] == [news, more]
    page = editor.get(f"/newsletters/{newsletter.pk}/edit/").content.decode()
    assert page.index("Plein opgeknapt") < page.index("Luizenpluizers gezocht")
    assert f'value="earlier {news.pk}"' not in page


def test_from_the_form_over_the_preview_to_the_feed(editor, carla, sign_in, news):
    pk = uuid.uuid4()
    assert editor.post(NEW, typed(pk, news, then="preview"))["Location"] == f"/newsletters/{pk}/"
    assert "This is what it looks like." in editor.get(f"/newsletters/{pk}/").content.decode()
    assert (
        editor.post(f"/newsletters/{pk}/edit/", typed(pk, news, then="place"))["Location"]
        == f"/newsletters/{pk}/place/"
    )
    assert "1 people" in editor.get(f"/newsletters/{pk}/place/").content.decode()
    for _twice in range(2):
        assert editor.post(f"/newsletters/{pk}/place/")["Location"] == f"/posts/{pk}/"
    assert f"/newsletters/{pk}/" in sign_in(carla).get("/feed/").content.decode()


def test_without_a_title_it_is_kept_and_says_what_is_missing(editor):
    answer = editor.post(NEW, typed(title="", then="place"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Error:" in page
    assert 'href="#id_title"' in page
    assert "Het wordt herfst." in page
    assert Newsletter.objects.exists()


def test_a_post_that_cannot_be_chosen_is_refused_in_words(editor, group_5b, anna):
    answer = editor.post(NEW, typed(None, make.make_post(group_5b, anna)))
    assert answer.status_code == 422
    assert "cannot be chosen any more" in answer.content.decode()
    assert not Newsletter.objects.exists()


def test_an_empty_one_is_refused_where_it_is_placed(editor):
    pk = uuid.uuid4()
    editor.post(NEW, typed(pk, intro=""))
    answer = editor.post(f"/newsletters/{pk}/place/")
    assert answer.status_code == 422
    assert "choose a post first" in answer.content.decode()


def test_outside_hours_it_says_when_it_goes(editor, monkeypatch):
    opens = datetime.fromisoformat("2026-10-07T06:00:00+00:00")
    for place in ("posts.actions.posts", "delivery.views.newsletter_desk"):
        monkeypatch.setattr(f"{place}.next_school_window", lambda school, now: opens)
    pk = uuid.uuid4()
    editor.post(NEW, typed(pk))
    assert "outside school hours" in editor.get(f"/newsletters/{pk}/place/").content.decode()
    assert editor.post(f"/newsletters/{pk}/place/")["Location"] == f"/newsletters/{pk}/edit/"
    assert Post.objects.get(pk=pk).scheduled_for == opens
    assert "This post waits." in editor.get(f"/newsletters/{pk}/edit/").content.decode()


def test_hostile_words_are_shown_as_words(editor):
    pk = uuid.uuid4()
    editor.post(NEW, typed(pk, title="<script>x()</script>", intro="</textarea><script>y()</script>"))
    for page in ("edit/", "", "place/"):
        text = editor.get(f"/newsletters/{pk}/{page}").content.decode()
        assert "<script>x()" not in text
        assert "<script>y()" not in text


def test_a_placed_one_is_changed_as_the_post_that_it_is(school_group, greet, editor, carla, sign_in):
    newsletter = make.make_newsletter(school_group, greet)
    edit = f"/newsletters/{newsletter.pk}/edit/"
    assert editor.get(edit)["Location"] == f"/posts/{newsletter.pk}/edit/"
    assert sign_in(carla).get(edit).status_code == 403
    assert sign_in(carla).get(NEW).status_code == 403


def test_a_draft_is_thrown_away_and_a_placed_one_is_not(school_group, greet, editor):
    draft = make.make_newsletter(school_group, greet, is_placed=False)
    placed = make.make_newsletter(school_group, greet)
    assert editor.post(f"/newsletters/{draft.pk}/discard/")["Location"] == "/newsletters/"
    assert editor.post(f"/newsletters/{placed.pk}/discard/").status_code == 403
    assert list(Newsletter.objects.all()) == [placed]
