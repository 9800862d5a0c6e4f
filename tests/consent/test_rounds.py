"""Asking all guardians: once each, whoever starts it and however often (R021, R092)."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPException

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from consent.actions import rounds as actions
from consent.errors import Refused
from consent.models import ConsentRound, RoundMail
from consent.queries.recognising import recognisable
from consent.queries.rounds import days_of, default_last_day, refused_in
from policies.queries import policy_for
from tests.make import decide, set_policy

AUDIENCES = ["group", "school", "name", "video", "sound", "print", "website", "social"]
START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
LAST_DAY = date(2026, 10, 31)


@pytest.fixture
def post(mailoutbox, django_capture_on_commit_callbacks):
    """Do something, then everything it scheduled; returns to whom mail went, in order."""

    def post(action, **words):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            action(**words)
        return sorted(mail.to[0] for mail in mailoutbox)

    return post


def open_round(school, by, remind_on=(), now=START):
    return actions.open_round(school=school, closes_on=LAST_DAY, remind_on=remind_on, by=by, now=now)


def sweep(post, now):
    return post(actions.send_due_reminders, now=now)


def choose_all(child, guardian):
    for audience in AUDIENCES:
        decide(child, guardian, "yes", audience)


@pytest.fixture(autouse=True)
def answers_keep_counting(school, greet):
    """These tests live in a September; whether an answer of today is of that year is not what they are about."""
    set_policy(school, greet, consent_renewal="none")


def test_only_guardians_with_something_open_get_the_mail(school, emma, finn, carla, dirk, farid, olga, post):
    choose_all(emma, dirk)
    emma.authorities.filter(guardian=carla).update(authority="unknown")
    open_round(school, olga)
    assert sweep(post, START) == [farid.email]


def test_a_second_run_sends_nothing(school, emma, carla, dirk, greet, post):
    open_round(school, greet)
    assert sweep(post, START) == sorted([carla.email, dirk.email])
    assert sweep(post, START) == []
    (reminder,) = ConsentRound.objects.get().reminders.all()
    reminder.sent_at = None
    reminder.save()
    assert post(actions.send_reminder, reminder_id=reminder.pk, now=START) == []


def test_a_reminder_goes_on_its_day_to_who_has_not_answered(school, emma, carla, dirk, greet, post):
    open_round(school, greet, [date(2026, 10, 17), date(2026, 11, 5), date(2026, 9, 1)])
    assert [day.reminder.due_on for day in days_of(ConsentRound.objects.get())] == [
        START.date(),
        date(2026, 10, 17),
    ]
    sweep(post, START)
    choose_all(emma, carla)
    assert sweep(post, START + timedelta(days=39)) == []
    assert sweep(post, START + timedelta(days=40)) == [dirk.email]


def test_after_a_holiday_of_the_server_one_mail_goes_out_not_three(school, emma, carla, greet, post):
    open_round(school, greet, [date(2026, 9, 20), date(2026, 9, 27)])
    assert sweep(post, START + timedelta(days=30)) == [carla.email]
    assert RoundMail.objects.count() == 1


def test_a_worker_that_dies_halfway_leaves_the_rest_for_the_next(
    school, emma, finn, carla, dirk, farid, greet, post, monkeypatch, django_capture_on_commit_callbacks
):
    open_round(school, greet)
    real, seen = actions._send, []

    def die_at_the_second(reminder, person):
        seen.append(person)
        if len(seen) == 2:
            raise SystemExit
        real(reminder, person)

    monkeypatch.setattr(actions, "_send", die_at_the_second)
    with pytest.raises(SystemExit), django_capture_on_commit_callbacks(execute=True):
        actions.send_due_reminders(now=START)
    monkeypatch.setattr(actions, "_send", real)
    assert RoundMail.objects.count() == 1
    assert len(sweep(post, START)) == 2
    assert RoundMail.objects.count() == 3


def test_one_poison_address_does_not_stop_the_others(school, emma, finn, carla, dirk, farid, greet, post):
    type(carla).objects.filter(pk=carla.pk).update(email="geen adres")
    consent_round = open_round(school, greet)
    assert sweep(post, START) == sorted([dirk.email, farid.email])
    assert refused_in(consent_round) == [carla]
    assert sweep(post, START) == []


def test_mail_that_could_not_leave_is_tried_again(school, emma, carla, greet, post, monkeypatch):
    open_round(school, greet)

    def away(**_words):
        raise SMTPException("away")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "send_mail", away)
        assert sweep(post, START) == []
    assert sweep(post, START) == [carla.email]


def test_one_round_at_a_time(school, emma, greet, olga):
    first = open_round(school, greet)
    with pytest.raises(Refused):
        open_round(school, olga)
    actions.close_round(consent_round=first, by=olga, now=START)
    assert open_round(school, olga).closed_at is None


@pytest.mark.parametrize("name", ["anna", "henk", "carla", "stranger_director"])
def test_a_round_is_kept_by_the_director_and_the_office(school, emma, greet, name, request):
    person = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        open_round(school, person)
    consent_round = open_round(school, greet)
    for action in (actions.remind_now, actions.close_round):
        with pytest.raises(PermissionDenied):
            action(consent_round=consent_round, by=person, now=START)


def test_reminding_by_hand_is_once_a_day(school, emma, carla, greet, post):
    consent_round = open_round(school, greet)
    sweep(post, START)
    with pytest.raises(Refused):
        actions.remind_now(consent_round=consent_round, by=greet, now=START)
    later = START + timedelta(days=1)
    actions.remind_now(consent_round=consent_round, by=greet, now=later)
    assert sweep(post, later) == [carla.email]
    with pytest.raises(Refused):
        actions.remind_now(consent_round=consent_round, by=greet, now=later)


def test_closing_stops_the_mails_and_changes_no_answer(school, emma, carla, dirk, greet, post):
    choose_all(emma, carla)
    consent_round = open_round(school, greet, [date(2026, 9, 20)])
    sweep(post, START)
    actions.close_round(consent_round=consent_round, by=greet, now=START)
    assert sweep(post, START + timedelta(days=20)) == []
    assert recognisable([emma.pk], school=school, audience="group", today=timezone.localdate())
    with pytest.raises(Refused):
        actions.remind_now(consent_round=consent_round, by=greet, now=START + timedelta(days=2))


def test_a_round_closes_by_itself_after_its_last_day(school, emma, greet):
    open_round(school, greet)
    assert actions.close_due_rounds(now=datetime(2026, 10, 31, 20, tzinfo=UTC)) == 0
    assert actions.close_due_rounds(now=datetime(2026, 11, 1, 8, tzinfo=UTC)) == 1


def test_a_school_that_reminds_tells_once_in_september_what_counts(
    school, emma, carla, dirk, greet, post, mailoutbox
):
    set_policy(school, greet, consent_renewal="reminder")
    decide(emma, carla, "yes", "group")
    august = datetime(2026, 8, 31, 8, tzinfo=UTC)
    assert actions.open_yearly_reminders(now=august) == 0
    assert [actions.open_yearly_reminders(now=START) for _turn in range(2)] == [1, 0]
    assert sweep(post, START) == sorted([carla.email, dirk.email])
    assert "Berichten in de groep: ja" in mailoutbox[0].body
    assert "Website van de school: nee" in mailoutbox[0].body
    assert actions.open_yearly_reminders(now=START + timedelta(days=20)) == 0
    actions.close_due_rounds(now=START + timedelta(days=40))
    assert actions.open_yearly_reminders(now=START + timedelta(days=365)) == 1


def test_a_round_lasts_until_the_deadline_of_the_school_or_three_weeks(school):
    policy = policy_for(school)
    assert default_last_day(policy, date(2026, 9, 1)) == LAST_DAY
    assert default_last_day(policy, date(2026, 10, 20)) == date(2026, 11, 10)
    assert default_last_day(policy, date(2027, 3, 1)) == date(2027, 3, 22)
