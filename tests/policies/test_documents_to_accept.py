"""Whose acceptance is still missing (R002)."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from groups import actions as group_actions
from policies.actions import accept_document, publish_document
from policies.models import PolicyDocument
from policies.queries import documents_to_accept
from tests.make import NOW, make_child, make_guardian, make_house_rules, make_user


def waiting(user, now=None):
    return documents_to_accept(user, now or timezone.now())


def test_new_rules_are_put_before_every_member_until_accepted(school, greet, carla, anna):
    rules = make_house_rules(school, greet)
    assert waiting(carla) == waiting(anna) == waiting(greet) == [rules]
    accept_document(document=rules, by=carla, now=NOW)
    assert waiting(carla) == []
    assert waiting(anna) == [rules]


def test_a_new_version_is_asked_again_and_only_that_one(school, greet, carla):
    accept_document(document=make_house_rules(school, greet), by=carla, now=NOW)
    second = make_house_rules(school, greet, version=2)
    assert waiting(carla) == [second]


def test_an_old_version_that_was_never_accepted_is_not_asked_when_the_newest_was(school, greet, carla):
    make_house_rules(school, greet)
    accept_document(document=make_house_rules(school, greet, version=2), by=carla, now=NOW)
    assert waiting(carla) == []


def test_rules_that_are_not_published_yet_are_not_asked(school, greet, carla):
    rules = make_house_rules(school, greet)
    assert waiting(carla, rules.published_at - timedelta(minutes=1)) == []


def test_a_privacy_statement_is_never_asked(school, greet, carla):
    publish_document(
        school=school,
        kind=PolicyDocument.Kind.PRIVACY,
        title="Privacy",
        text="Tekst",
        place="",
        by=greet,
        now=NOW,
    )
    assert waiting(carla) == []


def test_only_the_rules_of_the_own_schools_are_asked(school, other_school, greet, carla, stranger_director):
    here = make_house_rules(school, greet)
    there = make_house_rules(other_school, greet)
    assert waiting(carla) == [here]
    child = make_child("Finn", other_school.groups.school_wide().get())
    make_guardian(child, carla)
    assert sorted(d.pk for d in waiting(carla)) == sorted([here.pk, there.pk])


def test_who_waits_outside_or_has_left_is_not_asked(school, greet, emma, ilse, carla):
    make_house_rules(school, greet)
    newcomer = make_user("Gijs")
    make_guardian(emma, newcomer, "unknown")
    group_actions.unregister_child(child=emma, school=school, ended_on=NOW.date(), by=None, now=NOW)
    assert waiting(newcomer) == waiting(ilse) == waiting(carla) == waiting(AnonymousUser()) == []


def test_one_query_for_a_member_and_none_for_a_stranger(school, greet, carla, django_assert_num_queries):
    make_house_rules(school, greet)
    with django_assert_num_queries(1):
        waiting(carla)
    with django_assert_num_queries(0):
        waiting(AnonymousUser())
