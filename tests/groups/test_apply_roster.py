"""Applying a roster: everything or nothing, the same again changes nothing, access follows at once."""

from datetime import date, timedelta

import pytest

from groups.actions import roster as roster_actions
from groups.actions.roster import PlanChanged, apply_roster
from groups.errors import Refused
from groups.models import Enrolment, Membership, SchoolGroup
from groups.permissions import may
from groups.roster.current import current_school
from groups.roster.edexml import read_edexml
from groups.roster.matching import SAME
from groups.roster.plan import plan_roster
from people.models import Child, User
from tests import make
from tests.groups.roster.fixtures import cluster, document, group, pupil

NOW = make.NOW
CLASSES = group("K5B", "5B") + group("K6A", "6A", "6")
EMMA = pupil("1", "Emma", "Jansen", place="K5B", born="")
FINN = pupil("2", "Finn", "Jansen", place="K6A", born="")


def read(*pupils, groups=CLASSES, **options):
    return read_edexml(document(*pupils, groups=groups, brin="99ZZ", **options).encode())


def apply(school, by, *pupils, now=NOW, confirmed=False, decisions=None, **options):
    roster = read(*pupils, **options)
    shown = plan_roster(current_school(school), roster, today=now.date())
    return apply_roster(
        school=school,
        roster=roster,
        plan_fingerprint=shown.fingerprint,
        confirmed_gone=confirmed,
        decisions=decisions,
        by=by,
        now=now,
    )


def places(school):
    current = Enrolment.objects.current().filter(group__school=school)
    return sorted(current.values_list("child__first_name", "group__name", "roster_key"))


def test_a_first_roster_fills_the_school(school, office):
    apply(school, office, EMMA, FINN)
    found = SchoolGroup.objects.exclude(kind="school").values_list(
        "name", "roster_key", "year_group", "year__name"
    )
    assert sorted(found) == [("5B", "K5B", "5", "2026-2027"), ("6A", "K6A", "6", "2026-2027")]
    wide = school.groups.school_wide().get().name
    assert places(school) == sorted(
        [("Emma", "5B", ""), ("Emma", wide, "1"), ("Finn", "6A", ""), ("Finn", wide, "2")]
    )


def test_the_same_again_changes_nothing(school, office):
    file = (EMMA, FINN, pupil("3", "Noor", "Berg", place="K5B", clusters="c1"))
    staff = (
        '<leerkracht key="L"><roepnaam>Anna</roepnaam><emailadres>anna@school.test</emailadres></leerkracht>'
    )
    options = {"groups": CLASSES + cluster("c1", "Koor"), "staff": staff}
    apply(school, office, *file, **options)
    before = places(school)
    again = apply(school, office, *file, **options)
    assert again.is_empty
    assert places(school) == before
    assert (Child.objects.count(), Membership.objects.filter(user__first_name="Anna").count()) == (3, 1)


def test_children_registered_by_hand_are_recognised_on_request(school, office, emma, finn, carla):
    Child.objects.update(born_on=date(2017, 3, 4))
    file = pupil("1", "Emma", "Jansen", place="K5B"), pupil("2", "Finn", "Jansen", place="K6A")
    plan = apply(school, office, *file)
    assert (len(plan.merges), plan.new, Child.objects.count()) == (2, (), 2)
    apply(school, office, *file, decisions={"1": SAME, "2": SAME})
    assert Enrolment.objects.current().get(child=emma, group__kind="school").roster_key == "1"
    assert [one.name for one in school.groups.classes()] == ["5B", "6A"]
    assert may(carla, "view", emma.enrolments.current().get(group__kind="class").group)


def test_parents_move_along_with_their_child(school, office):
    apply(school, office, EMMA, FINN)
    emma, five, six = Child.objects.get(first_name="Emma"), *school.groups.classes().order_by("name")
    carla = make.make_user("Carla")
    make.make_guardian(emma, carla)
    assert may(carla, "view", five)
    apply(school, office, pupil("1", "Emma", "Jansen", place="K6A", born=""), FINN)
    assert not may(carla, "view", five)
    assert may(carla, "view", six)


def test_who_is_gone_loses_access_at_once_and_comes_back_whole(school, office):
    apply(school, office, EMMA, FINN)
    emma, five = Child.objects.get(first_name="Emma"), school.groups.classes().get(name="5B")
    carla = make.make_user("Carla")
    make.make_guardian(emma, carla)
    apply(school, office, FINN, confirmed=True)
    assert not may(carla, "view", five)
    assert not emma.enrolments.current().exists()
    apply(school, office, EMMA, FINN, now=NOW + timedelta(days=1))
    assert Child.objects.filter(first_name="Emma").count() == 1
    assert may(carla, "view", five)


def test_a_reused_key_with_another_name_is_another_child(school, office):
    apply(school, office, EMMA, FINN)
    apply(school, office, FINN, confirmed=True)
    apply(school, office, pupil("1", "Bo", "Hendriks", place="K5B", born=""), FINN)
    assert Child.objects.count() == 3


def test_too_many_gone_needs_a_yes(school, office):
    apply(school, office, EMMA, FINN)
    with pytest.raises(Refused):
        apply(school, office, FINN)
    assert Enrolment.objects.current().filter(child__first_name="Emma").count() == 2


def test_a_school_that_changed_meanwhile_is_shown_again(school, office):
    apply(school, office, EMMA, FINN)
    roster = read(EMMA)
    shown = plan_roster(current_school(school), roster, today=NOW.date()).fingerprint
    apply(school, office, EMMA, FINN, pupil("3", "Noor", place="K5B"))
    with pytest.raises(PlanChanged):
        apply_roster(
            school=school, roster=roster, plan_fingerprint=shown, confirmed_gone=True, by=office, now=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_a_failure_halfway_leaves_everything_as_it_was(school, office, monkeypatch):
    apply(school, office, EMMA, FINN)
    before = places(school)

    def break_off(**_options):
        raise RuntimeError

    monkeypatch.setattr(roster_actions, "close_group", break_off)
    with pytest.raises(RuntimeError):
        apply(
            school,
            office,
            EMMA,
            pupil("2", "Fin", "Jansen", place="K5B"),
            pupil("3", "Noor", place="K5B"),
            groups=group("K5B", "5 Beer"),
        )
    assert places(school) == before


def test_names_groups_and_keys_follow_the_administration(school, office):
    apply(school, office, EMMA, FINN)
    apply(
        school,
        office,
        pupil("1", "Emmy", "Jong", "de", place="K5B", jaargroep="6"),
        FINN,
        groups=group("K5B", "5 Beer") + group("K6A", "6A", "6"),
    )
    emmy = Child.objects.get(first_name="Emmy")
    assert (emmy.full_name, emmy.born_on) == ("Emmy de Jong", date(2017, 3, 4))
    assert emmy.enrolments.get(group__kind="school").year_group == "6"
    assert school.groups.classes().filter(name="5 Beer", roster_key="K5B").exists()


def test_a_new_school_year_closes_the_old_classes(school, office):
    apply(school, office, EMMA, FINN)
    old = school.groups.classes().get(name="5B")
    next_year = NOW.replace(year=2027, month=9)
    emma = pupil("1", "Emma", "Jansen", place="K5B", born="")
    apply(school, office, emma, FINN, year="2027-2028", now=next_year)
    old.refresh_from_db()
    assert old.closed_at is not None
    current = Child.objects.get(first_name="Emma").enrolments.current().get(group__kind="class").group
    assert (current.name, current.year.name) == ("5B", "2027-2028")


def test_staff_wait_for_the_director_and_see_nothing(school, office, ilse):
    person = '<leerkracht key="{0}"><roepnaam>{0}</roepnaam><emailadres>{1}</emailadres>{2}</leerkracht>'
    in_class = '<groepen><groep key="K5B"/></groepen>'
    staff = person.format("Nel", "nel@school.test", in_class) + person.format("Ilse", ilse.email, in_class)
    apply(school, office, EMMA, staff=staff + person.format("Ivo", "ivo@school.test", "<rol>DIR</rol>"))
    nel, ivo = User.objects.get(first_name="Nel"), User.objects.get(first_name="Ivo")
    assert {one.state for one in Membership.objects.filter(user__in=[nel, ivo])} == {"pending"}
    assert not may(nel, "view", school.groups.classes().get(name="5B", roster_key="K5B"))
    assert not nel.has_usable_password()
    assert not Membership.objects.open().filter(user=ilse).exists()


def test_a_trainee_gets_the_end_of_the_year_as_last_day(school, office):
    staff = (
        '<leerkracht key="L"><roepnaam>Tim</roepnaam><emailadres>tim@school.test</emailadres>'
        '<groepen><groep key="K5B"><rol>STA</rol></groep></groepen></leerkracht>'
    )
    apply(school, office, EMMA, staff=staff)
    member = Membership.objects.get(user__first_name="Tim", group__kind="class")
    assert (member.role, member.ends_on) == ("trainee", date(2027, 7, 31))


def test_the_snapshot_costs_the_same_for_every_size(school, office, django_assert_max_num_queries):
    apply(school, office, *[pupil(str(number), f"Kind{number}", place="K5B") for number in range(20)])
    with django_assert_max_num_queries(8):
        current_school(school)


def test_another_school_on_the_same_server_is_untouched(school, other_school, office):
    make.make_child("Bo", make.make_group(other_school, "5B"))
    before = places(other_school)
    apply(school, office, EMMA, FINN)
    assert places(other_school) == before
