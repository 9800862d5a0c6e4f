"""The members of a group (R010-R012)."""

import uuid
from typing import Any

import pytest
from django.core import mail

from groups import actions
from groups.models import Membership, SchoolGroup
from groups.permissions import may
from people.models import ParentalAuthority, User
from tests import make

State = Membership.State
NOTE = {"note": "Vader en moeder zijn het oneens."}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def members(group_5b):
    return f"/groups/{group_5b.slug}/members/"


@pytest.fixture
def waiting(emma, group_5b):
    user = make.make_user("Wachter")
    make.make_guardian(emma, user, "unknown")
    return Membership.objects.get(user=user, group=group_5b)


def act(client, membership, verb, data=None, query=""):
    return client.post(f"/members/{membership.pk}/{verb}/{query}", data or {})


def state_of(membership):
    membership.refresh_from_db()
    return membership.state


def test_the_teacher_sees_staff_children_and_who_reads_along(anna, carla, emma, members, group_5b, sign_in):
    make.make_child("Fleur", group_5b)
    page = sign_in(anna).get(members).content.decode()
    assert "Carla Test" in page
    assert "Emma Jansen" in page
    assert "Anna Test" in page
    assert "Nobody reads along yet for:</b> Fleur Jansen" in page


def test_no_contact_data_on_the_page(anna, carla, members, sign_in):
    ParentalAuthority.objects.update(email="secret-address@kring.test")
    page = sign_in(anna).get(members).content.decode()
    assert carla.email not in page
    assert "secret-address" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 200),
        ("greet", 200),
        ("olga", 200),
        ("carla", 403),
        ("farid", 404),
        ("bram", 404),
        ("henk", 404),
        ("stranger_director", 404),
    ],
)
def test_who_sees_the_members(request, members, who, status, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(members).status_code == status


def test_a_visitor_is_asked_to_sign_in(client, members):
    assert client.get(members).status_code == 302


def test_the_office_may_look_but_not_decide(olga, waiting, members, sign_in):
    client = sign_in(olga)
    assert "member-admit" not in client.get(members).content.decode()
    for verb in ("admit", "decline", "park", "end"):
        assert act(client, waiting, verb, NOTE).status_code == 403
    assert state_of(waiting) == State.PENDING


def test_the_teacher_lets_a_parent_in(anna, waiting, members, sign_in, group_5b):
    assert act(sign_in(anna), waiting, "admit")["Location"] == members
    assert may(waiting.user, "view", group_5b)
    assert waiting.user.memberships.get(group=group_5b).decided_by == anna


def test_admitting_is_a_post(anna, waiting, sign_in):
    assert sign_in(anna).get(f"/members/{waiting.pk}/admit/").status_code == 405


def test_the_teacher_keeps_a_parent_out(anna, waiting, sign_in, group_5b):
    client = sign_in(anna)
    assert client.get(f"/members/{waiting.pk}/decline/").status_code == 200
    act(client, waiting, "decline", NOTE)
    assert state_of(waiting) == State.DECLINED
    assert not may(waiting.user, "view", group_5b)


def test_a_hard_case_goes_to_the_director_with_a_note(anna, greet, waiting, sign_in):
    client = sign_in(anna)
    answer = act(client, waiting, "park", {"note": " "})
    assert answer.status_code == 422
    assert "Write down why" in answer.content.decode()
    act(client, waiting, "park", NOTE)
    assert state_of(waiting) == State.PARKED
    assert act(client, waiting, "admit").status_code == 403
    assert act(sign_in(greet), waiting, "admit", query="?from=requests")["Location"] == "/requests/"
    assert state_of(waiting) == State.ACTIVE


def test_taking_a_parent_out_asks_first_and_lasts(anna, carla, emma, group_5b, sign_in):
    membership = Membership.objects.get(user=carla, group=group_5b)
    client = sign_in(anna)
    assert client.get(f"/members/{membership.pk}/end/").status_code == 200
    assert may(carla, "view", group_5b)
    act(client, membership, "end")
    actions.enrol_child(child=emma, group=group_5b, started_on=make.TERM_START, by=None, now=make.NOW)
    assert not may(carla, "view", group_5b)


def test_a_teacher_takes_no_colleague_out_the_director_does(anna, greet, group_5b, sign_in):
    colleague = make.make_staff("Duo", group_5b)
    membership = Membership.objects.get(user=colleague, group=group_5b)
    assert act(sign_in(anna), membership, "end").status_code == 403
    assert act(sign_in(greet), membership, "end").status_code == 302
    assert not may(colleague, "view", group_5b)


@pytest.mark.parametrize("who", ["carla", "bram", "farid", "henk", "stranger_director"])
@pytest.mark.parametrize("verb", ["admit", "decline", "park", "end"])
def test_for_others_a_membership_is_not_there(request, who, verb, waiting, sign_in):
    client = sign_in(request.getfixturevalue(who))
    foreign = act(client, waiting, verb, NOTE)
    unknown = client.post(f"/members/{uuid.uuid4()}/{verb}/", NOTE)
    assert foreign.status_code == unknown.status_code == 404
    assert state_of(waiting) == State.PENDING


def test_a_teacher_does_not_admit_a_proposed_colleague(anna, olga, group_5b, sign_in):
    user = make.make_user("Nina")
    proposed = actions.propose_staff(user=user, group=group_5b, role="teacher", by=olga, now=make.NOW)
    assert act(sign_in(anna), proposed, "admit").status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_class(
    anna, group_5b, members, sign_in, django_assert_num_queries
):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = sign_in(anna)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(members)
        return len(queries)

    for _number in range(3):
        make.make_guardian(make.make_child("Kind", group_5b), make.make_user())
    few = count()
    for _number in range(6):
        make.make_guardian(make.make_child("Kind", group_5b), make.make_user())
    assert count() == few


def test_a_colleague_from_the_roster_is_mailed_when_let_in(
    greet: User, group_5b: SchoolGroup, django_capture_on_commit_callbacks: Any
) -> None:
    user = make.make_user("Nieuw")
    user.set_unusable_password()
    user.save()
    waiting = actions.propose_staff(user=user, group=group_5b, role="teacher", by=None, now=make.NOW)
    assert waiting is not None
    with django_capture_on_commit_callbacks(execute=True):
        actions.admit_member(membership=waiting, by=greet, now=make.NOW)
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_a_note_for_the_director_is_not_for_the_office(anna, greet, olga, waiting, members, sign_in):
    act(sign_in(anna), waiting, "park", NOTE)
    seen = [NOTE["note"] in sign_in(who).get(members).content.decode() for who in (anna, greet, olga)]
    assert seen == [True, True, False]
