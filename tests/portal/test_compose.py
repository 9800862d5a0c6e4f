"""In the containers only the migrations know the owner of the tables (docs/decisions/0010)."""

import re

import pytest
from django.conf import settings

TEXT = (settings.BASE_DIR / "docker-compose.yml").read_text()
OWNER = {"db", "migrate"}
ENV = "env_file:"


def blocks(text: str) -> dict[str, str]:
    """The services by name; what a service takes over from the shared block is written out, unless it says its own."""
    shared = text.partition("x-kring: &kring\n")[2].partition("\n\n")[0]
    services = text.partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    found = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", services, re.MULTILINE))
    return {name: block.replace("    <<: *kring\n", _left(shared, block)) for name, block in found.items()}


def _left(shared: str, block: str) -> str:
    lines = [line for line in shared.splitlines() if not (ENV in line and ENV in block)]
    return "".join(f"  {line}\n" for line in lines)


def files_of(block: str) -> set[str]:
    line = next((line for line in block.splitlines() if line.strip().startswith(ENV)), "")
    return set(re.findall(r"\.env[\w.]*", line))


def test_every_service_is_seen() -> None:
    assert set(blocks(TEXT)) == {
        "db",
        "redis",
        "migrate",
        "web",
        "live",
        "worker",
        "delivery",
        "beat",
        "proxy",
    }


@pytest.mark.parametrize("name", sorted(set(blocks(TEXT)) - OWNER))
def test_what_runs_for_visitors_is_never_told_the_owner(name: str) -> None:
    block = blocks(TEXT)[name]
    assert ".env.owner" not in block
    assert not re.search("OWNER_DATABASE_URL|POSTGRES_PASSWORD|POSTGRES_USER", block)


@pytest.mark.parametrize("name", ["web", "live", "worker", "delivery", "beat"])
def test_what_runs_for_visitors_has_the_settings_of_the_portal(name: str) -> None:
    assert files_of(blocks(TEXT)[name]) == {".env"}


def test_the_migrations_run_as_the_owner_and_keep_the_portal_within_bounds() -> None:
    migrate = blocks(TEXT)["migrate"]
    assert files_of(migrate) == {".env", ".env.owner"}
    assert migrate.index("manage.py migrate") < migrate.index("restrict_database_role --create")


def test_the_examples_name_two_roles_and_keep_the_owner_in_its_own_file() -> None:
    portal, owner = (
        (settings.BASE_DIR / name).read_text() for name in (".env.example", ".env.owner.example")
    )
    assert "DATABASE_URL=postgres://kring_app:" in portal
    assert not re.search(r"^(OWNER_|POSTGRES_)", portal, re.MULTILINE)
    assert set(re.findall(r"^(\w+)=", owner, re.MULTILINE)) == {"POSTGRES_PASSWORD", "OWNER_DATABASE_URL"}
