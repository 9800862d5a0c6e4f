"""Forms on paper: entered by the office, kept with date and scan, never stronger than a later no (R021)."""

import io
from datetime import timedelta
from html import unescape
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from common.documents import PDF, Document
from common.storage import path_of
from consent.actions.paper import enter_paper
from consent.actions.receipts import finish_receipt
from consent.actions.wordings import change_wording
from consent.errors import PaperRefused
from consent.models import Decision, PaperForm, Receipt
from consent.queries.recognising import recognisable
from groups import actions as group_actions
from people import actions as people_actions
from tests.make import decide, set_policy

SCAN = Document(b"%PDF-1.7\n%%EOF\n", PDF)
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def website(school):
    return school.purposes.get(subject="child", audience="website")


@pytest.fixture
def signer(emma, carla):
    return emma.authorities.get(guardian=carla)


def enter(signer, by, answers, signed_on=TODAY):
    return enter_paper(
        authority=signer, signed_on=signed_on, scan=SCAN, answers=answers, by=by, now=timezone.now()
    )


def counts(school, child):
    return child.pk in recognisable([child.pk], school=school, audience="website", today=TODAY)


def pdf():
    return SimpleUploadedFile("Formulier Emma.pdf", SCAN.content, "text/html")


def address(signer):
    return reverse("consent:paper-entry", args=[signer.pk])


def sent(website, **words):
    data = {"signed_on": TODAY.isoformat(), "scan": pdf(), f"purpose_{website.pk}": "yes"} | words
    return {key: value for key, value in data.items() if value is not None}


def test_a_yes_on_paper_counts_and_says_who_entered_it(school, website, emma, signer, olga):
    form = enter(signer, olga, {website: "yes"}, YESTERDAY)
    (decision,) = Decision.objects.all()
    assert (decision.authority, decision.decided_by, decision.via) == (signer, olga, "paper")
    assert timezone.localdate(decision.decided_at) == TODAY
    assert (form.signed_on, form.entered_by) == (YESTERDAY, olga)
    assert path_of(form.stored_as).read_bytes() == SCAN.content
    assert decision.receipt.paper == form
    assert counts(school, emma)


def test_a_guardian_without_an_account_signs_on_paper(school, website, emma, olga):
    signer = people_actions.record_guardian(child=emma, authority="yes", name="Oma Sanne", by=olga)
    enter(signer, olga, {website: "yes"})
    assert counts(school, emma)
    assert Receipt.objects.get().statement["person"]["name"] == "Oma Sanne"


@pytest.mark.parametrize("signed_on", [YESTERDAY, TODAY], ids=["yesterday", "today"])
def test_a_yes_on_paper_never_undoes_a_no_of_that_day_or_later(
    school, website, emma, carla, signer, olga, signed_on
):
    decide(emma, carla, "no", "website")
    with pytest.raises(PaperRefused) as refused:
        enter(signer, olga, {website: "yes"}, signed_on)
    assert set(refused.value.reasons) == {website.pk}
    assert not counts(school, emma)
    assert not PaperForm.objects.exists()
    assert not list(path_of("paper").rglob("*.pdf"))


def test_a_newer_form_undoes_an_older_no_on_paper(school, website, emma, signer, olga):
    enter(signer, olga, {website: "no"}, YESTERDAY)
    enter(signer, olga, {website: "yes"}, TODAY)
    assert counts(school, emma)


def test_a_no_on_paper_always_counts(school, website, emma, carla, signer, olga):
    decide(emma, carla, "yes", "website")
    enter(signer, olga, {website: "no"}, YESTERDAY)
    assert not counts(school, emma)


def test_a_form_with_words_that_changed_since_says_no_yes(website, signer, greet, olga):
    names = ("title", "sentence", "consequence", "yes_means", "no_means")
    words = {name: getattr(website, name) for name in names}
    changed = change_wording(
        purpose=website, words=words, ask_again=True, seen_version=1, by=greet, now=timezone.now()
    )
    with pytest.raises(PaperRefused):
        enter(signer, olga, {changed: "yes"}, YESTERDAY)


def test_a_form_of_an_earlier_school_year_says_no_yes_where_a_yes_ends(website, signer, greet, olga):
    old = TODAY - timedelta(days=400)
    with pytest.raises(PaperRefused):
        enter(signer, olga, {website: "yes"}, old)
    set_policy(website.school, greet, consent_renewal="none")
    assert enter(signer, olga, {website: "yes"}, old).signed_on == old


@pytest.mark.parametrize("name", ["anna", "henk", "carla", "dirk", "stranger_director"])
def test_forms_are_entered_by_the_office_and_the_director(website, signer, greet, name, request):
    with pytest.raises(PermissionDenied):
        enter(signer, request.getfixturevalue(name), {website: "yes"})
    assert not PaperForm.objects.exists()
    assert enter(signer, greet, {website: "yes"})


@pytest.mark.parametrize("authority", ["no", "unknown"])
def test_who_has_no_authority_signs_nothing(sign_in, website, signer, olga, authority):
    signer.authority = authority
    signer.save()
    with pytest.raises(PermissionDenied):
        enter(signer, olga, {website: "yes"})
    assert sign_in(olga).get(address(signer)).status_code == 404


def test_the_office_enters_a_form_on_the_page(sign_in, website, emma, signer, olga):
    client = sign_in(olga)
    assert address(signer) in client.get(reverse("consent:paper-list")).content.decode()
    assert client.post(address(signer), sent(website)).status_code == 303
    form = PaperForm.objects.get()
    assert form.content_type == PDF
    assert reverse("consent:paper-scan", args=[form.pk]) in client.get(address(signer)).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"signed_on": None},
        {"signed_on": (TODAY + timedelta(days=1)).isoformat()},
        {"scan": None},
        {"scan": SimpleUploadedFile("x.pdf", b"geen scan")},
        {"answer": None},
    ],
    ids=["no date", "tomorrow", "no scan", "no picture", "no answer"],
)
def test_an_incomplete_form_is_an_error(sign_in, website, signer, olga, change):
    if "answer" in change:
        change = {f"purpose_{website.pk}": None}
    response = sign_in(olga).post(address(signer), sent(website, **change))
    assert response.status_code == 422
    assert "<title>Fout:" in response.content.decode()
    assert not Decision.objects.exists()


def test_the_page_warns_about_a_later_choice_in_the_portal_and_refuses_the_yes(
    sign_in, website, emma, carla, signer, olga
):
    decide(emma, carla, "no", "website")
    client = sign_in(olga)
    assert "Deze ouder koos zelf in Kring" in unescape(client.get(address(signer)).content.decode())
    response = client.post(address(signer), sent(website))
    assert response.status_code == 422
    assert "Een ja op papier verandert dat niet." in unescape(response.content.decode())


@pytest.mark.parametrize(
    ("name", "status"),
    [("olga", 200), ("greet", 200), ("carla", 200), ("dirk", 404), ("anna", 404), ("stranger_director", 404)],
)
def test_a_scan_opens_for_the_office_and_who_signed_it(
    sign_in, website, signer, dirk, olga, name, status, request
):
    form = enter(signer, olga, {website: "yes"})
    response = sign_in(request.getfixturevalue(name)).get(reverse("consent:paper-scan", args=[form.pk]))
    assert response.status_code == status
    if status == 200:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Cache-Control"] == "private, no-store"


def test_a_scan_stays_with_the_school_it_was_signed_for(
    sign_in, website, emma, signer, olga, other_school, stranger_director
):
    form = enter(signer, olga, {website: "yes"})
    group_actions.register_child(
        school=other_school, child=emma, started_on=TODAY, by=stranger_director, now=timezone.now()
    )
    client = sign_in(stranger_director)
    assert reverse("consent:paper-scan", args=[form.pk]) not in client.get(address(signer)).content.decode()
    assert client.get(reverse("consent:paper-scan", args=[form.pk])).status_code == 404


def test_a_form_that_says_nothing_new_is_kept_and_goes_with_the_own_export(
    sign_in, website, signer, emma, carla, olga
):
    enter(signer, olga, {website: "no"}, signed_on=YESTERDAY)
    again = enter(signer, olga, {website: "no"})
    assert not again.receipts.exists()
    for user in (olga, carla):
        scan = reverse("consent:paper-scan", args=[again.pk])
        assert sign_in(user).get(scan).status_code == 200
    answer = sign_in(carla).get(reverse("consent:export", args=[emma.pk]))
    files = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert f"papier/{again.pk}.pdf" in files.namelist()


def test_a_form_that_is_sent_twice_is_one_form_and_one_file(website, signer, olga):
    first, second = (enter(signer, olga, {website: "yes"}) for _ in range(2))
    assert first == second
    assert (Decision.objects.count(), Receipt.objects.count()) == (1, 1)
    files = [path for path in path_of("paper").rglob("*") if path.is_file()]
    assert files == [path_of(first.stored_as)]


def test_a_photo_of_the_form_loses_where_it_was_taken(sign_in, website, signer, olga):
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "JPEG", comment=b"Lindedorp")
    scan = SimpleUploadedFile("IMG_1.jpg", out.getvalue(), "image/jpeg")
    assert sign_in(olga).post(address(signer), sent(website, scan=scan)).status_code == 303
    assert b"Lindedorp" not in path_of(PaperForm.objects.get().stored_as).read_bytes()


@pytest.mark.parametrize(("email", "count"), [("oma@kring.test", 1), ("", 0)])
def test_who_signed_without_an_account_gets_the_receipt_when_there_is_an_address(
    website, emma, olga, mailoutbox, email, count
):
    signer = people_actions.record_guardian(
        child=emma, authority="yes", name="Oma Sanne", email=email, by=olga
    )
    enter(signer, olga, {website: "yes"})
    finish_receipt(receipt=Receipt.objects.get(), now=timezone.now())
    assert len(mailoutbox) == count
    for letter in mailoutbox:
        assert letter.to == [email]
        assert "Oma Sanne" in letter.body
        assert reverse("consent:child", args=[emma.pk]) not in letter.body
