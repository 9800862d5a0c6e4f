"""Numbers of a school year in which nobody can be found."""

import uuid

from groups.models import School, SchoolGroup
from moderation import actions
from moderation.queries.statistics import protect, statistics, table
from people.models import User
from tests import make
from tests.conftest import SignIn
from tests.moderation.conftest import on_whatsapp


def test_small_numbers_are_hidden_and_never_one_alone() -> None:
    assert protect([0, 3, 4, 9]) == ["0", "<5", "<5", "9"]
    assert protect([0, 3, 12, 9]) == ["0", "<5", "12", "-"], "the total would give the three away"
    assert protect([0, 5]) == ["0", "5"]
    assert protect([2]) == ["<5"]


def test_a_table_shows_no_small_number() -> None:
    assert table("x", ["a"] * 3 + ["b"] * 7, [("a", "A"), ("b", "B")]).rows == [("A", "<5"), ("B", "-")]


def test_incidents_are_counted_by_year_without_names(
    school: School, group_5b: SchoolGroup, greet: User, dirk: User, sign_in: SignIn
) -> None:
    for _number in range(6):
        actions.record_outside_incident(
            incident_id=uuid.uuid4(), group=group_5b, what=on_whatsapp(about=dirk), by=greet, now=make.NOW
        )
    tables = statistics(school, "2026")
    assert "6" in {count for _label, count in tables[1].rows}
    assert {count for table in statistics(school, "2025") for _label, count in table.rows} == {"0"}
    client = sign_in(greet)
    page = client.get("/dossiers/statistics/?year=2026").content.decode()
    file = client.get("/dossiers/statistics/csv/?year=2026").content.decode()
    assert "Dirk" not in page
    assert "Dirk" not in file
    assert ";6" in file


def test_only_who_leads_the_school_and_only_the_own_school(
    school: School, other_school: School, anna: User, greet: User, sign_in: SignIn
) -> None:
    assert sign_in(anna).get("/dossiers/statistics/").status_code == 403
    assert sign_in(greet).get(f"/dossiers/statistics/?school={other_school.slug}").status_code == 404
