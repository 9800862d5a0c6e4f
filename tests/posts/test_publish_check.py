"""What stands in the way of placing a post: names beside photos, readers nobody is, an event that is not asked here."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from consent.models import Purpose
from posts import actions
from posts.errors import NotReady, Refused
from posts.models import Photo, Post, Region
from posts.queries.masks import masks_for
from posts.queries.publishing import other_groups, parents_of_pictured, reader_counts
from tests import make
from tests.posts.pictures import TODAY, make_draft, mask_of, say_yes, upload


@pytest.fixture
def draft(group_5b, anna):
    draft = make_draft(group_5b, anna)
    make.make_photo(draft)
    return draft


def make_event(school, group=None, ends_on=TODAY + timedelta(days=500)):
    words = {"title": "Kamp", "sentence": "Wie ziet het", "yes_means": "ja", "no_means": "nee"}
    return Purpose.objects.create(school=school, audience="event", group=group, ends_on=ends_on, **words)


def url_of(post):
    return reverse("posts:post-edit", args=[post.pk])


def typed(**fields):
    return {"title": "Naar het bos", "text": "Nat!", "comments_open": "on", **fields}


def test_a_name_stops_the_post_and_everything_typed_is_kept(draft, anna, emma, sign_in):
    answer = sign_in(anna).post(url_of(draft), typed(text="Emma klom hoog", then="publish"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("De naam Emma mag niet bij een foto staan.") >= 2
    assert 'href="#id_text"' in page
    assert 'name="not_about" value="emma"' in page
    assert "Emma klom hoog" in page
    assert Post.objects.get().state == Post.State.DRAFT


def test_a_tick_that_it_is_about_something_else_lets_it_pass(draft, anna, emma, sign_in):
    answer = sign_in(anna).post(
        url_of(draft), typed(text="Emma klom", then="publish", not_about=["emma", "x"])
    )
    assert answer.status_code == 302
    assert Post.objects.get().state == Post.State.PUBLISHED


def test_a_form_made_by_hand_finds_no_other_door(draft, anna, emma):
    words = {"title": "Emma", "text": "Emma Jansen", "comments_open": True, "by": anna, "now": make.NOW}
    with pytest.raises(NotReady) as stopped:
        actions.publish_post(post_id=draft.pk, group=draft.group, not_about=["emma", "~jansen"], **words)
    assert [field for field, _sentence in stopped.value.complaints] == ["text"]


def test_an_edit_is_looked_at_again_and_nothing_of_it_is_kept(group_5b, anna, emma, sign_in):
    post = make.make_post(group_5b, anna)
    make.make_photo(post)
    answer = sign_in(anna).post(url_of(post), typed(title="Emma wint", then="save"))
    assert answer.status_code == 422
    assert answer.content.decode().count("Emma wint") >= 1
    post.refresh_from_db()
    assert (post.title, post.versions.count()) == ("Naar het bos", 0)


def test_saving_by_itself_shows_the_names_so_far(draft, anna, emma, sign_in):
    sent = typed(text="met Emma", then="autosave", not_about="emma")
    page = sign_in(anna).post(url_of(draft), sent, headers={"HX-Request": "true"}).content.decode()
    assert 'id="names-check" hx-swap-oob="true"' in page
    assert 'value="emma" checked' in page


def test_no_name_gets_into_a_description(draft, anna, emma, sign_in):
    photo = draft.photos.get()
    answer = sign_in(anna).post(reverse("posts:photo-check", args=[photo.pk]), {"alt_text": "Emma lacht"})
    assert answer.status_code == 422
    with pytest.raises(NotReady):
        actions.describe_photo(photo=photo, alt_text="emma lacht", by=anna)
    assert Photo.objects.get().alt_text == ""


def test_a_description_written_before_stops_the_post(draft, anna, emma, sign_in):
    draft.photos.update(alt_text="Emma lacht")
    answer = sign_in(anna).post(url_of(draft), typed(then="publish", not_about="emma"))
    assert answer.status_code == 422
    assert "In de beschrijving van foto 1 staat Emma." in answer.content.decode()


def test_a_photo_beside_names_that_were_placed_is_refused(group_5b, anna, emma):
    post = make.make_post(group_5b, anna, text="Emma wint")
    with pytest.raises(NotReady):
        actions.add_photo(post=post, file=upload(), by=anna, now=make.NOW)
    assert not Photo.objects.exists()


def test_a_post_for_nobody_is_refused_at_its_field(draft, anna, emma, sign_in):
    answer = sign_in(anna).post(url_of(draft), typed(readers="pictured", then="publish"))
    assert answer.status_code == 422
    assert "Op deze foto’s heeft nog geen kind een naam." in answer.content.decode()
    assert Post.objects.get().readers == "pictured"
    make.make_region(draft.photos.get(), emma)
    assert sign_in(anna).post(url_of(draft), typed(readers="pictured", then="publish")).status_code == 302


def test_only_hidden_photos_name_nobody(draft, anna, emma):
    make.make_region(draft.photos.get(), emma)
    draft.photos.update(hidden_at=make.NOW)
    with pytest.raises(NotReady):
        actions.publish_post(
            post_id=draft.pk,
            group=draft.group,
            title="x",
            text="",
            comments_open=True,
            meant=actions.Meant(readers="pictured"),
            by=anna,
            now=make.NOW,
        )


def test_an_action_that_says_nothing_about_readers_leaves_them_alone(group_5b, anna, emma):
    post = make.make_post(group_5b, anna, readers="pictured")
    make.make_region(make.make_photo(post), emma)
    words = {"title": "Anders", "text": "", "comments_open": True, "by": anna, "now": make.NOW}
    actions.edit_post(post=post, **words)
    assert Post.objects.get().readers == "pictured"
    actions.edit_post(post=post, **words, meant=actions.Meant(readers=None))
    assert Post.objects.get().readers is None


def test_an_event_is_offered_where_it_is_asked_and_covers_who_said_no(
    draft, anna, emma, carla, school, sign_in
):
    assert "Kamp" not in sign_in(anna).get(url_of(draft)).content.decode()
    event = make_event(school, draft.group)
    make.make_region(draft.photos.get(), emma)
    say_yes(emma, carla)
    assert mask_of(draft.photos.get()).covered == 0
    sign_in(anna).post(url_of(draft), typed(event=str(event.pk), then="draft"))
    draft.refresh_from_db()
    assert draft.event == event
    assert mask_of(draft.photos.get()).covered == 1


def test_a_form_that_says_nothing_about_readers_or_event_leaves_them_alone(
    draft, group_5b, anna, school, sign_in
):
    event, client = make_event(school, group_5b), sign_in(anna)
    client.post(url_of(draft), typed(readers="pictured", event=str(event.pk), then="draft"))
    new = reverse("posts:post-create", args=[group_5b.slug])
    for url in (url_of(draft), new):
        assert client.post(url, typed(id=str(draft.pk), text="Droog!", then="draft")).status_code == 302
        draft.refresh_from_db()
        assert (draft.text, draft.readers, draft.event) == ("Droog!", "pictured", event)
    client.post(url_of(draft), typed(readers="", event="", then="draft"))
    draft.refresh_from_db()
    assert (draft.readers, draft.event) == (None, None)


def test_an_event_of_another_group_or_school_is_refused(draft, anna, group_6a, other_school, school):
    words = {"title": "x", "text": "", "comments_open": True, "by": anna, "now": make.NOW}
    over = make_event(school, ends_on=TODAY - timedelta(days=1))
    for event in (make_event(school, group_6a), make_event(other_school), over):
        with pytest.raises(Refused):
            actions.save_draft(post_id=draft.pk, group=draft.group, meant=actions.Meant(event=event), **words)


def test_the_panel_counts_who_reads(group_5b, school_group, anna, bram, greet, henk, emma, carla, dirk, ilse):
    make.make_guardian(make.make_child("Noor", group_5b), carla)
    counts = reader_counts([group_5b, school_group], writer=anna, today=TODAY)
    readers = {
        group.pk: (counts[group.pk].parents, counts[group.pk].colleagues)
        for group in (group_5b, school_group)
    }
    assert readers[group_5b.pk] == (2, 1)
    seen = [user for user in (carla, dirk, greet, bram, henk) if sees(user, make.make_post(group_5b, anna))]
    assert seen == [carla, dirk, greet]


def sees(user, post):
    return Post.objects.visible_to(user, make.NOW).filter(pk=post.pk).exists()


def test_the_count_of_the_pictured_is_who_can_read_it(group_5b, anna, emma, carla, dirk):
    farah = make.make_user("Farah")
    make.make_guardian(make.make_child("Noor", group_5b), farah)
    post = make.make_post(group_5b, anna, readers="pictured")
    assert parents_of_pictured(post, today=TODAY) == 0
    make.make_region(make.make_photo(post), emma)
    assert parents_of_pictured(post, today=TODAY) == 2
    assert [sees(user, post) for user in (carla, dirk, farah)] == [True, True, False]


def test_another_group_says_first_how_many_leaves_come_with_it(
    draft, school_group, greet, emma, carla, sign_in
):
    Post.objects.update(author=greet)
    make.make_region(draft.photos.get(), emma)
    say_yes(emma, carla)
    option = next(o for o in other_groups(draft, [school_group], writer=greet, today=TODAY))
    assert option.more == 1
    page = sign_in(greet).get(url_of(draft)).content.decode()
    assert "dan komt er nog 1 kind achter een blad" in page
    move = typed(text="Blijft", then=f"move {school_group.slug}")
    page = sign_in(greet).post(url_of(draft), move, follow=True).content.decode()
    assert "Er zit nog 1 kind achter een blad." in page
    draft.refresh_from_db()
    assert (draft.group, draft.text, draft.state) == (school_group, "Blijft", "draft")
    assert mask_of(draft.photos.get()).covered == 1


def test_who_has_no_place_in_the_new_group_loses_the_name(draft, group_6a, greet, emma, carla):
    Post.objects.update(author=greet)
    photo = draft.photos.get()
    make.make_region(photo, emma)
    make.make_found(photo, emma)
    say_yes(emma, carla)
    actions.move_draft(post=draft, group=group_6a, by=greet)
    assert set(photo.regions.values_list("child", "state")) == {(None, "manual"), (None, "detected")}
    assert masks_for([Photo.objects.get()], today=TODAY)[photo.pk].covered == 2
    assert Region.objects.count() == 2


def test_a_draft_moves_only_where_its_writer_may_post(draft, group_6a, school_group, anna, sign_in):
    for group in (group_6a, school_group):
        with pytest.raises(PermissionDenied):
            actions.move_draft(post=draft, group=group, by=anna)
        assert sign_in(anna).post(url_of(draft), typed(then=f"move {group.slug}")).status_code == 404
    assert Post.objects.get().group == draft.group


def test_what_was_placed_does_not_move(group_5b, school_group, greet):
    post = make.make_post(group_5b, greet)
    with pytest.raises(PermissionDenied):
        actions.move_draft(post=post, group=school_group, by=greet)


def test_a_draft_moves_to_no_other_school(draft, anna, other_school):
    make.make_staff("Sam", make.make_group(other_school, "1A"))
    there = other_school.groups.classes().get()
    with pytest.raises(PermissionDenied):
        actions.move_draft(post=draft, group=there, by=anna)


def test_the_panel_says_why_somebody_is_behind_a_leaf(draft, anna, greet, emma, carla, sign_in):
    photo = draft.photos.get()
    make.make_region(photo, emma)
    Region.objects.create(photo=photo, person=greet, x=0.1, y=0.1, width=0.1, height=0.1, drawn_by=anna)
    say_yes(emma, carla)
    photo.objections.create(child=emma, made_by=carla)
    make.decide_about_self(greet, draft.school, "no")
    page = sign_in(anna).get(url_of(draft)).content.decode()
    assert "<b>Emma</b><small>Wil het zelf niet</small>" in page or "<b>Emma</b><small>" in page
    assert f"<b>{greet.get_short_name()}</b><small>" in page


def test_a_new_post_and_a_strange_id_still_work(group_5b, anna, sign_in):
    new = reverse("posts:post-create", args=[group_5b.slug])
    assert sign_in(anna).post(new, {**typed(then="move nergens"), "id": str(uuid.uuid4())}).status_code == 404
