"""A report comes in through a mailbox or from the mail server itself, and a forged one does nothing."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from common.bounces import message_id, return_address
from common.mailboxes import Worked
from delivery import tasks
from delivery.actions.bounces import read_mailbox, take_report
from delivery.models import AddressState
from tests import make
from tests.common import reports
from tests.delivery.returned import NOW, report_about, sent


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = "bounce@kring.example.nl"


@pytest.fixture
def row(group_5b, anna, carla):
    return sent(make.make_post(group_5b, anna), carla)


@pytest.fixture
def box(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    return tmp_path / "box"


def state_of(row):
    row.refresh_from_db()
    return row.state


def handed_over(monkeypatch, raw, *address):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("take_in_bounce", *address, stderr=io.StringIO())


def test_a_report_in_the_mailbox_is_taken_and_leaves(row, box):
    (box / "new" / "1.host").write_bytes(report_about(row))
    (box / "new" / "2.host").write_bytes(report_about(row))
    (box / "new" / "3.host").write_bytes(b"To: bounce@kring.example.nl\n\nDag school, ik heb een vraag.")
    assert read_mailbox(url=f"maildir://{box}", now=NOW) == Worked(taken=2, strange=1)
    assert state_of(row) == "bounced"
    assert AddressState.objects.get().hard_bounces == 1
    assert list((box / "new").iterdir()) == []


def test_a_mailbox_that_is_away_is_said_in_the_log(db, caplog):
    assert read_mailbox(url="maildir:///nowhere", now=NOW) is None
    assert "cannot be read" in caplog.text


def test_a_forged_report_does_nothing(row):
    forged = return_address("d1").replace("d1.", f"d{row.pk}9.")
    for to in (forged, f"bounce+d{row.pk}@kring.example.nl", "bounce@kring.example.nl"):
        assert not take_report(raw=reports.failed(to=to), now=NOW)
    assert (state_of(row), AddressState.objects.count()) == ("sent", 0)


def test_a_report_that_lost_the_plus_is_known_by_the_returned_mail(row):
    raw = reports.failed(headers=f"Message-ID: {message_id(f'd{row.pk}')}")
    assert take_report(raw=raw, now=NOW)
    assert state_of(row) == "bounced"


def test_a_delay_and_somebody_who_is_away_are_ours_and_change_nothing(row):
    to = return_address(f"d{row.pk}")
    delay = reports.report(reports.status(("delayed", "4.4.1", "carla@demo.kring.test", "451 busy")), to=to)
    away = reports.plain("I am away until Monday.", to=to, robot=False)
    assert [take_report(raw=raw, now=NOW) for raw in (delay, away)] == [True, True]
    assert (state_of(row), AddressState.objects.count()) == ("sent", 0)


def test_a_mail_that_reached_one_of_two_mailboxes_arrived(row):
    both = reports.status(
        ("failed", "5.1.1", "old@demo.kring.test", "550 5.1.1 no"),
        ("delivered", "2.0.0", "carla@demo.kring.test", "250 ok"),
    )
    take_report(raw=reports.report(both, to=return_address(f"d{row.pk}")), now=NOW)
    assert (state_of(row), AddressState.objects.count()) == ("delivered", 0)


def test_a_mail_server_hands_over_a_report_with_the_address_it_came_to(row, monkeypatch):
    handed_over(monkeypatch, reports.failed(), return_address(f"d{row.pk}"))
    assert state_of(row) == "bounced"


def test_a_mail_handed_over_that_is_not_ours_is_said_and_refused_nowhere(row, monkeypatch):
    handed_over(monkeypatch, b"\xff\x00 nothing")
    assert state_of(row) == "sent"


def test_without_its_database_the_mail_server_is_asked_to_come_again(row, monkeypatch):
    def away(**about):
        raise OperationalError("gone")

    monkeypatch.setattr("delivery.management.commands.take_in_bounce.take_report", away)
    with pytest.raises(CommandError) as caught:
        handed_over(monkeypatch, report_about(row))
    assert caught.value.returncode == 75


def test_the_clock_reads_the_mailbox_where_there_is_one(row, box, settings):
    (box / "new" / "1.host").write_bytes(report_about(row))
    tasks.read_bounces()
    assert state_of(row) == "sent"
    settings.BOUNCE_MAILBOX_URL = f"maildir://{box}"
    tasks.read_bounces()
    assert state_of(row) == "bounced"
