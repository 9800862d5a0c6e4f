"""The feed over all groups of an account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Comment, FeedVisit, Post
from tests import make
from tests.make import NOW

FEED = "/feed/"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def text_of(client, address=FEED):
    return client.get(address).content.decode()


def test_a_parent_reads_the_posts_of_all_groups_of_all_children(
    carla, finn, group_5b, group_6a, school_group, anna, bram, greet, sign_in
):
    make.make_guardian(finn, carla)
    make.make_post(group_5b, anna, "Naar het bos")
    make.make_post(group_6a, bram, "Naar het museum")
    make.make_post(school_group, greet, "Studiedag")
    page = text_of(sign_in(carla))
    assert all(title in page for title in ("Naar het bos", "Naar het museum", "Studiedag"))


def test_the_text_of_another_group_is_never_in_the_feed(carla, group_6a, bram, farid, sign_in):
    post = make.make_post(group_6a, bram, "Kanarie", text="KANARIE")
    make.make_comment(post, farid, "KANARIE in een reactie")
    for address in (FEED, f"{FEED}?before={NOW.isoformat().replace('+', '%2B')}~{post.pk}"):
        page = text_of(sign_in(carla), address).upper()
        assert "KANARIE" not in page


def test_another_school_stays_outside(stranger_director, group_5b, anna, sign_in):
    make.make_post(group_5b, anna, "Kanarie")
    assert "Kanarie" not in text_of(sign_in(stranger_director))


def test_who_left_and_who_is_not_signed_in_is_sent_to_the_door(ilse, client, sign_in):
    assert client.get(FEED).status_code == 302
    assert sign_in(ilse).get(FEED).status_code == 302


def test_one_child_at_a_time(carla, emma, finn, group_5b, group_6a, anna, bram, sign_in):
    make.make_guardian(finn, carla)
    make.make_post(group_5b, anna, "Naar het bos")
    make.make_post(group_6a, bram, "Naar het museum")
    page = text_of(sign_in(carla), f"{FEED}?child={finn.pk}")
    assert "Naar het museum" in page
    assert "Naar het bos" not in page


@pytest.mark.parametrize(
    "query",
    [
        "child={finn}",
        "child=x",
        "before=x",
        "before=2026-10-06T13:00:00~x",
        "before=0001-01-01T00:00:00%2B14:00~{finn}",
        "before=",
    ],
)
def test_an_address_nobody_was_given_does_not_exist(carla, finn, sign_in, query):
    assert sign_in(carla).get(f"{FEED}?{query.format(finn=finn.pk)}").status_code == 404


def test_a_draft_a_hidden_post_and_a_post_of_tomorrow_are_absent(carla, group_5b, anna, sign_in):
    make.make_post(group_5b, anna, "Klad", state=Post.State.DRAFT)
    make.make_post(group_5b, anna, "Weg", state=Post.State.HIDDEN)
    make.make_post(group_5b, anna, "Morgen", published_at=timezone.now() + timedelta(days=1))
    page = text_of(sign_in(carla))
    assert not any(title in page for title in ("Klad", "Weg", "Morgen"))


def test_a_removed_post_leaves_a_tombstone_without_a_name(carla, group_5b, anna, dirk, sign_in):
    post = make.make_post(group_5b, anna, "", text="", state=Post.State.REMOVED)
    make.make_comment(post, dirk, "Kanarie")
    make.make_photo(post)
    post.reactions.create(user=dirk, kind="heart")
    page = text_of(sign_in(carla))
    card = page[page.index(f"post-{post.pk}") : page.index("</article>")]
    assert "<p" in card
    assert not any(word in card for word in ("Kanarie", "Juf Anna", "Dirk", "<img", "<button", "<form"))


def test_what_people_type_is_shown_as_text(carla, group_5b, anna, dirk, sign_in):
    post = make.make_post(group_5b, anna, HOSTILE, text=HOSTILE)
    make.make_comment(post, dirk, HOSTILE)
    make.make_photo(post, alt_text=HOSTILE)
    anna.called = HOSTILE[:80]
    anna.save()
    page = text_of(sign_in(carla))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_card_names_the_child_it_is_for(carla, group_5b, anna, sign_in):
    make.make_post(group_5b, anna)
    assert "Emma</span>" in text_of(sign_in(carla))
    assert "Emma" not in text_of(sign_in(anna))


def test_new_until_it_was_seen(carla, group_5b, anna, sign_in):
    make.make_post(group_5b, anna, published_at=NOW)
    client = sign_in(carla)
    assert "k-label--nieuw" in text_of(client)
    assert "k-label--nieuw" in text_of(client), "reading alone writes nothing"
    response = client.post("/feed/seen/", {"until": NOW.isoformat()})
    assert response.status_code == 302
    assert "k-label--nieuw" not in text_of(client)


def test_what_was_seen_never_goes_back_in_time(carla, sign_in):
    client = sign_in(carla)
    client.post("/feed/seen/", {"until": NOW.isoformat()})
    client.post(
        "/feed/seen/", {"until": (NOW - timedelta(days=1)).isoformat()}, headers={"HX-Request": "true"}
    )
    assert FeedVisit.objects.get(user=carla).seen_until == NOW


@pytest.mark.parametrize("until", ["", "nonsense", "2999-01-01T00:00:00+00:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_cannot_be_is_refused(carla, sign_in, until):
    assert sign_in(carla).post("/feed/seen/", {"until": until}).status_code == 400
    assert not FeedVisit.objects.exists()


def test_seen_is_a_post(carla, sign_in):
    assert sign_in(carla).get("/feed/seen/").status_code == 405


def test_older_posts_follow_page_after_page_without_a_gap(carla, group_5b, anna, sign_in):
    for number in range(45):
        make.make_post(
            group_5b, anna, f"Bericht nr{number:02}", published_at=NOW - timedelta(hours=number // 3)
        )
    client, address, seen = sign_in(carla), FEED, []
    while address:
        response = client.get(address)
        page = response.context["page"]
        seen += [card.head.title for card in page.cards]
        address = f"{FEED}?before={page.next_cursor}".replace("+", "%2B") if page.next_cursor else ""
    assert len(seen) == len(set(seen)) == 45


def test_htmx_gets_the_older_posts_alone(carla, group_5b, anna, sign_in):
    make.make_post(group_5b, anna)
    response = sign_in(carla).get(FEED, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_an_empty_feed_says_what_will_come(carla, emma, sign_in):
    assert "k-leeg" in text_of(sign_in(carla))
    assert "k-leeg" in text_of(sign_in(carla), f"{FEED}?child={emma.pk}")


def test_the_last_three_comments_and_the_way_to_all(carla, dirk, group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna)
    for number in range(5):
        make.make_comment(post, dirk, f"Reactie nr{number}", created_at=NOW + timedelta(minutes=number))
    page = text_of(sign_in(carla))
    assert "nr2" in page
    assert "nr4" in page
    assert "nr1" not in page
    assert f"/posts/{post.pk}/#comments" in page


def test_a_hidden_comment_shows_neither_its_words_nor_its_writer(carla, dirk, group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna)
    make.make_comment(post, dirk, "KANARIE", state=Comment.State.HIDDEN)
    page = text_of(sign_in(carla))
    assert "KANARIE" not in page
    assert "Dirk" not in page


def test_hiding_a_post_works_on_the_next_request(carla, group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna)
    client = sign_in(carla)
    assert post.title in text_of(client)
    Post.objects.update(state=Post.State.HIDDEN)
    assert post.title not in text_of(client)
