"""A week without a post, and reports that wait: said once, to who it is for, and no more once it is over."""

from datetime import UTC, date, datetime
from typing import Any

from delivery.actions.mails import send_mails
from delivery.actions.noticing import plan_notices
from delivery.models import Delivery, Notice, Preference
from hours.models import FreePeriod
from moderation.actions import report_content
from tests import make

THURSDAY = datetime(2026, 10, 8, 10, 1, tzinfo=UTC)  # 12.01 in Amsterdam
FRIDAY = datetime(2026, 10, 9, 14, 1, tzinfo=UTC)


def who() -> set[str]:
    return {row.user.first_name for row in Delivery.objects.select_related("user")}


def test_a_silent_class_is_said_to_its_teacher_a_day_before(
    group_5b, group_6a, emma, finn, anna, bram, mailoutbox
):
    make.make_post(group_6a, bram)
    plan_notices(school=group_5b.school, now=THURSDAY)
    plan_notices(school=group_5b.school, now=THURSDAY)
    send_mails(now=THURSDAY)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([anna.email], "Deze week nog geen bericht: 5B")
    ]


def test_the_director_hears_it_when_the_overviews_leave(group_5b, emma, anna, greet):
    plan_notices(school=group_5b.school, now=THURSDAY)
    assert who() == {"Anna"}
    plan_notices(school=group_5b.school, now=FRIDAY)
    assert who() == {"Anna", "Greet"}


def test_a_post_in_between_makes_the_reminder_needless(group_5b, emma, anna, mailoutbox):
    plan_notices(school=group_5b.school, now=THURSDAY)
    make.make_post(group_5b, anna)
    send_mails(now=THURSDAY)
    assert mailoutbox == []
    assert Delivery.objects.get().why == "done"


def test_no_class_is_silent_in_a_holiday(group_5b, emma, anna):
    week = {"first_on": date(2026, 10, 5), "last_on": date(2026, 10, 11)}
    FreePeriod.objects.create(school=group_5b.school, name="Herfst", kind="holiday", **week)
    assert plan_notices(school=group_5b.school, now=THURSDAY) == 0


def test_a_school_can_do_without(group_5b, emma, anna, greet):
    make.set_policy(group_5b.school, greet, posts_per_week=0)
    assert plan_notices(school=group_5b.school, now=THURSDAY) == 0


def report(group: Any, by: Any, author: Any) -> None:
    comment = make.make_comment(make.make_post(group, author), by)
    report_content(target=comment, reason="hurtful", by=author, now=make.NOW)


def test_a_report_rings_the_telephone_of_who_handles_it_once(group_5b, emma, anna, carla, greet):
    for user in (anna, greet):
        Preference.objects.create(user=user, news="weekly", talks="app")
    make.make_device(anna)
    report(group_5b, carla, anna)
    plan_notices(school=group_5b.school, now=make.NOW)
    plan_notices(school=group_5b.school, now=make.NOW)
    assert [(row.user, row.channel) for row in Delivery.objects.all()] == [(anna, "app")]
    assert Notice.objects.get().kind == "report"
