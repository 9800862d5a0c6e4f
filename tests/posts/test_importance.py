"""What a post says about its own delivery: how important it is, and whether its words stay in Kring."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hours.models import HoursException
from hours.queries import next_school_window
from posts import actions
from posts.errors import Refused
from posts.models import Post
from tests import make
from tests.posts.pictures import make_draft
from tests.posts.test_scheduled_posts import EVENING

Importance = Post.Importance


def publish(group, by, *, now=make.NOW, **meant):
    words = {"title": "Ontruiming", "text": "Iedereen is veilig.", "comments_open": True}
    return actions.publish_post(
        post_id=uuid4(), group=group, by=by, now=now, meant=actions.Meant(**meant), **words
    )


def typed(**fields):
    return {"id": str(uuid4()), "title": "Ontruiming", "text": "Veilig.", "delivery": "1", **fields}


def new_url(group):
    return reverse("posts:post-create", args=[group.slug])


def test_a_post_is_ordinary_unless_it_says_otherwise(group_5b, anna):
    post = publish(group_5b, anna)
    assert (post.importance, post.is_important, post.withholds_words, post.asks_readers) == (
        None,
        False,
        False,
        False,
    )


def test_whoever_may_post_says_that_it_is_important(group_5b, anna):
    post = publish(group_5b, anna, importance="important", is_delicate=True, asks_confirmation=True)
    post.refresh_from_db()
    assert (post.is_important, post.is_emergency) == (True, False)
    assert post.withholds_words
    assert post.asks_readers


def test_an_importance_nobody_knows_is_refused(group_5b, anna):
    with pytest.raises(ValueError, match="urgent"):
        publish(group_5b, anna, importance="urgent")


def test_the_director_sends_an_emergency_to_the_whole_school(school_group, greet):
    assert publish(school_group, greet, importance="emergency").is_emergency


def test_an_emergency_is_for_the_whole_school_and_from_its_director(group_5b, school_group, anna, greet):
    for group, by in [(group_5b, anna), (group_5b, greet), (school_group, anna)]:
        with pytest.raises(PermissionDenied):
            publish(group, by, importance="emergency")
    assert not Post.objects.exists()


def test_a_draft_is_no_emergency_either_without_the_right(group_5b, anna):
    draft = make_draft(group_5b, anna)
    words = {"title": "Brand", "text": "", "comments_open": True, "meant": {"importance": "emergency"}}
    with pytest.raises(PermissionDenied):
        actions.save_draft(post_id=draft.pk, group=group_5b, by=anna, now=make.NOW, **words)


def test_an_emergency_passes_the_hours_and_that_is_written_down(
    monkeypatch, school_group, greet, carla, emma
):
    monkeypatch.setattr("posts.actions.posts.next_school_window", next_school_window)
    post = publish(school_group, greet, now=EVENING, importance="emergency")
    assert Post.objects.visible_to(carla, EVENING).get() == post
    exception = HoursException.objects.get()
    assert (exception.reason, exception.subject, exception.made_by) == ("emergency", post.pk, greet)
    assert publish(school_group, greet, now=EVENING, importance="important").scheduled_for


def test_in_another_group_an_emergency_is_only_important(group_5b, school_group, greet):
    draft = make_draft(school_group, greet, importance=Importance.EMERGENCY)
    assert actions.move_draft(post=draft, group=group_5b, by=greet).importance == Importance.IMPORTANT


def test_once_placed_its_importance_stays(group_5b, anna):
    post = publish(group_5b, anna)
    words = {"title": post.title, "text": post.text, "comments_open": True, "by": anna, "now": make.NOW}
    with pytest.raises(Refused, match="ligt vast"):
        actions.edit_post(post=post, meant={"importance": "important"}, **words)
    assert actions.edit_post(post=post, meant={"is_delicate": True}, **words).withholds_words
    post.refresh_from_db()
    assert not post.is_important


def test_the_composer_keeps_what_was_chosen(group_5b, anna, sign_in):
    client = sign_in(anna)
    sent = typed(then="draft", importance="important", is_delicate="on", asks_confirmation="on")
    page = client.post(new_url(group_5b), sent, follow=True)
    post = Post.objects.get()
    assert (post.importance, post.is_delicate, post.asks_confirmation) == ("important", True, True)
    form = page.context["form"]
    assert (form["importance"].value(), form["asks_confirmation"].value()) == ("important", True)
    client.post(reverse("posts:post-edit", args=[post.pk]), typed(then="draft", importance=""))
    post.refresh_from_db()
    assert (post.importance, post.is_delicate, post.asks_confirmation) == (None, False, False)


def test_a_form_without_the_part_about_delivery_changes_nothing(group_5b, anna, sign_in):
    draft = make_draft(group_5b, anna, importance="important", is_delicate=True)
    words = {"title": "Andere titel", "text": "", "then": "draft"}
    sign_in(anna).post(reverse("posts:post-edit", args=[draft.pk]), words)
    draft.refresh_from_db()
    assert (draft.title, draft.importance, draft.is_delicate) == ("Andere titel", "important", True)


@pytest.mark.parametrize(
    ("who", "where", "offered"),
    [("anna", "group_5b", False), ("greet", "group_5b", False), ("greet", "school_group", True)],
)
def test_who_is_offered_an_emergency(who, where, offered, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    page = client.get(new_url(request.getfixturevalue(where))).content.decode()
    assert ("Noodgeval" in page) == offered
    assert "ook wie een weekoverzicht koos" in page


def test_an_emergency_that_is_not_offered_is_an_error_at_its_field(group_5b, anna, sign_in):
    answer = sign_in(anna).post(new_url(group_5b), typed(then="publish", importance="emergency"))
    assert answer.status_code == 422
    assert "importance" in answer.context["form"].errors
    assert not Post.objects.exists()


def test_an_emergency_is_asked_once_more_with_the_number_of_people(
    school_group, greet, carla, dirk, emma, anna, sign_in
):
    client, sent = sign_in(greet), typed(then="publish", importance="emergency", not_about="Roos")
    asked = client.post(new_url(school_group), sent)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert Post.objects.get().state == "draft"
    assert f"Ja, stuur nu naar {asked.context['readers'].all} mensen" in page
    assert asked.context["readers"].parents == 2
    again = dict(asked.context["typed"]) | {"then": "publish", "sure": "yes"}
    assert again["not_about"] == "Roos"
    assert client.post(new_url(school_group), again).status_code == 302
    assert Post.objects.get().state == "published"


def test_the_page_says_when_it_leaves(group_5b, anna, sign_in):
    page = sign_in(anna).get(new_url(group_5b))
    assert "Plaats je het nu, dan gaat het om" in page.content.decode()
    waited = page.context["leaves_at"]
    assert waited is not None
    placed = publish(group_5b, anna)
    edited = sign_in(anna).get(reverse("posts:post-edit", args=[placed.pk]))
    assert edited.context["leaves_at"] is None
    assert "importance" not in edited.context["form"].fields


@pytest.mark.parametrize(
    ("importance", "words"), [("important", "Belangrijk"), ("emergency", "Noodgeval"), (None, "")]
)
def test_the_card_says_it_in_words(importance, words, school_group, greet, carla, emma, sign_in):
    post = make.make_post(school_group, greet, importance=importance)
    page = sign_in(carla).get(reverse("posts:post-detail", args=[post.pk])).content.decode()
    labels = [word for word in ("Belangrijk", "Noodgeval") if word in page]
    assert labels == ([words] if words else [])
