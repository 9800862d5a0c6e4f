"""The page on which a guardian chooses (R068)."""

from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from consent.models import Decision
from groups import actions as group_actions
from people.models import ParentalAuthority
from tests.consent.answers import answered
from tests.make import NOW, decide, make_child, make_guardian, make_user

QUERIES = 20


def address(child):
    return reverse("consent:child", args=[child.pk])


def text(response):
    return unescape(response.content.decode())


def checked(response):
    return [line for line in text(response).split("<input") if "checked" in line.partition(">")[0]]


def test_a_guardian_sees_eight_questions_in_three_parts_and_nothing_ticked(sign_in, emma, carla):
    response = sign_in(carla).get(address(emma))
    assert response.status_code == 200
    assert text(response).count("<fieldset") == 8
    parts = [text(response).index(title) for title in (">In Kring", ">Film en geluid", ">Buiten Kring")]
    assert parts == sorted(parts)
    assert checked(response) == []
    assert "dus nu geldt nee" in text(response)


def test_choices_are_saved_and_shown_again(sign_in, school, emma, carla):
    client = sign_in(carla)
    response = client.post(address(emma), answered(school, group="yes", website="no"))
    assert response.status_code == 303
    assert response.headers["Location"] == address(emma)
    page = client.get(address(emma))
    assert "Uw keuzes voor Emma zijn opgeslagen." in text(page)
    assert len(checked(page)) == 2
    saved = set(Decision.objects.values_list("purpose__audience", "answer"))
    assert saved == {("group", "yes"), ("website", "no")}


def test_a_question_left_open_stays_open(sign_in, emma, carla):
    assert sign_in(carla).post(address(emma), {}).status_code == 303
    assert not Decision.objects.exists()


def test_an_answer_that_is_none_is_an_error_and_the_rest_is_kept(sign_in, school, emma, carla):
    data = answered(school, group="maybe", school="no")
    response = sign_in(carla).post(address(emma), data)
    assert response.status_code == 422
    assert "<title>Fout:" in text(response)
    assert "k-fouten" in text(response)
    assert len(checked(response)) == 1
    assert not Decision.objects.exists()


def test_what_counts_is_told_without_the_other_guardian(sign_in, emma, carla, dirk):
    decide(emma, carla, "yes")
    decide(emma, dirk, "no")
    page = text(sign_in(carla).get(address(emma)))
    assert "Zegt één ouder nee? Dan geldt nee." in page
    assert "Dirk" not in page
    assert dirk.email not in page


def test_the_answer_of_the_other_guardian_is_never_ticked(sign_in, emma, carla, dirk):
    decide(emma, dirk, "yes")
    response = sign_in(carla).get(address(emma))
    assert checked(response) == []
    assert "Nu geldt: ja." in text(response)


def test_choices_of_a_sibling_are_filled_in_but_not_saved(sign_in, group_6a, emma, carla):
    finn = make_child("Finn", group_6a)
    make_guardian(finn, carla)
    decide(finn, carla, "no")
    client = sign_in(carla)
    assert "Neem de keuzes van Finn over" in text(client.get(address(emma)))
    response = client.get(address(emma), {"from": finn.pk})
    assert len(checked(response)) == 1
    assert 'value="no"' in checked(response)[0]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("source", ["finn", "nonsense", "nobody"])
def test_choices_of_a_child_of_somebody_else_cannot_be_read(sign_in, emma, finn, carla, farid, source):
    decide(finn, farid, "no")
    wanted = {"finn": finn.pk, "nonsense": "x", "nobody": uuid4()}[source]
    assert sign_in(carla).get(address(emma), {"from": wanted}).status_code == 404


@pytest.mark.parametrize("name", ["farid", "anna", "greet", "stranger_director"])
def test_who_does_not_decide_for_the_child_finds_no_page(sign_in, school, emma, name, request):
    somebody = request.getfixturevalue(name)
    client = sign_in(somebody)
    assert client.get(address(emma)).status_code == 404
    assert client.post(address(emma), answered(school, group="yes")).status_code == 404
    assert not Decision.objects.exists()


@pytest.mark.parametrize("change", [{"authority": "unknown"}, {"authority": "no"}, {"blocked_at": NOW}])
def test_a_guardian_without_authority_or_with_a_block_finds_no_page(sign_in, emma, carla, greet, change):
    if "blocked_at" in change:
        change = change | {"blocked_by": greet, "blocked_reason": "Uitspraak van de rechter"}
    ParentalAuthority.objects.filter(guardian=carla).update(**change)
    client = sign_in(carla)
    assert client.get(address(emma)).status_code == 404
    assert client.post(address(emma), {}).status_code == 404
    assert client.get(reverse("consent:history", args=[emma.pk])).status_code == 404


def test_a_stranger_is_sent_to_the_sign_in(client, emma):
    assert "/account/login/" in client.get(address(emma)).headers["Location"]


def test_other_methods_are_refused(sign_in, emma, carla):
    assert sign_in(carla).put(address(emma)).status_code == 405
    assert sign_in(carla).delete(address(emma)).status_code == 405


def test_fields_that_are_not_on_the_page_are_ignored(sign_in, school, other_school, emma, finn, carla):
    data = {
        **answered(other_school, group="yes"),
        "authority": "1",
        "child": finn.pk,
        "decided_by": "x",
        **answered(school, group="no"),
    }
    sign_in(carla).post(address(emma), data)
    (decision,) = Decision.objects.all()
    assert (decision.authority.child, decision.decided_by, decision.purpose.school) == (emma, carla, school)


def test_a_child_without_a_place_has_nothing_to_choose(sign_in, school, emma, carla):
    group_actions.unregister_child(child=emma, school=school, ended_on=NOW.date(), by=None, now=NOW)
    response = sign_in(carla).get(address(emma))
    assert response.status_code == 200
    assert "<fieldset" not in text(response)


def test_own_children_are_tabs_and_no_others(sign_in, group_6a, emma, carla):
    other = make_child("Finn", group_6a)
    make_guardian(other, carla)
    stranger = make_child("Zoë", group_6a)
    make_guardian(stranger, make_user("Wim"))
    page = text(sign_in(carla).get(address(emma)))
    assert address(other) in page
    assert address(stranger) not in page


@pytest.mark.parametrize("more", [0, 4])
def test_more_children_and_choices_cost_no_more_queries(
    sign_in, emma, carla, group_5b, more, django_assert_num_queries
):
    for number in range(more):
        other = make_child(f"Kind{number}", group_5b)
        make_guardian(other, carla)
        decide(other, carla, "yes")
    for answer in ["yes", "no"] * (more + 1):
        decide(emma, carla, answer)
    client = sign_in(carla)
    client.get(address(emma))
    with django_assert_num_queries(QUERIES):
        assert client.get(address(emma)).status_code == 200
