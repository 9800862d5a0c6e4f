"""The role of the running portal: everything works, and the chain cannot be touched, whatever SQL somebody gets in."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from moderation import actions
from moderation.models import DossierDocument, Incident, Removal
from people.models import User
from portal.management.commands.restrict_database_role import MAY_GO, WRITTEN_ONCE
from posts.models import Comment
from tests import make

ROLE = "kring_app_of_the_test"
pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has roles")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def refused(sql: str) -> bool:
    try:
        with transaction.atomic():
            run(sql)
    except DatabaseError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.fixture
def as_portal(db: None) -> Iterator[None]:
    run(f"CREATE ROLE {ROLE}")
    call_command("restrict_database_role", ROLE, stdout=StringIO())
    run(f"SET LOCAL ROLE {ROLE}")
    yield
    run("RESET ROLE")


@pytest.fixture
def incident(group_5b: object, anna: User, dirk: User, carla: User) -> Incident:
    comment = make.make_comment(make.make_post(group_5b, anna), dirk, "Wat een waardeloze school.")
    return actions.report_content(target=comment, reason="hurtful", by=carla, now=make.NOW).incident


def test_a_removal_goes_from_report_to_tombstone(incident: Incident, greet: User, as_portal: None) -> None:
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    incident.refresh_from_db()
    actions.archive_incident(incident=incident, by=greet, now=make.NOW)
    actions.remove_content(incident=incident, agreement="respect", by=greet, now=make.NOW)
    assert Comment.objects.get().text == ""
    assert Removal.objects.count() == DossierDocument.objects.count() == 1


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_what_is_written_once_is_not_changed_deleted_or_unguarded(table: str, as_portal: None) -> None:
    assert refused(f"UPDATE {table} SET id = id")
    assert refused(f"TRUNCATE {table} CASCADE")
    assert refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    assert refused(f"DROP TABLE {table} CASCADE")
    if table not in MAY_GO:
        assert refused(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "sql",
    [
        "TRUNCATE posts_post CASCADE",
        "TRUNCATE posts_comment",
        "DROP TRIGGER post_is_not_deleted ON posts_post",
        "DROP TRIGGER document_is_not_changed ON moderation_dossierdocument",
        "CREATE OR REPLACE FUNCTION document_is_not_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE TABLE own (id int)",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
        "UPDATE moderation_dossierdocument SET link = 'x'",
        "UPDATE moderation_removal SET document_id = document_id",
    ],
)
def test_no_rule_is_taken_away(sql: str, as_portal: None) -> None:
    assert refused(sql)


def test_the_triggers_still_speak(incident: Incident, as_portal: None) -> None:
    with pytest.raises(DatabaseError, match="hard copy|_is_not_"), transaction.atomic():
        run("DELETE FROM posts_comment")


@pytest.mark.parametrize("role", ["nobody_has_this_role", "CURRENT_USER"])
def test_a_role_that_owns_tables_or_is_not_there_is_refused(role: str, db: None) -> None:
    if role == "CURRENT_USER":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            role = cursor.fetchone()[0]
    with pytest.raises(CommandError):
        call_command("restrict_database_role", role, stdout=StringIO())


def test_the_role_of_the_portal_is_made_with_its_password_and_again_is_fine(db: None, settings: Any) -> None:
    settings.PORTAL_ROLE = {"USER": ROLE, "PASSWORD": "it's a word"}
    for _twice in range(2):
        call_command("restrict_database_role", "--create", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = %s", [ROLE])
        assert cursor.fetchone() == (True, False)


@pytest.mark.parametrize("known", [{}, {"USER": "another", "PASSWORD": "x"}, {"USER": ROLE, "PASSWORD": ""}])
def test_no_role_is_made_but_that_of_the_portal(db: None, settings: Any, known: dict[str, str]) -> None:
    settings.PORTAL_ROLE = known
    with pytest.raises(CommandError):
        call_command("restrict_database_role", ROLE, "--create", stdout=StringIO())
