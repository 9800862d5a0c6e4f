"""Taking a post back before it is sent (R140): its writer has it again, whole, and nobody else sees it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from moderation import actions as moderation
from posts import actions, removal
from posts.actions.interactions import confirm_read
from posts.errors import Refused
from posts.models import Post, PostVersion
from posts.queries.leaving import leaves_at, minutes_left
from tests import make
from tests.posts.pictures import make_ready_photo, upload

SOON = make.NOW + timedelta(minutes=1)
EDGE = make.NOW + timedelta(minutes=5)


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna, asks_confirmation=True)


def take_back(post, by, now=SOON):
    return actions.take_back_post(post=post, by=by, now=now)


def place_again(post, by, now=SOON, **words):
    words = {"title": post.title, "text": post.text, "comments_open": True, **words}
    return actions.publish_post(post_id=post.pk, group=post.group, by=by, now=now, **words)


def test_its_writer_has_it_back_and_nobody_else_sees_it(post, anna, carla, greet):
    taken = take_back(post, anna)
    assert (taken.is_on_desk, taken.title, taken.text) == (True, post.title, post.text)
    for reader in (carla, greet, anna):
        assert not Post.objects.visible_to(reader, SOON).exists()
    assert Post.objects.drafts_of(anna).get() == post
    assert not Post.objects.drafts_of(greet).exists()


def test_taking_back_twice_is_once(post, anna):
    assert take_back(post, anna).taken_back_at == take_back(post, anna, EDGE).taken_back_at == SOON


@pytest.mark.parametrize("who", ["greet", "bram", "carla", "dirk", "farid", "henk", "ilse"])
def test_only_its_writer_takes_it_back(post, who, request):
    with pytest.raises(PermissionDenied):
        take_back(post, request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("seconds", "is_back"), [(0, True), (289, True), (290, False), (300, False), (9000, False)]
)
def test_after_the_window_it_is_too_late(post, anna, seconds, is_back):
    moment = make.NOW + timedelta(seconds=seconds)
    assert (minutes_left(post, undo_minutes=5, now=moment) > 0) == is_back
    if is_back:
        assert take_back(post, anna, moment).is_on_desk
    else:
        with pytest.raises(Refused, match="verstuurd"):
            take_back(post, anna, moment)


def test_the_school_sets_how_long(school, greet, post, anna):
    make.set_policy(school, greet, undo_minutes=60)
    later = make.make_post(post.group, anna, published_at=make.NOW + timedelta(seconds=1))
    assert take_back(later, anna, make.NOW + timedelta(minutes=50)).is_on_desk
    with pytest.raises(Refused, match="instellingen"):
        take_back(make.make_post(post.group, anna, published_at=make.NOW - timedelta(seconds=1)), anna)


def test_an_emergency_never_comes_back(school_group, greet):
    post = make.make_post(school_group, greet, importance="emergency")
    assert leaves_at(post, undo_minutes=5) == make.NOW
    with pytest.raises(Refused):
        take_back(post, greet, make.NOW)


@pytest.mark.parametrize("answer", ["comment", "reaction", "confirmation", "hidden comment"])
def test_what_somebody_answered_stays(post, anna, carla, answer):
    if answer == "reaction":
        post.reactions.create(user=carla, kind="heart")
    elif answer == "confirmation":
        confirm_read(post=post, by=carla)
    else:
        comment = make.make_comment(post, carla)
        if answer == "hidden comment":
            removal.hide_content(content=comment, by=None, now=SOON)
    with pytest.raises(Refused, match="reageerde"):
        take_back(post, anna)


def test_it_is_placed_again_with_new_words_and_another_window(post, anna, carla):
    take_back(post, anna)
    again = place_again(post, anna, EDGE, title="Naar de zee")
    assert (again.state, again.published_at, again.taken_back_at) == ("published", EDGE, None)
    assert Post.objects.visible_to(carla, EDGE).get().title == "Naar de zee"
    assert PostVersion.objects.get().title == "Naar het bos"
    assert take_back(again, anna, EDGE + timedelta(minutes=4)).is_on_desk


def test_it_may_go_to_another_group_and_change_how_important_it_is(post, anna, greet, group_6a):
    make.make_staff("Joke", group_6a)
    own = make.make_post(post.group, greet)
    take_back(own, greet)
    moved = actions.move_draft(post=own, group=group_6a, by=greet)
    placed = place_again(moved, greet, meant={"importance": "important"})
    assert (placed.group, placed.importance) == (group_6a, "important")


def test_in_the_evening_it_waits_like_any_draft(post, anna, carla, monkeypatch):
    monkeypatch.setattr("posts.actions.posts.next_school_window", lambda school, now: EDGE)
    take_back(post, anna)
    assert place_again(post, anna).scheduled_for == EDGE
    assert not Post.objects.visible_to(carla, SOON).exists()
    assert [actions.place_due_posts(now=EDGE) for _time in range(2)] == [1, 0]
    assert Post.objects.visible_to(carla, EDGE).get().published_at == EDGE


def test_its_words_change_but_do_not_go(post, anna):
    take_back(post, anna)
    words = {"text": "", "comments_open": True, "by": anna, "now": SOON}
    with pytest.raises(Refused):
        actions.save_draft(post_id=post.pk, group=post.group, title="", **words)
    assert actions.save_draft(post_id=post.pk, group=post.group, title="Anders", **words).text == ""
    assert PostVersion.objects.get().text == "Wat een dag."
    with pytest.raises(PermissionDenied):
        actions.discard_draft(post=post, by=anna)


def test_a_wrong_photo_is_taken_out_before_it_is_placed_again(group_5b, anna):
    post = make.make_post(group_5b, anna)
    photo = make_ready_photo(post)
    take_back(post, anna)
    actions.delete_photo(photo=photo, by=anna)
    assert not post.photos.exists()
    assert actions.add_photo(post=post, file=upload(), by=anna, now=SOON).post == post


def test_what_was_reported_is_the_schools_to_place_again(group_5b, anna, carla, greet):
    post = make.make_post(group_5b, anna)
    photo = make_ready_photo(post)
    moderation.report_content(target=post, reason="hurtful", by=carla, now=make.NOW)
    take_back(post, anna)
    with pytest.raises(Refused, match="meldde"):
        actions.delete_photo(photo=photo, by=anna)
    removal.hide_content(content=post, by=greet, now=SOON)
    assert not Post.objects.drafts_of(anna).exists()
    assert place_again(post, anna).state == "hidden"


def test_no_door_of_moderation_places_what_its_writer_took_back(post, anna, greet):
    take_back(post, anna)
    assert not removal.show_content(content=post, by=greet)
    assert post.is_on_desk


def test_the_bar_and_the_button_take_it_back(group_5b, anna, carla, sign_in):
    post = make.make_post(group_5b, anna, published_at=timezone.now())
    client, page = sign_in(anna), reverse("posts:post-detail", args=[post.pk])
    assert "Nog 5 minuten: er is nog niets verstuurd." in client.get(page).content.decode()
    assert "Terug naar concept" not in sign_in(carla).get(page).content.decode()
    client.cookies["django_language"] = "en"
    assert "Back to draft" in client.get(page).content.decode()
    client.cookies["django_language"] = "nl"
    answer = client.post(reverse("posts:takeback", args=[post.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("posts:post-edit", args=[post.pk])
    assert "Je nam dit bericht terug." in answer.content.decode()
    assert client.get(page).status_code == 404


def test_who_is_too_late_reads_why(post, anna, sign_in):
    answer = sign_in(anna).post(reverse("posts:takeback", args=[post.pk]), follow=True)
    assert "Terugnemen kan niet meer" in answer.content.decode()
    assert "Terug naar concept" not in answer.content.decode()
    post.refresh_from_db()
    assert post.state == "published"


def test_the_composer_places_it_again_and_does_not_blank_it(post, anna, sign_in):
    take_back(post, anna)
    client, url = sign_in(anna), reverse("posts:post-edit", args=[post.pk])
    assert "hx-post" not in client.get(url).content.decode().split('id="post-form"')[1].split(">")[0]
    sent = {"title": "", "text": "Nieuw", "then": "draft"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"title": "Nieuw", "then": "publish"}).status_code == 302
    post.refresh_from_db()
    assert (post.state, post.title) == ("published", "Nieuw")
