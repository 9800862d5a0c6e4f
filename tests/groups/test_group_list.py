"""The page with all groups, for who leads the school or keeps its roster."""

from groups.models import SchoolGroup
from people.models import Child, User
from tests import make
from tests.conftest import SignIn


def test_the_director_reaches_every_group(
    greet: User, emma: Child, group_5b: SchoolGroup, group_6a: SchoolGroup, sign_in: SignIn
) -> None:
    page = sign_in(greet).get("/groups/").content.decode()
    for group in (group_5b, group_6a):
        assert f"/groups/{group.slug}/" in page
        assert f"/groups/{group.slug}/members/" in page


def test_the_office_reaches_members_but_no_posts(
    office: User, group_5b: SchoolGroup, sign_in: SignIn
) -> None:
    page = sign_in(office).get("/groups/").content.decode()
    assert f"/groups/{group_5b.slug}/members/" in page
    assert f'"/groups/{group_5b.slug}/"' not in page


def test_who_waits_is_counted(greet: User, emma: Child, sign_in: SignIn) -> None:
    make.make_guardian(emma, make.make_user("Wim"), "unknown")
    page = sign_in(greet).get("/groups/").content.decode()
    assert "1 wacht" in page


def test_a_parent_has_no_such_page_and_another_school_is_not_on_it(
    carla: User, stranger_director: User, group_5b: SchoolGroup, sign_in: SignIn
) -> None:
    assert sign_in(carla).get("/groups/").status_code == 403
    assert group_5b.slug not in sign_in(stranger_director).get("/groups/").content.decode()


def test_the_page_costs_the_same_for_more_groups(
    greet: User, group_5b: SchoolGroup, sign_in: SignIn, django_assert_max_num_queries
) -> None:
    client = sign_in(greet)
    client.get("/groups/")
    with django_assert_max_num_queries(10) as first:
        client.get("/groups/")
    for name in ("7A", "7B", "8A"):
        make.make_group(group_5b.school, name)
    with django_assert_max_num_queries(10) as second:
        client.get("/groups/")
    assert len(first) == len(second)
