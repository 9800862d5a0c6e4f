"""Who may open which dossier, and that it is written down (R150, R190, R191)."""

from datetime import timedelta

import pytest

from groups.models import Membership, SchoolGroup
from moderation import actions
from moderation.models import Incident
from moderation.queries.dossiers import readers_of
from people.models import Child, User
from tests import make
from tests.conftest import SignIn

File = Incident.File


@pytest.fixture
def counsellor(school_group: SchoolGroup) -> User:
    return make.make_staff("Ingrid", school_group, Membership.Role.COUNSELLOR)


@pytest.mark.parametrize(
    ("file", "allowed"),
    [
        (File.PUPIL, {"anna", "greet", "counsellor"}),
        (File.PARENT, {"anna", "greet"}),
        (File.STAFF, {"greet"}),
    ],
)
def test_each_kind_has_its_own_rule(
    file: str,
    allowed: set[str],
    dossier: Incident,
    anna: User,
    bram: User,
    carla: User,
    greet: User,
    counsellor: User,
    dirk: User,
    henk: User,
    stranger_director: User,
    sign_in: SignIn,
) -> None:
    Incident.objects.filter(pk=dossier.pk).update(file=file)
    dossier.refresh_from_db()
    everybody = {"anna": anna, "bram": bram, "carla": carla, "greet": greet, "counsellor": counsellor}
    everybody |= {"dirk": dirk, "henk": henk, "stranger": stranger_director}
    for name, person in everybody.items():
        opened = sign_in(person).get(f"/dossiers/{dossier.pk}/").status_code
        assert opened == (200 if name in allowed else 404), name
    readers = {person.first_name for person in readers_of(dossier, today=make.NOW.date())}
    assert readers == {everybody[name].first_name for name in allowed}, "the page says the same"


def test_never_who_it_is_about_nor_the_parent_of_the_child(
    dossier: Incident, anna: User, greet: User, emma: Child, sign_in: SignIn
) -> None:
    Incident.objects.filter(pk=dossier.pk).update(about=greet, child=emma)
    make.make_guardian(emma, anna)
    for person in (greet, anna):
        assert sign_in(person).get(f"/dossiers/{dossier.pk}/").status_code == 404


def test_a_dossier_opens_by_its_number_too(dossier: Incident, greet: User, sign_in: SignIn) -> None:
    client = sign_in(greet)
    assert client.get(f"/dossiers/{dossier.number}/").status_code == 200
    assert client.get("/dossiers/1999-001/").status_code == 404


def test_opening_counts_once_an_hour_and_is_shown(dossier: Incident, anna: User, sign_in: SignIn) -> None:
    client = sign_in(anna)
    client.get(f"/dossiers/{dossier.pk}/")
    page = client.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert dossier.inspections.count() == 1
    assert "Anna Test (1×" in page
    later = make.NOW + timedelta(days=1)
    actions.inspect_dossier(incident=dossier, by=anna, now=later)
    actions.inspect_dossier(incident=dossier, by=anna, now=later + timedelta(hours=2))
    assert dossier.inspections.count() == 3


def test_a_refused_look_is_no_look(dossier: Incident, bram: User, sign_in: SignIn) -> None:
    sign_in(bram).get(f"/dossiers/{dossier.pk}/")
    assert not dossier.inspections.exists()


def test_the_list_holds_what_one_may_open_and_nothing_else(
    dossier: Incident, anna: User, bram: User, carla: User, greet: User, sign_in: SignIn
) -> None:
    assert dossier.number in sign_in(anna).get("/dossiers/").content.decode()
    assert dossier.number not in sign_in(bram).get("/dossiers/").content.decode()
    assert sign_in(carla).get("/dossiers/").status_code == 403
    client = sign_in(greet)
    for wrong in ("file=staff", "category=threat", "year=2019", "state=closed"):
        assert dossier.number not in client.get(f"/dossiers/?{wrong}").content.decode(), wrong
    right = "file=parent&category=abuse&year=2026&state=open"
    assert dossier.number in client.get(f"/dossiers/?{right}").content.decode()
    assert client.get("/dossiers/?file=nonsense&year=x&state=x").status_code == 200


def test_the_counsellor_reads_and_writes_but_does_not_decide(
    dossier: Incident, counsellor: User, sign_in: SignIn
) -> None:
    Incident.objects.filter(pk=dossier.pk).update(file=File.PUPIL)
    client, url = sign_in(counsellor), f"/dossiers/{dossier.pk}"
    assert client.post(f"{url}/entries/new/", {"kind": "note", "text": "Gezien."}).status_code == 302
    assert client.get("/dossiers/").status_code == 200
    for closed in ("kind/", "finish/", "letters/warning/", "evidence/new/", "measures/new/", "destroy/"):
        assert client.get(f"{url}/{closed}").status_code == 403, closed


def test_only_the_director_makes_a_dossier_about_staff(
    dossier: Incident, anna: User, greet: User, sign_in: SignIn
) -> None:
    url, data = f"/dossiers/{dossier.pk}/kind/", {"file": "staff", "category": "threat"}
    assert sign_in(anna).post(url, data).status_code == 422
    assert sign_in(greet).post(url, data).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.file, dossier.category) == ("staff", "threat")
    assert sign_in(anna).post(url, {"file": "pupil", "category": "threat"}).status_code == 404
