"""A mail gets the answer the mail server gave, and what it does to one is not done to the next."""

import pytest

from common.postbox import Outcome, Postbox
from tests.smtp_server import Play

DATA = b"From: a@b.test\r\nTo: c@d.test\r\nSubject: x\r\nMessage-ID: <1@b.test>\r\n\r\nDag\r\n.stip\r\n"
SENDER = "bounce@kring.test"


def post(box, to="carla@b.test", data=DATA, sender=SENDER):
    return box.post(sender=sender, to=to, data=data)


@pytest.fixture
def box(smtp_server):
    with Postbox(timeout=2) as box:
        yield box


def test_many_mails_go_over_one_connection_in_three_commands_each(smtp_server, box):
    answers = [post(box, f"p{number}@b.test") for number in range(5)]
    assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
    assert (smtp_server.connections, len(smtp_server.commands)) == (1, 15)
    assert answers[0].code == 250
    assert {mail.data for mail in smtp_server.mails} == {DATA}


@pytest.mark.parametrize(
    ("play", "outcome", "code"),
    [
        (Play("RCPT", "451 4.7.1 Greylisted"), Outcome.DEFERRED, 451),
        (Play("RCPT", "550 5.1.1 No such user"), Outcome.REFUSED, 550),
        (Play("RCPT", "552 5.2.2 Mailbox full"), Outcome.REFUSED, 552),
        (Play("RCPT", "550 unknown"), Outcome.REFUSED, 550),
        (Play("RCPT", "554 5.7.1 Relay access denied"), Outcome.REFUSED, 554),
        (Play("DATA", "451 Later"), Outcome.DEFERRED, 451),
        (Play("DATA", "554 5.5.1 No"), Outcome.FAILED, 554),
        (Play("SENT", "452 4.3.1 Disk full"), Outcome.DEFERRED, 452),
        (Play("SENT", "554 5.6.0 Looks like spam"), Outcome.FAILED, 554),
        (Play("SENT", "550 5.1.1 No such user"), Outcome.REFUSED, 550),
        (Play("SENT", "552 5.2.2 Mailbox full"), Outcome.REFUSED, 552),
        (Play("SENT", "550 Looks like spam"), Outcome.FAILED, 550),
        (Play("SENT", "421 4.3.2 Stopping"), Outcome.DEFERRED, 421),
        (Play("RCPT", "421 4.3.2 Stopping"), Outcome.DEFERRED, 421),
        (Play("RCPT", "what is this"), Outcome.DEFERRED, -1),
        (Play("RCPT", "503 5.5.1 Need MAIL"), Outcome.DEFERRED, 503),
        (Play("RCPT", "220 Hello"), Outcome.DEFERRED, 220),
        (Play("DATA", "250 Taken"), Outcome.DEFERRED, 250),
    ],
)
def test_the_answer_of_the_server_is_the_outcome_and_the_next_mail_leaves(
    smtp_server, box, play, outcome, code
):
    smtp_server.at["carla@b.test"] = [play]
    answer = post(box)
    assert (answer.outcome, answer.code, answer.unsure) == (outcome, code, False)
    assert post(box, "dirk@b.test").outcome is Outcome.ACCEPTED
    assert not box.is_down
    assert [mail.to for mail in smtp_server.mails] == ["dirk@b.test"]


def test_a_mail_that_was_greylisted_is_taken_later(smtp_server, box):
    smtp_server.at["carla@b.test"] = [Play("RCPT", "451 4.7.1 Greylisted")]
    assert [post(box).outcome, post(box).outcome] == [Outcome.DEFERRED, Outcome.ACCEPTED]
    assert len(smtp_server.mails) == 1


@pytest.mark.parametrize(
    ("stage", "unsure"), [("RCPT", False), ("DATA", False), ("BODY", True), ("SENT", True)]
)
def test_a_line_that_breaks_defers_one_mail(smtp_server, box, stage, unsure):
    """Once the whole mail is on its way, nobody on this side can tell how much of it arrived."""
    smtp_server.at["carla@b.test"] = [Play(stage, drop=True)]
    answer = post(box)
    assert (answer.outcome, answer.unsure) == (Outcome.DEFERRED, unsure)
    assert smtp_server.mails == []
    assert post(box, "dirk@b.test").outcome is Outcome.ACCEPTED
    assert (smtp_server.connections, box.is_down) == (2, False)


@pytest.mark.parametrize(
    "play", [Play("MAIL", drop=True), Play("MAIL", "421 4.7.0 Too many mails for one line")]
)
def test_a_server_that_had_enough_of_a_line_gets_the_mail_over_a_new_one(smtp_server, box, play):
    post(box)
    smtp_server.at[SENDER] = [play]
    assert post(box, "dirk@b.test").outcome is Outcome.ACCEPTED
    assert (smtp_server.connections, len(smtp_server.mails)) == (2, 2)
