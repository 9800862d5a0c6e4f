"""The list of a day: who is not there, why in a word, since when; with leave; and what it costs."""

import uuid
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agenda.actions.leave import Answer, decide_leave
from agenda.models import Absence
from agenda.queries import day_list
from hours.models import FreePeriod
from tests import make

DAY = reverse("agenda:absence-day")
TUESDAY = make.NOW.date()


def lines(user, school, day=TUESDAY):
    found = day_list.day_of(day_list.lists_for(user, school), day, reader=user)
    return {line.child.first_name: line for each in found for line in each.lines}


def test_a_teacher_reads_the_own_group_and_the_office_all(school, anna, olga, carla, farid, emma, finn):
    make.make_absence(emma, carla, now=make.NOW)
    make.make_absence(finn, farid, now=make.NOW)
    assert set(lines(anna, school)) == {"Emma"}
    assert set(lines(olga, school)) == {"Emma", "Finn"}
    assert not lines(olga, school, TUESDAY + timedelta(days=1))


def test_what_is_open_counts_its_school_days(school, anna, carla, emma):
    make.make_absence(emma, carla, now=make.NOW, last_on=None)
    assert lines(anna, school)["Emma"].day_number == 1
    assert lines(anna, school, TUESDAY + timedelta(days=6))["Emma"].day_number == 5
    free = {"first_on": TUESDAY + timedelta(days=1), "last_on": TUESDAY + timedelta(days=2)}
    FreePeriod.objects.create(school=school, name="Vrij", kind="free_day", **free)
    assert lines(anna, school, TUESDAY + timedelta(days=6))["Emma"].day_number == 3


def test_granted_leave_stands_on_the_list_without_its_reason(sign_in, school, anna, carla, greet, emma):
    leave = make.make_leave(emma, carla, days_ahead=0, text="kanarie-verlof")
    today = timezone.localdate()
    assert not lines(anna, school, today)
    decide_leave(request=leave, answer=Answer("granted", "Goed."), by=greet, now=timezone.now())
    assert lines(anna, school, today)["Emma"].leave == leave
    page = sign_in(anna).get(DAY).content.decode()
    assert "verlof" in page
    assert "kanarie-verlof" not in page
    assert "bruiloft" not in page


def test_the_numbers_tell_whole_days_and_parts_apart(school, olga, carla, farid, koen, emma, finn, lotte):
    make.make_absence(emma, carla, now=make.NOW)
    make.make_absence(finn, farid, now=make.NOW, kind="doctor", until_time=time(10))
    make.make_absence(lotte, koen, now=make.NOW, kind="late")
    days = day_list.day_of(day_list.lists_for(olga, school), TUESDAY, reader=olga)
    numbers = day_list.numbers_of(days)
    assert (numbers.pupils, numbers.away, numbers.ill, numbers.part, numbers.leave) == (3, 1, 1, 2, 0)
    assert {each.group.name: each.away for each in days} == {"5B": 1, "6A": 0}


def test_a_child_that_left_or_was_taken_back_is_not_on_it(school, olga, carla, emma):
    absence = make.make_absence(emma, carla, now=make.NOW)
    Absence.objects.filter(pk=absence.pk).update(withdrawn_at=make.NOW)
    assert not lines(olga, school)
    Absence.objects.filter(pk=absence.pk).update(withdrawn_at=None)
    emma.enrolments.update(ended_on=TUESDAY)
    assert not lines(olga, school)


def test_another_school_is_not_there(sign_in, school, other_school, olga):
    assert sign_in(olga).get(DAY, {"school": other_school.slug}).status_code == 404


@pytest.mark.parametrize("day", ["nonsense", "2026-99-99", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_cannot_be_breaks_nothing(sign_in, olga, day):
    assert sign_in(olga).get(DAY, {"day": day}).status_code == 200


def test_hostile_words_are_text(sign_in, anna, emma, carla):
    make.make_absence(emma, carla, text="<script>alert(1)</script>{{ 7 }}")
    page = sign_in(anna).get(DAY).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_ten_absent_children_cost_what_one_costs(sign_in, school, group_5b, olga):
    def add(number):
        child, parent = make.make_child(f"Kind{number}", group_5b), make.make_user()
        make.make_guardian(child, parent)
        make.make_absence(child, parent, last_on=None)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(DAY)
        return len(seen)

    client = sign_in(olga)
    add(0)
    client.get(DAY)
    first = cost()
    for number in range(1, 10):
        add(number)
    assert cost() == first


def test_the_office_writes_down_what_a_parent_says_by_telephone(sign_in, school, olga, emma, carla):
    client = sign_in(olga)
    assert "Emma Jansen" in client.get(reverse("agenda:office-list")).content.decode()
    address = reverse("agenda:office-report", args=[emma.pk])
    form = client.get(address).context["form"]
    data = {
        "absence_id": uuid.uuid4(),
        "day": form["day"].value(),
        "kind": "ill",
        "span": "day",
        "text": "Gebeld.",
    }
    assert client.post(address, data).status_code == 303
    absence = Absence.objects.get()
    assert absence.for_parent
    assert absence.reported_by == olga
    page = sign_in(carla).get(reverse("agenda:absence-detail", args=[absence.pk])).content.decode()
    assert "Ziek" in page
    assert "Gebeld." not in page


def test_the_office_reports_nobody_of_another_school(sign_in, stranger_director, emma):
    assert sign_in(stranger_director).get(reverse("agenda:office-report", args=[emma.pk])).status_code == 404
