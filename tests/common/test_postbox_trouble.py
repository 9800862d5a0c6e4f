"""A mail server that is away, slow or odd stops the box, never the program."""

import socket
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail

from common.postbox import Outcome, Postbox
from tests.common.test_postbox import DATA, SENDER, post
from tests.smtp_server import Play

LATIN = "Dag Zoë".encode()


@pytest.fixture
def box(smtp_server):
    with Postbox(timeout=1) as box:
        yield box


@pytest.mark.parametrize("greeting", ["421 Busy", "450 Later", "554 No mail today"])
def test_a_server_that_takes_nobody_is_down(smtp_server, box, greeting):
    smtp_server.greeting = greeting
    answer = post(box)
    assert (answer.outcome, answer.code, box.is_down) == (Outcome.DEFERRED, int(greeting[:3]), True)
    assert post(box).outcome is Outcome.DEFERRED
    assert smtp_server.connections == 1


def test_a_server_that_is_not_there_is_down(settings, smtp_server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        with Postbox() as box:
            assert (post(box).outcome, box.is_down) == (Outcome.DEFERRED, True)


def test_a_name_that_nobody_knows_is_down(settings, smtp_server):
    settings.EMAIL_HOST = "mail.invalid"
    with Postbox() as box:
        assert (post(box).outcome, box.is_down) == (Outcome.DEFERRED, True)


def test_a_server_that_never_greets_is_down(settings, smtp_server, monkeypatch):
    monkeypatch.setattr("common.postbox.CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        with Postbox() as box:
            assert (post(box).outcome, box.is_down) == (Outcome.DEFERRED, True)


@pytest.mark.parametrize(("stage", "unsure"), [("RCPT", False), ("SENT", True)])
def test_an_answer_that_takes_too_long_is_for_later(smtp_server, box, stage, unsure):
    smtp_server.at["carla@b.test"] = [Play(stage, wait=1.5)]
    answer = post(box)
    assert (answer.outcome, answer.code, answer.unsure) == (Outcome.DEFERRED, None, unsure)
    assert post(box, "dirk@b.test").outcome is Outcome.ACCEPTED


def test_a_slow_answer_is_waited_for(smtp_server, box):
    smtp_server.at["carla@b.test"] = [Play("SENT", wait=0.3)]
    assert post(box).outcome is Outcome.ACCEPTED


def test_three_lines_that_break_in_a_row_are_the_fault_of_the_server(smtp_server, box):
    for name in "abc":
        smtp_server.at[f"{name}@b.test"] = [Play("RCPT", drop=True)]
        assert post(box, f"{name}@b.test").outcome is Outcome.DEFERRED
    assert box.is_down


def test_one_poisonous_mail_among_three_hundred(smtp_server, box):
    smtp_server.at["p100@b.test"] = [Play("SENT", drop=True)]
    answers = [post(box, f"p{number}@b.test").outcome for number in range(300)]
    assert answers.count(Outcome.ACCEPTED) == 299
    assert len(smtp_server.mails) == 299
    assert smtp_server.connections == 2


@pytest.mark.parametrize(
    ("reply", "outcome"), [("550 5.7.1 Not from you", Outcome.FAILED), ("452 Full", Outcome.DEFERRED)]
)
def test_a_sender_the_server_does_not_want_is_not_the_address_of_a_parent(smtp_server, box, reply, outcome):
    smtp_server.at[SENDER] = [Play("MAIL", reply)]
    assert post(box).outcome is outcome


def test_a_server_that_wants_us_to_sign_in_loses_no_mail(smtp_server, box):
    smtp_server.at[SENDER] = [Play("MAIL", "530 5.7.0 Authentication required")]
    assert (post(box).outcome, box.is_down) == (Outcome.DEFERRED, True)


@pytest.mark.parametrize(
    "to", ["zoë@b.test", "a@b.test>\r\nRCPT TO:<c@d.test", "", "a b@c.test", "a@-.test", f"a@{'b' * 64}.test"]
)
def test_an_address_that_cannot_be_written_fails_alone(smtp_server, box, to):
    assert post(box, to).outcome is Outcome.FAILED
    assert smtp_server.commands == []
    assert post(box).outcome is Outcome.ACCEPTED


def test_a_domain_of_another_script_is_written_in_ascii(smtp_server, box):
    assert post(box, "juf@schóól.test").outcome is Outcome.ACCEPTED
    assert smtp_server.mails[0].to == "juf@xn--schl-sqaa.test"


@pytest.mark.parametrize("knows_8bit", [True, False])
def test_letters_arrive_whatever_the_server_knows(smtp_server, box, knows_8bit):
    smtp_server.knows_8bit = knows_8bit
    head = (
        b'Subject: x\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    )
    post(box, data=head + LATIN + b"\r\n")
    (taken,) = smtp_server.mails
    assert ("BODY=8BITMIME" in taken.options, taken.data.isascii()) == (knows_8bit, not knows_8bit)
    assert message_from_bytes(taken.data, policy=policy.default).get_content().strip() == LATIN.decode()


def test_a_lone_line_end_does_not_end_the_mail(smtp_server, box):
    post(box, data=b"Subject: x\r\n\r\na\n.\nb\r.\r\nMAIL FROM:<x@y.test>")
    assert smtp_server.mails[0].data == b"Subject: x\r\n\r\na\r\n.\r\nb\r\n.\r\nMAIL FROM:<x@y.test>\r\n"
    assert len(smtp_server.mails) == 1


def test_what_a_server_says_is_fit_to_show(smtp_server, box):
    smtp_server.at["carla@b.test"] = [Play("RCPT", "550 5.1.1 \x1b[31m" + "no " * 200)]
    text = post(box).text
    assert text.isprintable()
    assert len(text) == 200


def test_a_mail_goes_to_files_as_it_is(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    with Postbox() as box:
        assert [post(box).outcome, post(box).outcome] == [Outcome.ACCEPTED] * 2
    (file,) = Path(tmp_path).iterdir()
    assert file.read_bytes().count(DATA.replace(b"\r\n", b"\n")) == 2


def test_a_mail_goes_to_the_outbox_of_a_test(mailoutbox):
    with Postbox() as box:
        assert post(box).outcome is Outcome.ACCEPTED
    (message,) = mail.outbox
    assert (message.subject, message.to, message.body) == ("x", ["carla@b.test"], "Dag\n.stip\n")
    assert message.extra_headers["Message-ID"] == "<1@b.test>"


def test_a_disk_that_is_full_is_a_server_that_is_down(settings, mailoutbox, monkeypatch):
    def full(self, messages):
        raise OSError("No space left on device")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", full)
    with Postbox() as box:
        assert (post(box).outcome, box.is_down) == (Outcome.DEFERRED, True)


def test_the_log_says_that_it_is_down_and_nothing_of_what_it_said(smtp_server, box, caplog):
    smtp_server.greeting = "554 carla@b.test is not welcome"
    post(box)
    post(box)
    assert [record.getMessage() for record in caplog.records] == ["The mail server takes no mail now: 554"]
