"""The PDF says what the page says, or it is not given."""

import pytest

from common.storage import exists_private
from delivery.actions import newsletter_print
from delivery.actions.newsletter_print import print_newsletter, printed_as, sweep_newsletters
from delivery.queries.newsletters import to_print
from posts import actions as posts
from posts.models import Post
from tests import make
from tests.delivery.writing import printed, remove, words_of

HOSTILE = '<img src="file:///etc/passwd"> **dik** <script>x()</script> &amp; {{ settings.SECRET_KEY }}'


@pytest.fixture
def news(school_group, greet):
    return make.make_post(school_group, greet, "Plein opgeknapt", text="Er is nu een glijbaan.")


@pytest.fixture
def newsletter(school_group, greet, news):
    return make.make_newsletter(school_group, greet, news)


@pytest.fixture
def rung(monkeypatch):
    """The ids for which the sweep rings."""
    heard = []
    monkeypatch.setattr(newsletter_print, "after_commit", lambda _task, pk: heard.append(pk))
    return heard


def test_it_has_the_intro_and_the_whole_of_each_chosen_post(newsletter):
    words = words_of(printed(newsletter))
    for expected in ("De Wilgenhof", "Nieuwsbrief week 41", "Het wordt herfst.", "Er is nu een glijbaan."):
        assert expected in words
    assert "/newsletters/" not in words


def test_printing_twice_writes_one_file(newsletter, tmp_path):
    first = printed(newsletter).stored_as
    assert printed(newsletter).stored_as == first
    assert len(list((tmp_path / "media" / "newsletters").rglob("*.pdf"))) == 1


def test_hostile_words_are_only_words(school_group, greet):
    post = make.make_post(school_group, greet, "<b>Titel</b>", text=HOSTILE)
    words = words_of(printed(make.make_newsletter(school_group, greet, post, intro=HOSTILE)))
    assert "<b>Titel</b>" in words
    assert '<img src="file:///etc/passwd"> dik <script>x()</script>' in words
    assert "{{ settings.SECRET_KEY }}" in words


def test_a_removed_post_is_withheld_at_once_and_gone_when_it_is_printed_again(newsletter, news, greet, rung):
    before = printed(newsletter).stored_as
    remove(news, greet)
    newsletter.refresh_from_db()
    assert printed_as(newsletter, now=make.NOW) == ""
    assert sweep_newsletters(now=make.NOW) == 1
    words = words_of(printed(newsletter))
    assert "glijbaan" not in words
    assert "Plein" not in words
    assert "De school heeft dit bericht verwijderd." in words
    assert not exists_private(before) or before == newsletter.stored_as


@pytest.mark.parametrize("fields", [{"state": "hidden"}, {"readers": "pictured"}, {"is_delicate": True}])
def test_what_is_not_for_everybody_any_more_is_not_in_it(newsletter, news, fields):
    printed(newsletter)
    Post.objects.filter(pk=news.pk).update(**fields)
    newsletter.refresh_from_db()
    assert printed_as(newsletter, now=make.NOW) == ""
    assert "glijbaan" not in words_of(printed(newsletter))
    assert not to_print(make.NOW).exists()


def test_a_changed_post_is_printed_again(newsletter, news, greet, rung):
    printed(newsletter)
    posts.edit_post(
        post=news, title=news.title, text="Met een wip.", comments_open=True, by=greet, now=make.NOW
    )
    newsletter.refresh_from_db()
    assert printed_as(newsletter, now=make.NOW) == ""
    sweep_newsletters(now=make.NOW)
    assert rung == [str(newsletter.pk)]
    assert "Met een wip." in words_of(printed(newsletter))


def test_of_a_newsletter_that_is_not_there_no_file_is_left(newsletter):
    stored_as = printed(newsletter).stored_as
    Post.objects.filter(pk=newsletter.pk).update(state=Post.State.HIDDEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("common.storage.transaction.on_commit", lambda run: run())
        sweep_newsletters(now=make.NOW)
    assert not exists_private(stored_as)
    assert print_newsletter(newsletter_id=newsletter.pk, now=make.NOW) is None


def test_one_that_is_printed_rings_no_more(newsletter, rung):
    assert sweep_newsletters(now=make.NOW) == 1
    printed(newsletter)
    assert sweep_newsletters(now=make.NOW) == 0
