"""The pages of the measures, and what people meet: neutral words and a date, never a reason (R124, R128)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from groups import actions
from groups.models import Restriction
from groups.permissions import may
from posts.removal import pause_thread
from tests import make

CALM = "Hier is alles over gezegd. Wij reageren hier niet meer op."


@pytest.fixture
def post(group_5b, anna):
    return make.make_post(group_5b, anna)


@pytest.fixture
def paused(post, anna):
    now = timezone.now()
    return pause_thread(post=post, until=now + timedelta(days=2), text=CALM, by=anna, now=now)


def say(text="Nog iets"):
    return {"id": uuid4(), "text": text, "kind": "heart"}


def terms(**about):
    return {"days": 3, "words": "said", **about}


def test_the_director_switches_off_the_writing_of_one_person(greet, carla, school, group_5b, sign_in):
    client = sign_in(greet)
    answer = client.post("/restrictions/person/", terms(person=carla.pk, kind="comments_off"), follow=True)
    placed = Restriction.objects.get()
    assert (placed.user, placed.neutral_text, placed.placed_by) == (carla, CALM, greet)
    assert "Carla Test" in answer.content.decode()
    assert not may(carla, "react", group_5b)


def test_the_director_lets_an_account_stand_still_and_lifts_that(greet, carla, sign_in):
    client, phone = sign_in(greet), sign_in(carla)
    client.post("/restrictions/person/", terms(person=carla.pk, kind="account_suspended"))
    assert phone.get("/feed/").status_code == 302
    client.post(f"/restrictions/{Restriction.objects.get().pk}/lift/")
    carla.refresh_from_db()
    assert carla.suspended_until is None


def test_a_teacher_makes_the_own_group_one_to_read_and_no_other(anna, group_5b, group_6a, carla, sign_in):
    client = sign_in(anna)
    assert client.post("/restrictions/group/", terms(group=group_6a.pk)).status_code == 422
    assert client.post("/restrictions/group/", terms(group=group_5b.pk)).status_code == 302
    assert not may(carla, "react", group_5b)


def test_the_emergency_stop_holds_everybody_in_the_same_second(greet, anna, carla, post, sign_in):
    warm = [sign_in(carla), sign_in(anna)]
    for client in warm:
        client.get("/feed/")
    sign_in(greet).post("/restrictions/school/", terms())
    assert warm[0].post(f"/posts/{post.pk}/comments/", say()).status_code == 403
    assert warm[0].post(f"/posts/{post.pk}/react/", say()).status_code == 403
    assert warm[1].get(f"/groups/{post.group.slug}/posts/new/").status_code == 403
    assert not post.comments.exists()


def test_reporting_goes_on_while_everything_else_stands_still(greet, carla, post, school, sign_in):
    sign_in(greet).post("/restrictions/school/", terms())
    answer = sign_in(carla).post(f"/report/post/{post.pk}/", {"reason": "hurtful"})
    assert answer.status_code == 302
    assert post.incidents.exists()


def test_who_is_held_reads_neutral_words_and_a_date_where_the_box_was(greet, carla, dirk, post, sign_in):
    sign_in(greet).post("/restrictions/person/", terms(person=carla.pk, kind="comments_off"))
    page = sign_in(carla).get("/feed/").content.decode()
    assert CALM in page
    assert 'name="text"' not in page
    assert "Greet" not in page
    assert CALM not in sign_in(dirk).get("/feed/").content.decode()


def test_a_paused_conversation_takes_comments_and_reactions_of_handlers_only(
    paused, anna, greet, carla, sign_in
):
    statuses = [
        sign_in(user).post(f"/posts/{paused.pk}/{verb}/", say()).status_code
        for user in (carla, anna, greet)
        for verb in ("comments", "react")
    ]
    assert statuses == [403, 403, 302, 302, 302, 302]


def test_a_pause_shows_its_words_and_is_over_by_itself(paused, carla, sign_in):
    client = sign_in(carla)
    page = client.get(f"/posts/{paused.pk}/").content.decode()
    assert CALM in page
    assert 'name="text"' not in page
    type(paused).objects.filter(pk=paused.pk).update(paused_until=timezone.now())
    assert 'name="text"' in client.get(f"/posts/{paused.pk}/").content.decode()
    assert client.post(f"/posts/{paused.pk}/comments/", say()).status_code == 302


def test_a_handler_pauses_on_the_page_of_the_post_and_opens_again(anna, carla, post, sign_in):
    client = sign_in(anna)
    assert f"/posts/{post.pk}/pause/" in client.get(f"/posts/{post.pk}/").content.decode()
    assert f"/posts/{post.pk}/pause/" not in sign_in(carla).get(f"/posts/{post.pk}/").content.decode()
    client.post(f"/posts/{post.pk}/pause/", terms())
    assert CALM in client.get("/restrictions/").content.decode()
    client.post(f"/posts/{post.pk}/resume/")
    assert sign_in(carla).post(f"/posts/{post.pk}/comments/", say()).status_code == 302


def test_a_second_pause_never_shortens_the_first(paused, greet):
    now = timezone.now()
    again = pause_thread(post=paused, until=now + timedelta(hours=1), text="Kort", by=greet, now=now)
    assert (again.paused_until, again.paused_text) == (paused.paused_until, CALM)


@pytest.mark.parametrize(
    "wrong",
    [{"days": 0}, {"days": 31}, {"days": ""}, {"words": ""}, {"words": "own"}, {"person": ""}],
    ids=str,
)
def test_what_is_not_right_is_asked_again_and_what_was_typed_stays(greet, carla, sign_in, wrong):
    sent = terms(person=carla.pk, kind="comments_off", own_words="") | wrong
    answer = sign_in(greet).post("/restrictions/person/", sent)
    assert answer.status_code == 422
    assert not Restriction.objects.exists()
    assert "k-fouten" in answer.content.decode()
    assert "<title>Fout: " in answer.content.decode()


def test_own_words_are_shown_as_text_never_as_markup(greet, carla, post, sign_in):
    sent = terms(person=carla.pk, kind="comments_off", words="own", own_words="<b>Bel</b> ons")
    sign_in(greet).post("/restrictions/person/", sent)
    assert "&lt;b&gt;Bel&lt;/b&gt; ons" in sign_in(carla).get("/feed/").content.decode()


def test_who_is_at_another_school_too_can_only_be_kept_from_writing(greet, carla, other_school, sign_in):
    make.make_guardian(make.make_child("Finn", make.make_group(other_school, "3C")), carla)
    client = sign_in(greet)
    kinds = ("account_suspended", "comments_off")
    answers = [
        client.post("/restrictions/person/", terms(person=carla.pk, kind=kind)).status_code for kind in kinds
    ]
    assert answers == [422, 302]


def test_somebody_of_another_school_cannot_be_chosen(greet, stranger_director, sign_in):
    answer = sign_in(greet).post(
        "/restrictions/person/", terms(person=stranger_director.pk, kind="comments_off")
    )
    assert answer.status_code == 422


def test_a_feed_costs_one_statement_more_where_a_measure_stands_and_none_elsewhere(
    greet, carla, dirk, school, post, sign_in, django_assert_num_queries
):
    clients = [sign_in(carla), sign_in(dirk)]
    calm = [count(client, django_assert_num_queries) for client in clients]
    now = timezone.now()
    held = {"user": carla, "school": school, "text": CALM, "by": greet, "now": now}
    actions.close_comments(ends_at=now + timedelta(days=1), **held)
    assert [count(client, django_assert_num_queries) for client in clients] == [calm[0] + 1, calm[1]]


def count(client, counting):
    client.get("/feed/")
    with counting(40, exact=False) as captured:
        client.get("/feed/")
    return len(captured)


def test_the_page_of_a_report_shows_what_stands_and_offers_what_the_handler_may(
    anna, greet, carla, dirk, post, school, sign_in
):
    comment = make.make_comment(post, carla)
    sign_in(dirk).post(f"/report/comment/{comment.pk}/", {"reason": "hurtful"})
    address = f"/reports/{comment.incidents.get().pk}/"
    page = sign_in(greet).get(address).content.decode()
    assert f"/restrictions/person/?person={carla.pk}" in page
    assert f"/posts/{post.pk}/pause/" in page
    sign_in(greet).post("/restrictions/person/", terms(person=carla.pk, kind="comments_off"))
    lift = f"/restrictions/{Restriction.objects.get().pk}/lift/"
    assert lift in sign_in(greet).get(address).content.decode()
    assert "/restrictions/person/" not in sign_in(anna).get(address).content.decode()
    assert lift not in sign_in(anna).get(address).content.decode()


def test_a_refusal_says_the_words_of_the_school(greet, anna, post, sign_in):
    """A teacher who writes while the school stands still reads why it does not go, not that they may not."""
    sign_in(greet).post("/restrictions/school/", terms())
    client = sign_in(anna)
    answers = [
        client.get(f"/groups/{post.group.slug}/posts/new/"),
        client.post(f"/posts/{post.pk}/comments/", say()),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert all(CALM in answer.content.decode() for answer in answers)


def test_of_a_pause_and_a_frozen_group_the_longer_one_is_shown(paused, anna, carla, group_5b, sign_in):
    sign_in(anna).post("/restrictions/group/", terms(group=group_5b.pk, words="rest", days=9))
    card = sign_in(carla).get(f"/posts/{paused.pk}/").context["card"]
    assert card.pause.until > paused.paused_until
    assert not card.may_comment
