"""Making a newsletter: a post with posts chosen into it; nothing is copied, nothing is there twice (R090, R162)."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from delivery.actions.newsletters import (
    Draft,
    discard_newsletter,
    move_entry,
    place_newsletter,
    save_newsletter,
)
from delivery.models import Newsletter, NewsletterEntry
from delivery.queries.newsletters import intro_of, offered
from posts import actions as posts
from posts.errors import NotYours, Refused
from posts.models import Post
from tests import make

WORDS = Draft("Nieuwsbrief", "Dag allemaal.")


@pytest.fixture
def news(school_group, greet):
    return make.make_post(school_group, greet, "Plein opgeknapt")


@pytest.fixture
def more(school_group, greet):
    return make.make_post(school_group, greet, "Luizenpluizers gezocht")


def save(group, by, draft=WORDS, pk=None):
    return save_newsletter(newsletter_id=pk or uuid.uuid4(), group=group, draft=draft, by=by, now=make.NOW)


def chosen_in(newsletter):
    return [entry.post for entry in newsletter.entries.all()]


def test_it_is_a_post_for_the_whole_school_that_leads_to_its_page(school_group, greet, carla, news):
    newsletter = make.make_newsletter(school_group, greet, news)
    assert Post.objects.visible_to(carla, make.NOW).get(pk=newsletter.pk).title == "Nieuwsbrief week 41"
    assert f"/newsletters/{newsletter.pk}/" in newsletter.post.text
    assert intro_of(newsletter.post) == "Het wordt herfst."


def test_what_others_wrote_is_not_copied_into_it(school_group, greet, news):
    assert news.title not in make.make_newsletter(school_group, greet, news).post.text


def test_saving_and_placing_twice_is_once(school_group, greet, news):
    newsletter = save(school_group, greet, Draft("Nieuwsbrief", "Dag.", [news.pk, news.pk]))
    save(school_group, greet, Draft("Nieuwsbrief", "Dag.", [news.pk]), pk=newsletter.pk)
    first = place_newsletter(newsletter=newsletter, by=greet, now=make.NOW)
    again = place_newsletter(newsletter=newsletter, by=greet, now=make.NOW)
    assert first == again
    assert (Newsletter.objects.count(), NewsletterEntry.objects.count()) == (1, 1)


def test_one_that_was_placed_stays_as_it_is(school_group, greet, news):
    newsletter = make.make_newsletter(school_group, greet, news)
    save(school_group, greet, pk=newsletter.pk)
    newsletter.post.refresh_from_db()
    assert newsletter.post.title == "Nieuwsbrief week 41"
    assert chosen_in(newsletter) == [news]


def test_posts_stand_in_the_order_in_which_they_were_chosen_and_change_places(
    school_group, greet, news, more
):
    newsletter = make.make_newsletter(school_group, greet, news, more, is_placed=False)
    assert chosen_in(newsletter) == [news, more]
    move_entry(newsletter=newsletter, post_id=more.pk, step=-1, by=greet)
    move_entry(newsletter=newsletter, post_id=more.pk, step=-1, by=greet)
    assert chosen_in(newsletter) == [more, news]


@pytest.mark.parametrize(
    "fields",
    [{"readers": "pictured"}, {"is_delicate": True}, {"state": "hidden"}, {"state": "draft"}],
    ids=["pictured", "delicate", "hidden", "draft"],
)
def test_what_is_not_for_everybody_cannot_be_chosen(school_group, greet, fields):
    post = make.make_post(school_group, greet, "Niet voor iedereen", **fields)
    newsletter = make.make_newsletter(school_group, greet, post, is_placed=False)
    assert chosen_in(newsletter) == []
    assert offered(newsletter, school_group.school, greet, now=make.NOW) == []


def test_neither_a_post_of_a_class_nor_of_another_school_nor_a_newsletter_can_be_chosen(
    school_group, greet, group_5b, anna, stranger_director
):
    of_class = make.make_post(group_5b, anna)
    elsewhere = make.make_post(stranger_director.memberships.get().group, stranger_director)
    earlier = make.make_newsletter(school_group, greet).post
    newsletter = make.make_newsletter(school_group, greet, of_class, elsewhere, earlier, is_placed=False)
    assert chosen_in(newsletter) == []


def test_what_was_hidden_before_it_is_placed_is_left_out(school_group, greet, news, more):
    newsletter = make.make_newsletter(school_group, greet, news, more, is_placed=False)
    Post.objects.filter(pk=news.pk).update(state=Post.State.HIDDEN)
    place_newsletter(newsletter=newsletter, by=greet, now=make.NOW)
    assert chosen_in(newsletter) == [more]


def test_who_may_not_write_to_the_whole_school_makes_none(school_group, group_5b, anna, carla, henk, greet):
    for person in (anna, carla, henk):
        with pytest.raises(PermissionDenied):
            save(school_group, person)
    with pytest.raises(PermissionDenied):
        save(group_5b, greet)
    assert not Post.objects.exists()


def test_the_draft_of_somebody_else_is_not_there(school_group, greet, stranger_director):
    newsletter = make.make_newsletter(school_group, greet, is_placed=False)
    elsewhere = stranger_director.memberships.get().group
    with pytest.raises(NotYours):
        save(elsewhere, stranger_director, pk=newsletter.pk)
    with pytest.raises(PermissionDenied):
        move_entry(newsletter=newsletter, post_id=uuid.uuid4(), step=1, by=stranger_director)
    with pytest.raises(PermissionDenied):
        discard_newsletter(newsletter=newsletter, by=stranger_director)


def test_a_post_that_was_placed_does_not_become_one(school_group, greet, news):
    with pytest.raises(NotYours):
        save(school_group, greet, pk=news.pk)
    assert not Newsletter.objects.exists()


def test_without_words_and_posts_there_is_nothing_to_place(school_group, greet):
    newsletter = save(school_group, greet, Draft("Nieuwsbrief", "  "))
    with pytest.raises(Refused, match="choose a post|kies een bericht"):
        place_newsletter(newsletter=newsletter, by=greet, now=make.NOW)


def test_a_draft_that_is_thrown_away_takes_no_chosen_post_along(school_group, greet, news):
    newsletter = make.make_newsletter(school_group, greet, news, is_placed=False)
    discard_newsletter(newsletter=newsletter, by=greet)
    assert not Newsletter.objects.exists()
    assert list(Post.objects.all()) == [news]


def test_what_was_taken_back_is_changed_and_placed_again(school_group, greet, news, more):
    newsletter = make.make_newsletter(school_group, greet, news)
    posts.take_back_post(post=newsletter.post, by=greet, now=make.NOW)
    save(school_group, greet, Draft("Nieuwsbrief 41", "Beter.", [more.pk]), pk=newsletter.pk)
    post = place_newsletter(newsletter=newsletter, by=greet, now=make.NOW)
    assert (post.title, intro_of(post), post.state) == ("Nieuwsbrief 41", "Beter.", "published")
    assert chosen_in(newsletter) == [more]


def test_outside_hours_it_waits_and_with_a_reason_it_does_not(school_group, greet, monkeypatch):
    monkeypatch.setattr("posts.actions.posts.next_school_window", lambda school, now: now.replace(hour=20))
    newsletter = make.make_newsletter(school_group, greet, is_placed=False)
    assert place_newsletter(newsletter=newsletter, by=greet, now=make.NOW).scheduled_for is not None
    post = place_newsletter(newsletter=newsletter, by=greet, now=make.NOW, reason="safety")
    assert post.state == Post.State.PUBLISHED


def test_nobody_comments_on_it_unless_the_editor_opens_that(school_group, greet):
    assert not make.make_newsletter(school_group, greet).post.comments_open


def test_thrown_away_at_the_post_it_is_gone_as_well(school_group, greet, news):
    newsletter = make.make_newsletter(school_group, greet, news, is_placed=False)
    posts.discard_draft(post=newsletter.post, by=greet)
    assert not Newsletter.objects.exists()
    assert list(Post.objects.all()) == [news]


def test_moved_to_a_class_it_is_an_ordinary_post(school_group, group_5b, greet, anna, news):
    newsletter = make.make_newsletter(school_group, greet, news, is_placed=False)
    posts.move_draft(post=newsletter.post, group=group_5b, by=greet)
    Post.objects.filter(pk=newsletter.pk).update(state="published", published_at=make.NOW)
    assert Post.objects.visible_to(anna, make.NOW).filter(pk=newsletter.pk).exists()
    assert not Newsletter.objects.visible_to(anna, make.NOW).exists()
    assert not Newsletter.objects.placed().exists()
