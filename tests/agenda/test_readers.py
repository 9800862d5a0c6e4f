"""Who may know that a child is ill: its guardians, the office, its teachers of the day. Nobody else, on no page."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agenda.models import Absence
from groups import actions as groups
from groups.models import Membership
from hours.models import StaffAbsence
from tests import make

CANARY = "kanarie-4711"
DAY = reverse("agenda:absence-day")


@pytest.fixture
def absence(emma, carla):
    return make.make_absence(emma, carla, text=CANARY)


def detail(absence):
    return reverse("agenda:absence-detail", args=[absence.pk])


@pytest.mark.parametrize("name", ["anna", "olga", "greet"])
def test_school_reads_the_words_on_the_page_and_on_the_list(name, request, sign_in, absence):
    client = sign_in(request.getfixturevalue(name))
    assert CANARY in client.get(detail(absence)).content.decode()
    assert CANARY in client.get(DAY).content.decode()


@pytest.mark.parametrize("name", ["bram", "henk", "farid", "koen", "stranger_director"])
def test_nobody_else_finds_anything(name, request, sign_in, absence):
    user = request.getfixturevalue(name)
    client = sign_in(user)
    for verb in ("detail", "correct"):
        assert client.get(reverse(f"agenda:absence-{verb}", args=[absence.pk])).status_code == 404
    for verb in ("recover", "withdraw"):
        assert client.post(reverse(f"agenda:absence-{verb}", args=[absence.pk])).status_code == 404
    pages = [client.get(address).content.decode() for address in (DAY, reverse("agenda:absence-create"))]
    assert CANARY not in "".join(pages)
    assert "Emma" not in "".join(pages)


def test_a_counsellor_reads_no_reports(sign_in, absence, school_group):
    counsellor = make.make_staff("Iris", school_group, Membership.Role.COUNSELLOR)
    assert sign_in(counsellor).get(detail(absence)).status_code == 404


def test_the_other_parent_knows_the_days_and_never_the_words_or_whose(sign_in, absence, dirk):
    client = sign_in(dirk)
    page = client.get(detail(absence)).content.decode()
    own = client.get(reverse("agenda:absence-create")).content.decode()
    assert "Emma: ziek" in own
    assert "Ziek" in page
    assert CANARY not in page + own
    assert "Carla" not in page + own


def test_the_other_parent_ends_it_but_does_not_write_in_it(sign_in, absence, dirk):
    client = sign_in(dirk)
    assert client.get(reverse("agenda:absence-correct", args=[absence.pk])).status_code == 403
    assert client.post(reverse("agenda:absence-withdraw", args=[absence.pk])).status_code == 303
    absence.refresh_from_db()
    assert absence.withdrawn_at


@pytest.mark.parametrize("authority", ["yes", "no", "unknown"])
def test_a_teacher_who_is_the_other_parent_reads_no_words_either(sign_in, absence, emma, anna, authority):
    make.make_guardian(emma, anna, authority=authority)
    client = sign_in(anna)
    assert CANARY not in client.get(detail(absence)).content.decode()
    assert CANARY not in client.get(DAY).content.decode()


def test_a_parent_who_is_kept_out_sees_nothing_from_the_next_request_on(sign_in, absence, emma, carla, greet):
    client = sign_in(carla)
    assert client.get(detail(absence)).status_code == 200
    authority = emma.authorities.get(guardian=carla)
    groups.block_guardian(authority=authority, reason="Rechter.", by=greet, now=timezone.now())
    assert client.get(detail(absence)).status_code == 404


def test_a_teacher_of_a_former_group_reads_nothing_any_more(
    sign_in, absence, emma, anna, bram, group_5b, group_6a
):
    today = timezone.localdate()
    place, now = emma.enrolments.get(group=group_5b), timezone.now()
    groups.end_enrolment(enrolment=place, ended_on=today, by=None, now=now)
    groups.enrol_child(child=emma, group=group_6a, started_on=today, by=None, now=now)
    assert sign_in(anna).get(detail(absence)).status_code == 404
    assert sign_in(bram).get(detail(absence)).status_code == 200


def test_the_office_writes_nothing_about_the_own_family(sign_in, absence, emma, olga):
    make.make_guardian(emma, olga, authority="no")
    client = sign_in(olga)
    for name, pk in (("absence-correct", absence.pk), ("office-report", emma.pk)):
        assert client.get(reverse(f"agenda:{name}", args=[pk])).status_code == 403
    assert client.post(reverse("agenda:absence-withdraw", args=[absence.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        make.make_absence(emma, olga)
    page = client.get(detail(absence)).content.decode()
    assert CANARY not in page
    assert "Carla" not in page


def test_what_was_told_to_one_school_is_not_read_at_the_next(
    sign_in, emma, carla, stranger_director, other_school
):
    absence = make.make_absence(emma, carla, text=CANARY, last_on=None)
    today, now = timezone.localdate(), timezone.now()
    for place in emma.enrolments.current():
        groups.end_enrolment(enrolment=place, ended_on=today, by=None, now=now)
    there = make.make_group(other_school, "4A")
    groups.register_child(school=other_school, child=emma, started_on=today, by=None, now=now)
    groups.enrol_child(child=emma, group=there, started_on=today, by=None, now=now)
    teacher = make.make_staff("Tess", there)
    assert sign_in(teacher).get(detail(absence)).status_code == 404
    assert make.make_absence(emma, carla).school == other_school


def test_the_list_of_an_earlier_day_holds_the_group_of_that_day(
    sign_in, emma, carla, anna, bram, olga, group_5b, group_6a
):
    today, now = timezone.localdate(), timezone.now()
    past = today - timedelta(days=2)
    make.make_absence(emma, carla, text=CANARY, first_on=past, last_on=past)
    place = emma.enrolments.get(group=group_5b)
    groups.end_enrolment(enrolment=place, ended_on=today, by=None, now=now)
    groups.enrol_child(child=emma, group=group_6a, started_on=today, by=None, now=now)
    said = {
        user.first_name: CANARY in sign_in(user).get(DAY, {"day": past.isoformat()}).content.decode()
        for user in (anna, bram, olga)
    }
    assert said == {"Anna": False, "Bram": False, "Olga": True}


def stand_in(for_whom, who, school, **days):
    today = timezone.localdate()
    fields = {"first_on": today, "last_on": today, **days}
    return StaffAbsence.objects.create(
        user=for_whom, stand_in=who, school=school, entered_by=for_whom, **fields
    )


def test_who_stands_in_for_the_teacher_reads_the_list_that_day_only(
    sign_in, absence, anna, bram, henk, school
):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert DAY not in sign_in(henk).get("/hours/").content.decode()
    past = stand_in(anna, bram, school, first_on=yesterday, last_on=yesterday)
    assert sign_in(bram).get(detail(absence)).status_code == 404
    past.delete()
    stand_in(anna, henk, school)
    client = sign_in(henk)
    assert f'href="{DAY}"' in client.get("/hours/").content.decode()
    assert CANARY in client.get(detail(absence)).content.decode()
    assert CANARY in client.get(DAY).content.decode()


def test_standing_in_opens_nothing_at_another_school(sign_in, absence, anna, school, stranger_director):
    stand_in(anna, stranger_director, school)
    assert sign_in(stranger_director).get(detail(absence)).status_code == 404


def test_visible_to_says_the_same_as_the_pages(absence, anna, bram, carla, dirk, farid, olga, henk):
    seen = {
        user.first_name for user in (anna, bram, carla, dirk, farid, olga, henk)
        if Absence.objects.visible_to(user).exists()
    }  # fmt: skip
    assert seen == {"Anna", "Carla", "Dirk", "Olga"}
