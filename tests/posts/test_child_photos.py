"""Where a child can be seen: everything, nothing of other children, and the same as somebody counting by hand."""

import pytest
from django.urls import reverse
from django.utils import timezone

from people.models import User
from posts.models import Comment, Photo, Post
from posts.queries.masks import masks_for
from posts.queries.whereabouts import mentions_of, photos_with, where_is
from tests import make
from tests.posts.test_feed_queries import statements

NOW = timezone.now


def page(client, child, query=""):
    return client.get(reverse("posts:child-photos", args=[child.pk]) + query)


def rows(child, user):
    return where_is(photos_with(child, user, now=NOW()), child, user, now=NOW())


@pytest.fixture
def posts(group_5b, group_6a, school_group, anna, greet, bram, emma, lotte):
    """Emma in her class, in the whole school and for pictured families only; elsewhere and hidden as well."""
    kinds = [
        (group_5b, anna, {}),
        (school_group, greet, {}),
        (group_5b, anna, {"readers": "pictured"}),
        (group_6a, bram, {}),
        (group_5b, anna, {"state": Post.State.HIDDEN}),
        (group_5b, anna, {"state": Post.State.DRAFT}),
    ]
    made = []
    for number, (group, author, fields) in enumerate(kinds):
        post = make.make_post(group, author, f"Bericht {number}", **fields)
        make.make_region(make.make_photo(post), emma)
        make.make_region(make.make_photo(post, checked=number != 1), emma, x=0.1)
        make.make_region(make.make_photo(post), lotte)
        made.append(post)
    return made


def by_hand(child, user):
    """Every photo there is, asked one by one."""
    found = {}
    for photo in Photo.objects.all():
        post = Post.objects.visible_to(user, NOW()).filter(pk=photo.post_id, state="published")
        named = [region for region in photo.regions.all() if region.child_id == child.pk]
        if named and post.exists() and photo.hidden_at is None:
            accounts = [
                u for u in User.objects.all() if Post.objects.visible_to(u, NOW()).filter(pk=photo.post_id)
            ]
            today = timezone.localdate()
            mask = masks_for([photo], today=today, viewer=user)[photo.pk]
            found[photo.pk] = (mask.key, mask.shared_key, len(accounts))
    return found


@pytest.mark.parametrize("answer", ["yes", "no", None])
def test_the_page_says_what_somebody_counting_by_hand_finds(
    answer, posts, emma, carla, dirk, koen, farid, henk, olga, ilse
):
    if answer:
        make.decide(emma, carla, answer)
    found = {row.id: (row.own.mask, row.shared.mask, row.accounts) for row in rows(emma, carla)}
    assert found == by_hand(emma, carla)
    assert len(found) == 6


def test_open_or_covered_is_said_for_what_the_others_get(posts, emma, carla):
    make.decide(emma, carla, "yes")
    said = {(row.post.title, row.own.id): row.why for row in rows(emma, carla)}
    assert sorted(said.values()) == ["", "", "", "", "no-answer", "unchecked"]


def test_the_other_children_are_not_on_the_page(posts, emma, lotte, carla, koen, sign_in):
    content = page(sign_in(carla), emma).content.decode()
    assert "Lotte" not in content
    assert page(sign_in(koen), emma).status_code == 404


def test_the_other_guardian_who_refused_is_not_named(posts, emma, carla, dirk, sign_in):
    make.decide(emma, carla, "yes")
    make.decide(emma, dirk, "no")
    content = page(sign_in(carla), emma).content.decode()
    assert "Dirk" not in content
    assert "Voor deze groep geldt nee" in content


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Emma was er ook", True),
        ("Wat deed EMMA?", True),
        ("Goed zo, emma!", True),
        ("Emmanuel was er", False),
        ("De gemma-groep", False),
        ("Dilemma", False),
        ("**Emma** en Lotte", True),
    ],
)
def test_a_name_is_a_whole_word(text, is_found, group_5b, anna, emma, carla):
    make.make_post(group_5b, anna, text=text)
    make.make_comment(make.make_post(group_5b, anna, text="Niets"), carla, text)
    assert len(mentions_of(emma, carla, now=NOW())) == (2 if is_found else 0)


def test_a_name_with_an_accent_is_found_without_it(group_5b, anna):
    child, parent = make.make_child("Zoë", group_5b), make.make_user()
    make.make_guardian(child, parent)
    make.make_post(group_5b, anna, "Zoe las voor")
    make.make_post(group_5b, anna, "Bij de ZOË-boom")
    assert len(mentions_of(child, parent, now=NOW())) == 2


def test_names_are_looked_for_in_the_groups_of_the_child_only(
    group_5b, group_6a, anna, bram, emma, finn, carla
):
    make.make_guardian(finn, carla)
    make.make_post(group_6a, bram, "Emma kwam langs")
    hidden = make.make_comment(make.make_post(group_5b, anna), carla, "Emma!", state=Comment.State.HIDDEN)
    assert mentions_of(emma, carla, now=NOW()) == []
    assert hidden.post.title


def test_ten_photos_and_twenty_cost_the_same(group_5b, school_group, anna, greet, emma, carla, sign_in):
    client, address = sign_in(carla), reverse("posts:child-photos", args=[emma.pk])

    def fill(count):
        for number in range(count):
            post = make.make_post(group_5b if number % 2 else school_group, anna, f"Emma {number}")
            make.make_region(make.make_photo(post), emma)

    fill(10)
    client.get(address)
    ten = statements(client, address)
    fill(10)
    assert statements(client, address) == ten
    assert ten <= 35


def test_the_list_has_pages_of_twenty_four(group_5b, anna, emma, carla, sign_in):
    for number in range(25):
        make.make_region(make.make_photo(make.make_post(group_5b, anna, f"Bericht {number}")), emma)
    client = sign_in(carla)
    assert len(page(client, emma).context["rows"]) == 24
    assert len(page(client, emma, "?page=2").context["rows"]) == 1


def test_the_album_shows_the_photos_alone(posts, emma, carla, sign_in):
    content = page(sign_in(carla), emma, "?view=album").content.decode()
    assert content.count("/320/") == 6
    assert 'value="object"' not in content


def test_mijn_gezin_leads_there(emma, carla, sign_in):
    assert reverse("posts:child-photos", args=[emma.pk]) in sign_in(carla).get("/family/").content.decode()
