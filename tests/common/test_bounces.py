"""What mail servers say came back (G11): every form they use, and only about mail that is ours."""

import pytest

from common import bounces
from common.bounces import Bounce, Kind, read_report
from tests.common import reports

CARLA = "carla@demo.kring.test"


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = "bounce@kring.example.nl"


def kinds(raw: bytes, **about: str) -> list[Kind]:
    return [bounce.kind for bounce in read_report(raw, **about)]


def test_a_failed_mail_is_read_with_its_name_its_address_and_what_was_said():
    (bounce,) = read_report(reports.failed(to=bounces.return_address("d17")))
    assert bounce == Bounce(Kind.HARD, CARLA, "d17", "5.1.1", "550 5.1.1 nobody here")


def test_one_report_about_several_people_gives_each_their_own():
    fields = reports.status(
        ("failed", "5.1.1", "a@demo.test", "550 5.1.1 no"),
        ("delayed", "4.4.1", "b@demo.test", "451 busy"),
        ("delivered", "2.0.0", "c@demo.test", "250 ok"),
        ("relayed", "2.0.0", "d@demo.test", "250 ok"),
        ("failed", "5.2.2", "e@demo.test", "552 5.2.2 over quota"),
    )
    found = [(bounce.kind, bounce.address) for bounce in read_report(reports.report(fields))]
    assert found == [(Kind.HARD, "a@demo.test"), (Kind.DELIVERED, "c@demo.test"), (Kind.FULL, "e@demo.test")]


def test_a_server_that_still_tries_is_no_bounce():
    assert kinds(reports.report(reports.status(("delayed", "4.2.2", CARLA, "452 4.2.2 full")))) == []


def test_the_address_we_wrote_to_is_named_where_a_mail_was_sent_on():
    fields = reports.status(("failed", "5.1.1", "old@elsewhere.test", "550 5.1.1 no")).replace(
        "Action:", "Original-Recipient: rfc822;Carla@Demo.Kring.test\nAction:"
    )
    assert read_report(reports.report(fields))[0].address == CARLA


def test_addresses_beyond_ascii_are_read():
    fields = reports.status(("failed", "5.1.1", "x", "550 no")).replace("rfc822; x", "utf-8; zoë@demo.test")
    (bounce,) = read_report(reports.report(fields, part="message/global-delivery-status"))
    assert bounce.address == "zoë@demo.test"


def test_a_report_within_a_footer_of_a_list_is_found():
    inner = reports.failed(to=bounces.return_address("d17"))
    to, body = bounces.return_address("d17"), inner.decode().replace("\r\n", "\n")
    outer = f"To: {to}\nContent-Type: multipart/mixed; boundary=list\n\n--list\n{body}\n--list--\n"
    assert [(found.kind, found.token) for found in read_report(outer.encode())] == [(Kind.HARD, "d17")]


def test_a_complaint_is_read():
    (bounce,) = read_report(reports.complaint(headers=f"Return-Path: <{bounces.return_address('d17')}>"))
    assert (bounce.kind, bounce.address, bounce.token) == (Kind.COMPLAINT, CARLA, "d17")


def test_whom_a_mail_was_passed_on_to_cannot_complain_for_its_reader():
    """A mail program writes the Message-ID in whatever it passes on."""
    (bounce,) = read_report(reports.complaint(headers=f"Message-ID: {bounces.message_id('d17')}"))
    assert bounce.token is None


@pytest.mark.parametrize("kind", ["not-spam", "virus", "auth-failure", "", "else"])
def test_other_feedback_is_no_complaint(kind):
    assert kinds(reports.complaint(kind)) == []


def test_the_words_of_qmail_are_read_where_they_hold_a_code():
    sender, named = bounces.return_address("d17"), bounces.message_id("d17")
    words = reports.QMAIL.format(said="550 5.1.1 no such user", sender=sender, message_id=named)
    (bounce,) = read_report(reports.plain(words))
    assert (bounce.kind, bounce.address, bounce.token) == (Kind.HARD, CARLA, "d17")
    words = reports.QMAIL.format(said="go away", sender=sender, message_id=named)
    assert kinds(reports.plain(words)) == [Kind.SOFT]


def test_the_words_of_an_old_exchange_are_read_by_their_mark():
    words = "Your mail did not reach Carla.\n  Unknown account. <mx.example.org #5.1.1>\n"
    (bounce,) = read_report(reports.plain(words, to=bounces.return_address("d17")))
    assert (bounce.kind, bounce.token, bounce.status) == (Kind.HARD, "d17", "5.1.1")


@pytest.mark.parametrize(
    "words",
    ["I am away until Monday.", "Mailbox full, 550 5.1.1 nobody", "#5.1.1", reports.QMAIL],
)
def test_what_a_person_or_their_assistant_writes_is_nothing(words):
    assert kinds(reports.plain(words, robot=False, to=bounces.return_address("d17"))) == []
    answered = b"Auto-Submitted: auto-replied\n" + reports.plain(words)
    assert kinds(answered) == []


def test_a_receipt_of_reading_is_nothing():
    fields = "Final-Recipient: rfc822; carla@demo.kring.test\nDisposition: manual-action; displayed\n"
    assert kinds(reports.report(fields, part="message/disposition-notification")) == []


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        ("5.1.1", "550 5.1.1 unknown", Kind.HARD),
        ("5.1.10", "550 5.1.10 not found", Kind.HARD),
        ("5.0.0", "550 no such person", Kind.HARD),
        ("", "550 5.1.1 unknown", Kind.HARD),
        ("5.4.4", "host not found", Kind.HARD),
        ("5.4.1", "550 5.4.1 Recipient address rejected", Kind.HARD),
        ("5.4.1", "550 5.4.1 no answer", Kind.SOFT),
        ("5.0.0", "550 blocked as spam", Kind.SOFT),
        ("5.0.0", "554 refused", Kind.SOFT),
        ("5.7.1", "550 5.7.1 not welcome", Kind.SOFT),
        ("5.7.26", "550-5.7.26 unauthenticated", Kind.SOFT),
        ("5.1.8", "550 5.1.8 sender unknown", Kind.SOFT),
        ("5.3.4", "552 5.3.4 too big", Kind.SOFT),
        ("4.4.7", "gave up", Kind.SOFT),
        ("5.0.0", "450 4.2.1 later", Kind.SOFT),
        ("", "", Kind.SOFT),
        ("5.2.2", "550 5.2.2 x", Kind.FULL),
        ("4.2.2", "452 4.2.2 x", Kind.FULL),
        ("", "552 no room", Kind.FULL),
        ("5.0.0", "554 over quota", Kind.FULL),
        ("5.7.1", "550 5.7.1 you used your quota", Kind.SOFT),
    ],
)
def test_a_code_says_what_it_means_and_doubt_is_soft(status, text, kind):
    assert bounces.kind_of(status=status, text=text) == kind
