"""Everything that was decided about one child, to take along."""

import io
import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from common.pdf import PdfFailed
from consent.actions import finish_receipt, record_decisions
from consent.actions.objections import make_objection
from consent.models import Purpose, Receipt
from groups import actions as group_actions
from people.models import ParentalAuthority
from tests.make import NOW


def address(child):
    return reverse("consent:export", args=[child.pk])


def choose(child, guardian, school, answer):
    authority = ParentalAuthority.objects.get(child=child, guardian=guardian)
    purpose = school.purposes.about(Purpose.Subject.CHILD).get(audience="website")
    record_decisions(authority=authority, answers={purpose: answer}, by=guardian, now=NOW)


@pytest.fixture
def both(emma, carla, dirk, school):
    choose(emma, carla, school, "yes")
    choose(emma, dirk, school, "no")


def bundle(response):
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_a_guardian_gets_the_own_choices_and_no_others(sign_in, emma, carla, both, bram):
    make_objection(child=emma, day=None, by=carla, now=NOW)
    response = sign_in(carla).get(address(emma))
    assert response.headers["Cache-Control"] == "private, no-store"
    files = bundle(response)
    told = json.loads(files.read("keuzes.json"))
    (guardian,) = told["guardians"]
    assert [row["answer"] for row in guardian["decisions"]] == ["yes"]
    assert "Website van de school" in guardian["decisions"][0]["wording"]
    assert "Dirk" not in files.read("keuzes.json").decode()
    assert "objections" not in told
    assert files.read("keuzes.pdf").startswith(b"%PDF")


def test_who_leads_the_school_gets_all_of_it(sign_in, emma, carla, both, greet):
    make_objection(child=emma, day=None, by=carla, now=NOW)
    receipt = Receipt.objects.filter(authority__guardian=carla).get()
    finish_receipt(receipt=receipt, now=NOW)
    files = bundle(sign_in(greet).get(address(emma)))
    told = json.loads(files.read("keuzes.json"))
    assert {row["name"]: row["decisions"][0]["answer"] for row in told["guardians"]} == {
        "Carla Test": "yes",
        "Dirk Test": "no",
    }
    assert told["objections"][0]["kind"] == "always"
    assert told["guardians"][0]["receipts"][0]["statement"]["choices"]
    assert files.read(f"ontvangstbewijzen/{receipt.pk}.pdf").startswith(b"%PDF")


def test_who_leads_the_school_still_has_it_after_the_child_left(sign_in, emma, both, greet, school):
    group_actions.unregister_child(child=emma, school=school, ended_on=NOW.date(), by=greet, now=NOW)
    assert sign_in(greet).get(address(emma)).status_code == 200


@pytest.mark.parametrize("name", ["farid", "anna", "office", "stranger_director"])
def test_for_anybody_else_there_is_nothing(sign_in, emma, both, name, request):
    assert sign_in(request.getfixturevalue(name)).get(address(emma)).status_code == 404


def test_a_file_that_cannot_be_printed_is_told_in_words(sign_in, emma, carla, monkeypatch):
    def fail(*_args, **_kwargs):
        raise PdfFailed("timeout")

    monkeypatch.setattr("consent.views.export.render_pdf", fail)
    response = sign_in(carla).get(address(emma))
    assert response.status_code == 503
    assert "Dit bestand kon niet gemaakt worden" in response.content.decode()


def test_so_many_exports_in_an_hour_are_enough(sign_in, emma, carla, monkeypatch):
    monkeypatch.setattr("consent.views.export._pdf", lambda told, now: b"%PDF")
    client = sign_in(carla)
    statuses = [client.get(address(emma)).status_code for _time in range(21)]
    assert statuses == [200] * 20 + [429]
