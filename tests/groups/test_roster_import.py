"""The office reads in a roster: choose, look, apply; strangers find nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.storage import exists_private, read_private
from groups.actions import roster_uploads
from groups.models import Enrolment, RosterUpload
from people.models import Child, ParentalAuthority
from tests import make
from tests.groups.roster.fixtures import CLASSES, canaries, csv, document, pupil

PUPILS = (pupil("1", "Emma", "Jansen", place="K5B"), pupil("2", "Finn", "Jansen", place="K5A"))
PAGE = "/roster/"


def export(*pupils, **options):
    return document(
        *(pupils or PUPILS), groups=CLASSES, brin="99ZZ", reference="", made="", **options
    ).encode()


def choose(client, school, content, name="edex.xml"):
    return client.post(PAGE, {"school": school.pk, "file": SimpleUploadedFile(name, content)})


def record(client, address, **answers):
    shown = client.get(address).context["fingerprint"]
    return client.post(address, {"fingerprint": shown, **answers})


@pytest.fixture
def client_of_office(sign_in, office):
    return sign_in(office)


def test_choosing_looking_and_recording(client_of_office, school):
    answer = choose(client_of_office, school, export())
    page = client_of_office.get(answer.url)
    assert page.status_code == 200
    assert "Emma Jansen" in page.content.decode()
    assert not Child.objects.exists()
    done = record(client_of_office, answer.url)
    assert done.status_code == 302
    assert Enrolment.objects.current().filter(group__kind="school").count() == 2
    assert client_of_office.get(done.url).status_code == 200


def test_recording_twice_is_recording_once(client_of_office, school):
    address = choose(client_of_office, school, export()).url
    shown = client_of_office.get(address).context["fingerprint"]
    for _time in range(2):
        client_of_office.post(address, {"fingerprint": shown})
    assert Child.objects.count() == 2


def test_the_file_is_gone_after_recording(client_of_office, school, django_capture_on_commit_callbacks):
    address = choose(client_of_office, school, export()).url
    upload = RosterUpload.objects.get()
    assert exists_private(upload.stored_as)
    with django_capture_on_commit_callbacks(execute=True):
        record(client_of_office, address)
    assert not exists_private(upload.stored_as)


def test_the_file_that_waits_holds_nothing_that_is_not_read(client_of_office, school):
    secret = pupil("1", "Emma", "Jansen", place="K5B", extra=canaries())
    choose(client_of_office, school, export(secret))
    kept = read_private(RosterUpload.objects.get().stored_as)
    assert b"Emma" in kept
    assert b"CANARY" not in kept


def test_changing_nothing_forgets_the_file(client_of_office, school, django_capture_on_commit_callbacks):
    address = choose(client_of_office, school, export()).url
    stored_as = RosterUpload.objects.get().stored_as
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of_office.post(f"{address}discard/").status_code == 302
    assert not RosterUpload.objects.exists()
    assert not exists_private(stored_as)
    assert client_of_office.get(address).status_code == 404


def test_a_file_nobody_applied_is_swept_after_a_day(
    client_of_office, school, django_capture_on_commit_callbacks
):
    choose(client_of_office, school, export())
    upload = RosterUpload.objects.get()
    assert roster_uploads.sweep_uploads(now=upload.uploaded_at + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert roster_uploads.sweep_uploads(now=upload.uploaded_at + timedelta(hours=25)) == 1
    assert not exists_private(upload.stored_as)


@pytest.mark.parametrize(
    "content",
    [b"", export().replace(b"99ZZ", b"11AA"), b"<!DOCTYPE x><EDEX/>", document(brin="99ZZ").encode()],
)
def test_a_file_that_cannot_be_used_says_why(client_of_office, school, content):
    answer = choose(client_of_office, school, content)
    assert answer.status_code == 422
    assert "k-fouten" in answer.content.decode()
    assert not RosterUpload.objects.exists()


def test_many_gone_asks_for_a_yes(client_of_office, school):
    record(client_of_office, choose(client_of_office, school, export()).url)
    address = choose(client_of_office, school, export(PUPILS[0])).url
    assert record(client_of_office, address).status_code == 422
    assert Enrolment.objects.current().filter(child__first_name="Finn").exists()
    assert record(client_of_office, address, confirmed_gone="on").status_code == 302
    assert not Enrolment.objects.current().filter(child__first_name="Finn").exists()


def test_a_proposal_is_answered_on_the_page(client_of_office, school, emma):
    Child.objects.update(born_on="2017-03-04")
    address = choose(client_of_office, school, export(PUPILS[0])).url
    assert record(client_of_office, address, decision_0="same").status_code == 302
    assert emma.enrolments.current().get(group__kind="school").roster_key == "1"


def test_a_school_that_changed_meanwhile_shows_the_difference_again(client_of_office, school):
    address = choose(client_of_office, school, export()).url
    answer = client_of_office.post(address, {"fingerprint": "0" * 64})
    assert answer.status_code == 422
    assert answer.context["fingerprint"] != "0" * 64
    assert not Child.objects.exists()


def test_parents_are_read_in_from_a_list(client_of_office, school):
    record(client_of_office, choose(client_of_office, school, export()).url)
    rows = csv("Emma;;Jansen;04-03-2017;carla@voorbeeld.nl;dirk.voorbeeld.nl")
    address = choose(client_of_office, school, rows, "ouders.csv").url
    page = client_of_office.get(address).content.decode()
    assert "dirk.voorbeeld.nl" in page
    assert record(client_of_office, address).status_code == 302
    assert list(ParentalAuthority.objects.values_list("email", flat=True)) == ["carla@voorbeeld.nl"]


def test_unknown_columns_are_pointed_out_first(client_of_office, school):
    record(client_of_office, choose(client_of_office, school, export()).url)
    rows = csv("Emma;Jansen;04-03-2017;carla@voorbeeld.nl", header="Wie;Familie;Jarig;Post")
    address = choose(client_of_office, school, rows, "ouders.csv").url
    assert "Familie" in client_of_office.get(address).content.decode()
    assert client_of_office.post(address, {"columns": "1", "first_name": "Wie"}).status_code == 422
    columns = {"first_name": "Wie", "last_name": "Familie", "born_on": "Jarig", "email_1": "Post"}
    assert client_of_office.post(address, {"columns": "1", **columns}).status_code == 302
    assert record(client_of_office, address).status_code == 302
    assert ParentalAuthority.objects.get().email == "carla@voorbeeld.nl"


def test_names_from_a_file_are_escaped(client_of_office, school):
    name = "<script>alert(1)</script>"
    address = choose(client_of_office, school, export(pupil("1", name, place="K5B")), f"{name}.xml").url
    assert name not in client_of_office.get(address).content.decode()


@pytest.mark.parametrize("person", ["anna", "carla", "henk"])
def test_who_does_not_keep_the_roster_may_not(person, sign_in, request):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403


def test_an_upload_of_a_school_is_not_there_for_others(
    client_of_office, school, sign_in, stranger_director, anna
):
    address = choose(client_of_office, school, export()).url
    for person in (stranger_director, anna):
        client = sign_in(person)
        assert client.get(address).status_code == 404
        assert client.post(address, {"fingerprint": "x"}).status_code == 404
        assert client.post(f"{address}discard/").status_code == 404
    assert RosterUpload.objects.exists()


def test_nobody_uploads_for_another_school(client_of_office, other_school):
    assert choose(client_of_office, other_school, export()).status_code == 422


def test_a_wrong_method_is_refused(client_of_office, school):
    address = choose(client_of_office, school, export()).url
    assert client_of_office.put(PAGE).status_code == 405
    assert client_of_office.delete(address).status_code == 405
    assert client_of_office.get(f"{address}discard/").status_code == 405


def test_the_director_keeps_the_roster_too(sign_in, greet, client, school):
    assert sign_in(greet).get(PAGE).status_code == 200
    assert client.get(PAGE).url.startswith(reverse("account_login"))
    assert make.NOW


def test_a_full_disk_is_said_and_keeps_nothing(client_of_office, school, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(roster_uploads, "write_private", full)
    answer = choose(client_of_office, school, export())
    assert answer.status_code == 422
    assert "geen plaats meer" in answer.content.decode()
    assert not RosterUpload.objects.exists()
