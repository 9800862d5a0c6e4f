"""`manage.py restrict_database_role [ROLE]`: the running portal may do what it needs, and cannot touch the chain.

Run it as the owner of the tables (OWNER_DATABASE_URL), after each migration, for the role in the DATABASE_URL of web,
worker and beat. `--create` makes that role, or gives it the password in DATABASE_URL.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

# Written once. What a column is for: a certificate of destruction empties it, and triggers refuse anything else.
WRITTEN_ONCE: dict[str, list[str]] = {
    "moderation_dossierdocument": ["facts", "title"],
    "moderation_removal": ["note"],
    "moderation_entry": ["text"],
    "moderation_inspection": [],
    "moderation_chainstamp": [],
    "moderation_headletter": [],
    "posts_postversion": [],
    "agenda_absenceversion": ["kind", "text"],
    "agenda_leavedecision": [],
    "consent_decision": [],
    "consent_wording": [],
}
# Rows that go with their post, after its hard copy; triggers ask for that.
MAY_GO = ["posts_postversion"]
NOT_OURS = ["django_migrations"]


class Command(BaseCommand):
    help = "Give a PostgreSQL role what the running portal needs, and nothing on the chain but adding to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", nargs="?", default=settings.PORTAL_ROLE.get("USER", ""))
        parser.add_argument(
            "--create", action="store_true", help="make the role, with the password in DATABASE_URL"
        )

    def handle(self, *args: Any, role: str, create: bool = False, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        with transaction.atomic(), connection.cursor() as cursor:
            if create:
                make_role(cursor, role)
            refuse_powerful(cursor, role)
            for statement in statements(connection.ops.quote_name(role)):
                cursor.execute(statement)
        self.stdout.write(f"{role} may read and write, and only add to {len(WRITTEN_ONCE)} tables.")


def make_role(cursor: Any, role: str) -> None:
    """Make the role of DATABASE_URL when it is not there, and give it its password. Raises CommandError."""
    known = settings.PORTAL_ROLE
    if not role or known.get("USER") != role or not known.get("PASSWORD"):
        raise CommandError("DATABASE_URL must name the role of the portal, with a password.")
    name = connection.ops.quote_name(role)
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE ROLE {name}")
    refuse_powerful(cursor, role)
    cursor.execute(f"ALTER ROLE {name} LOGIN PASSWORD %s", [known["PASSWORD"]])


def refuse_powerful(cursor: Any, role: str) -> None:
    """Raise CommandError for a role that grants cannot hold: no such role, a superuser, or an owner of a table."""
    cursor.execute(
        "SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
    )
    found = cursor.fetchone()
    if found is None:
        raise CommandError(f"There is no role {role}. Make it first; docs/operations.md says how.")
    cursor.execute(
        "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND pg_has_role(%s, relowner, 'MEMBER')",
        [role],
    )
    if found[0] or cursor.fetchone()[0]:
        raise CommandError(f"{role} is a superuser or owns tables: it could take every rule away.")


def statements(role: str) -> list[str]:
    """The grants for a quoted role, in their order."""
    of_all = "ALL TABLES IN SCHEMA public"
    lines = [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON {of_all} FROM {role}",
        f"REVOKE TRUNCATE, TRIGGER, REFERENCES ON {of_all} FROM PUBLIC",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {of_all} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    for table, columns in WRITTEN_ONCE.items():
        taken = "UPDATE" if table in MAY_GO else "UPDATE, DELETE"
        lines.append(f"REVOKE {taken} ON {table} FROM {role}")
        if columns:
            lines.append(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}")
    lines += [f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}" for table in NOT_OURS]
    return lines
