"""Every save has one receipt: sealed, printed, mailed to who chose and to nobody else."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from common import mail as common_mail
from common.storage import path_of, read_private
from consent.actions import finish_receipt, record_decisions, sweep_receipts
from consent.models import Decision, Purpose, Receipt
from consent.queries.receipts import check_code, seal_of, verify
from people.models import ParentalAuthority
from tests.make import NOW, set_policy

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def authority(emma, carla):
    return ParentalAuthority.objects.get(child=emma, guardian=carla)


@pytest.fixture
def purposes(school):
    return {purpose.audience: purpose for purpose in school.purposes.about(Purpose.Subject.CHILD)}


@pytest.fixture
def receipt(authority, purposes, carla):
    answers = {purposes["group"]: "yes", purposes["website"]: "no"}
    record_decisions(authority=authority, answers=answers, by=carla, now=NOW)
    return Receipt.objects.get()


def reload(receipt):
    return Receipt.objects.select_related("authority__guardian", "person", "school").get(pk=receipt.pk)


def test_the_statement_says_what_was_read_and_chosen_by_whom_and_when(receipt, emma, carla, purposes):
    told = receipt.statement
    assert told["child"]["id"] == str(emma.pk)
    assert (told["person"]["id"], told["entered_by"]["id"], told["via"]) == (str(carla.pk),) * 2 + ("portal",)
    assert told["at"] == {"utc": "2026-10-06T13:00:00+00:00", "amsterdam": "2026-10-06T15:00:00+02:00"}
    assert [choice["answer"] for choice in told["choices"]] == ["yes", "no"]
    assert told["choices"][0]["wording"] == purposes["group"].wording
    assert told["choices"][0]["chosen_before"] is None
    assert set(Decision.objects.values_list("receipt", flat=True)) == {receipt.pk}


def test_the_next_receipt_tells_what_was_chosen_and_what_counted_before(receipt, authority, purposes, carla):
    record_decisions(authority=authority, answers={purposes["group"]: "no"}, by=carla, now=NOW)
    (choice,) = Receipt.objects.exclude(pk=receipt.pk).get().statement["choices"]
    assert (choice["chosen_before"], choice["counted_before"]) == ("yes", "yes")


def test_a_receipt_never_names_the_other_guardian(receipt, authority, purposes, carla, dirk):
    record_decisions(authority=authority, answers={purposes["print"]: "yes"}, by=carla, now=NOW)
    assert not any("Dirk" in str(row.statement) for row in Receipt.objects.all())


def test_printing_and_mailing_happen_once_however_often_they_are_asked(receipt, carla, dirk):
    for _again in range(2):
        finish_receipt(receipt=reload(receipt), now=SOON)
    (letter,) = mail.outbox
    assert letter.to == [carla.email]
    ((name, content, kind),) = letter.attachments
    done = reload(receipt)
    assert (kind, content) == ("application/pdf", read_private(done.stored_as))
    assert name.startswith("kring-")
    assert done.mailed_at == SOON
    assert verify(done).is_right


def test_the_same_statement_is_the_same_file(receipt):
    finish_receipt(receipt=reload(receipt), now=SOON)
    first = read_private(reload(receipt).stored_as)
    path_of(reload(receipt).stored_as).unlink()
    finish_receipt(receipt=reload(receipt), now=SOON)
    assert read_private(reload(receipt).stored_as) == first


def test_a_mail_server_that_is_away_leaves_the_receipt_for_the_sweep(receipt, monkeypatch):
    def away(letter):
        raise SMTPServerDisconnected

    monkeypatch.setattr("consent.actions.receipts.deliver", away)
    with pytest.raises(SMTPServerDisconnected):
        finish_receipt(receipt=reload(receipt), now=SOON)
    assert reload(receipt).mailed_at is None
    monkeypatch.setattr("consent.actions.receipts.deliver", common_mail.deliver)
    finish_receipt(receipt=reload(receipt), now=SOON)
    assert len(mail.outbox) == 1


def test_while_one_worker_mails_another_does_not(receipt):
    cache.add(f"receipt-mail:{receipt.pk}", 1, 60)
    finish_receipt(receipt=reload(receipt), now=SOON)
    assert not mail.outbox
    assert reload(receipt).sha256


def test_the_sweep_finishes_what_was_left_lying(receipt, django_capture_on_commit_callbacks):
    assert sweep_receipts(now=NOW) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_receipts(now=SOON) == 1
    assert len(mail.outbox) == 1
    assert sweep_receipts(now=SOON) == 0


def test_an_address_no_server_takes_does_not_hold_up_the_others_for_ever(receipt, monkeypatch):
    monkeypatch.setattr("consent.actions.receipts.deliver", refuse)
    with pytest.raises(SMTPServerDisconnected):
        finish_receipt(receipt=reload(receipt), now=SOON)
    assert sweep_receipts(now=NOW + timedelta(days=13)) == 1
    assert sweep_receipts(now=NOW + timedelta(days=15)) == 0


def refuse(_letter):
    raise SMTPServerDisconnected


def test_who_was_blocked_meanwhile_gets_no_mail(receipt, greet):
    ParentalAuthority.objects.update(blocked_at=NOW, blocked_by=greet, blocked_reason="Rechter")
    finish_receipt(receipt=reload(receipt), now=SOON)
    assert not mail.outbox
    assert sweep_receipts(now=SOON) == 0


def test_a_changed_word_or_byte_is_named(receipt):
    finish_receipt(receipt=reload(receipt), now=SOON)
    done = reload(receipt)
    path = path_of(done.stored_as)
    path.write_bytes(path.read_bytes().replace(b"PDF", b"PDG", 1))
    assert verify(done).file is False
    done.statement["choices"][0]["answer"] = "no"
    verdict = verify(done)
    assert (verdict.statement, verdict.decisions, verdict.is_right) == (False, False, False)


def test_a_statement_sealed_under_the_key_of_before_still_holds(receipt, settings):
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert verify(receipt).statement
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]):
        assert not verify(receipt).statement


def test_the_seal_does_not_depend_on_the_order_of_the_keys(receipt):
    turned = dict(reversed(list(receipt.statement.items())))
    assert seal_of(turned) == receipt.seal


def test_the_same_answer_is_written_again_when_it_was_asked_again(authority, purposes, carla, school, greet):
    answers = {purposes["group"]: "yes"}
    for moment in (NOW, NOW + timedelta(days=1), NOW + timedelta(days=365)):
        record_decisions(authority=authority, answers=answers, by=carla, now=moment)
    assert Receipt.objects.count() == 2
    set_policy(school, greet, consent_renewal="none")
    record_decisions(authority=authority, answers=answers, by=carla, now=NOW + timedelta(days=3 * 365))
    assert Decision.objects.count() == 2


def address(receipt):
    return reverse("consent:receipt", args=[receipt.pk])


def test_who_chose_opens_the_file_and_no_cache_keeps_it(sign_in, receipt, carla):
    finish_receipt(receipt=reload(receipt), now=SOON)
    response = sign_in(carla).get(address(receipt))
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_file_that_is_not_there_yet_is_told_so(sign_in, receipt, carla):
    assert sign_in(carla).get(address(receipt)).status_code == 202


@pytest.mark.parametrize("name", ["dirk", "farid", "anna", "office", "stranger_director"])
def test_the_receipt_of_somebody_else_is_not_there(sign_in, receipt, name, request):
    assert sign_in(request.getfixturevalue(name)).get(address(receipt)).status_code == 404


def test_who_leads_the_school_checks_a_code(sign_in, receipt, greet):
    client, page = sign_in(greet), reverse("consent:receipt-check")
    for code in (check_code(receipt), check_code(receipt).lower().replace("-", " "), str(receipt.pk)):
        assert "Dit ontvangstbewijs klopt" in client.get(page, {"code": code}).content.decode()


@pytest.mark.parametrize("code", ["zzzz", "0" * 16, "%", "é" * 40, "' or 1=1"])
def test_a_code_that_is_none_is_told_so(sign_in, receipt, greet, code):
    page = sign_in(greet).get(reverse("consent:receipt-check"), {"code": code}).content.decode()
    assert "Er is geen ontvangstbewijs" in page


def test_the_director_of_another_school_does_not_find_it(sign_in, receipt, stranger_director):
    page = sign_in(stranger_director).get(reverse("consent:receipt-check"), {"code": check_code(receipt)})
    assert "Er is geen ontvangstbewijs" in page.content.decode()


def test_the_history_lists_the_own_receipts_only(sign_in, receipt, emma, carla, dirk):
    page = reverse("consent:history", args=[emma.pk])
    assert address(receipt) in sign_in(carla).get(page).content.decode()
    assert address(receipt) not in sign_in(dirk).get(page).content.decode()
