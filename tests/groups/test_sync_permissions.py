"""`manage.py sync_permissions`: memberships are the facts, the permission rows an index of them."""

from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from groups import actions
from groups.models import Membership, SchoolGroupUserPermission
from groups.permissions import VERBS, may
from groups.tasks import end_expired_memberships
from tests import make


def rows():
    return set(
        SchoolGroupUserPermission.objects.values_list("user", "permission__codename", "content_object")
    )


def run():
    out = StringIO()
    call_command("sync_permissions", stdout=out)
    return out.getvalue()


@pytest.fixture
def everybody(anna, bram, carla, dirk, farid, greet, henk, olga, ilse, stranger_director):
    return [anna, bram, carla, dirk, farid, greet, henk, olga, ilse, stranger_director]


def test_it_changes_nothing_after_normal_actions(everybody, emma, anna, group_5b, school):
    waiting = make.make_user()
    make.make_guardian(emma, waiting, "unknown")
    actions.admit_member(
        membership=Membership.objects.get(user=waiting, group=group_5b), by=anna, now=make.NOW
    )
    make.make_group(school, "7C")
    actions.unregister_child(child=emma, school=school, ended_on=make.NOW.date(), by=None, now=make.NOW)
    before = rows()
    assert run().split()[0] == "0"
    assert rows() == before


def test_it_takes_away_a_row_that_no_membership_brings(everybody, farid, group_5b):
    for verb in VERBS:
        permission = Permission.objects.get(codename=verb, content_type__app_label="groups")
        SchoolGroupUserPermission.objects.create(user=farid, permission=permission, content_object=group_5b)
    assert not may(farid, "view", group_5b)
    run()
    assert not SchoolGroupUserPermission.objects.filter(user=farid, content_object=group_5b).exists()


def test_it_puts_back_a_row_that_is_missing(everybody, anna, group_5b):
    before = rows()
    SchoolGroupUserPermission.objects.all().delete()
    assert not may(anna, "view", group_5b)
    run()
    assert rows() == before


def test_the_task_may_run_twice(everybody):
    assert end_expired_memberships() == 0
    assert end_expired_memberships() == 0
