"""The school's policy in one table: what each role may do in the own group, in another, and in another school."""

import pytest

from groups import actions, permissions
from groups.models import Membership, School, SchoolGroup
from groups.permissions import VERBS, groups_where, may
from people.models import User
from tests import make

Role = Membership.Role
EVERYTHING = set(VERBS)

# role → (own class, another class, the school-wide group). A membership is made in the group where the role lives.
IN_A_CLASS = {
    Role.TEACHER: ({"view", "react", "post", "manage", "moderate"}, set(), {"view", "react"}),
    Role.STAFF: ({"view", "react"}, set(), {"view", "react"}),
    Role.COUNSELLOR: ({"view", "react"}, set(), {"view", "react"}),
    Role.TRAINEE: ({"view"}, set(), {"view"}),
    Role.EXTERNAL: ({"view"}, set(), {"view"}),
}
IN_THE_SCHOOL = {
    Role.DIRECTOR: (EVERYTHING, EVERYTHING, EVERYTHING),
    Role.ADMINISTRATION: ({"register"}, {"register"}, {"view", "react", "register"}),
    Role.COUNSELLOR: ({"view", "react"}, {"view", "react"}, {"view", "react"}),
    Role.STAFF: (set(), set(), {"view", "react"}),
    Role.TEACHER: (set(), set(), {"view", "react"}),
    Role.COUNCIL: (set(), set(), {"view", "react"}),
}


def verbs(user: User, group: SchoolGroup) -> set[str]:
    return {verb for verb in VERBS if may(user, verb, group)}


def join(group: SchoolGroup, role: str) -> User:
    user = make.make_user()
    ends_on = make.NOW.date().replace(year=2099) if role in Membership.TEMPORARY_ROLES else None
    actions.add_staff(user=user, group=group, role=role, ends_on=ends_on, by=None, now=make.NOW)
    return user


@pytest.mark.parametrize("role", IN_A_CLASS)
def test_a_role_in_a_class(
    role: str, group_5b: SchoolGroup, group_6a: SchoolGroup, school_group: SchoolGroup
) -> None:
    user = join(group_5b, role)
    assert (verbs(user, group_5b), verbs(user, group_6a), verbs(user, school_group)) == IN_A_CLASS[Role(role)]


@pytest.mark.parametrize("role", IN_THE_SCHOOL)
def test_a_role_in_the_school(
    role: str, group_5b: SchoolGroup, group_6a: SchoolGroup, school_group: SchoolGroup
) -> None:
    user = join(school_group, role)
    assert (verbs(user, group_5b), verbs(user, group_6a), verbs(user, school_group)) == IN_THE_SCHOOL[
        Role(role)
    ]


def test_a_parent_reads_the_groups_of_the_child(
    carla: User, group_5b: SchoolGroup, group_6a: SchoolGroup, school_group: SchoolGroup
) -> None:
    assert verbs(carla, group_5b) == verbs(carla, school_group) == {"view", "react"}
    assert verbs(carla, group_6a) == set()


def test_a_director_of_another_school_may_nothing_here(
    stranger_director: User, group_5b: SchoolGroup, school_group: SchoolGroup
) -> None:
    assert verbs(stranger_director, group_5b) == verbs(stranger_director, school_group) == set()


def test_a_superuser_reads_no_class(group_5b: SchoolGroup) -> None:
    root = User.objects.create_superuser("root@kring.test", make.PASSWORD)
    assert verbs(root, group_5b) == set()


def test_an_account_that_was_switched_off_may_nothing(ilse: User, anna: User, group_5b: SchoolGroup) -> None:
    assert verbs(ilse, group_5b) == set()
    anna.is_active = False
    assert verbs(anna, group_5b) == set()


def test_an_end_date_closes_the_door_without_a_sweep(group_5b: SchoolGroup) -> None:
    user = join(group_5b, Role.TRAINEE)
    Membership.objects.filter(user=user).update(ends_on=make.TERM_START)
    assert verbs(user, group_5b) == set()


def test_a_row_smuggled_into_the_index_opens_nothing(bram: User, group_5b: SchoolGroup) -> None:
    permissions.assign_perm("view", bram, group_5b)
    assert verbs(bram, group_5b) == set()


def test_a_group_that_is_made_later_is_the_directors_too(greet: User, school: School) -> None:
    assert verbs(greet, make.make_group(school, "7")) == EVERYTHING


def test_an_unknown_verb_is_a_mistake_not_a_no(anna: User) -> None:
    with pytest.raises(ValueError, match="unknown verb"):
        groups_where(anna, "viwe")


def test_rebuilding_the_index_changes_nothing(greet: User, anna: User, carla: User, school: School) -> None:
    rows = permissions.SchoolGroupUserPermission.objects.order_by("pk")
    before = list(rows.values_list("pk", "user", "permission", "content_object"))
    for group in school.groups.all():
        permissions.rebuild(group)
    assert list(rows.values_list("pk", "user", "permission", "content_object")) == before
