"""Every address, as everybody: `every_url.csv` says what each of the cast gets. An address without a row fails.

Columns: name of the address, method, the things its words stand for, then a status for each of the cast. Wim waits
for the teacher, Vera directs another school, Ilse's account is switched off. The table is read by people: a cell is
changed only when the school's policy changes.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from portal import health
from tests.world import CAST, World, build_world

TABLE = Path(__file__).with_name("every_url.csv")
REFUSED = {"302>login", "303>login", "403", "404", "405"}
NOT_DATA = {"sessions", "contenttypes", "auth"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file)]


def named_urls(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named_urls(pattern, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Path]]:
    """One world for all rows: building it takes longer than asking. Nothing of it stays behind."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=media):
        yield build_world(), media
        transaction.set_rollback(True)


@pytest.fixture
def world(built: tuple[World, Path], db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> World:
    """The world as it was built: what one row changes is taken back with its test."""
    # Whether a broker runs beside the tests is not what this table is about.
    monkeypatch.setattr(health, "CHECKS", {"database": health.check_database})
    found, settings.MEDIA_ROOT = built
    return found


def url_of(row: dict[str, str], world: World) -> str:
    """Words in the column `things` look like `post_id=post slug=group`; a quoted word is itself."""
    words = {}
    for word in row["things"].split():
        key, name = word.split("=")
        thing: Any = name.strip("'") if name.startswith("'") else world.things[name]
        words[key] = (
            thing if isinstance(thing, str) else getattr(thing, "slug", None) if key == "slug" else thing.pk
        )
    return reverse(row["url"], kwargs=words or None)


def enter(name: str, world: World) -> Client:
    client = Client()
    if name != "anonymous":
        client.force_login(world.people[name])
    return client


def ask(client: Client, row: dict[str, str], world: World) -> str:
    """Return the status this person gets; a redirect to the sign-in is written as such."""
    response = client.generic(
        row["method"], url_of(row, world), content_type="application/x-www-form-urlencoded"
    )
    location = response.headers.get("Location", "")
    return (
        f"{response.status_code}{'>login' if '/account/login/' in location and 'next=' in location else ''}"
    )


def all_rows() -> dict[str, list[tuple[object, ...]]]:
    """Everything the database holds about the school, to see that a refusal changed nothing."""
    models = [model for model in apps.get_models() if model._meta.app_label not in NOT_DATA]
    return {model._meta.label: sorted(map(str, model._default_manager.values_list())) for model in models}  # type: ignore[misc]


def test_every_address_has_a_row() -> None:
    assert set(named_urls()) == {row["url"] for row in rows()}


def test_every_address_of_ours_has_a_row_for_looking_and_one_for_sending() -> None:
    """Names with a colon are our own; an address that takes no POST says 405 in its row."""
    asked = {(row["url"], row["method"]) for row in rows()}
    ours = {name for name in named_urls() if ":" in name}
    assert {(name, method) for name in ours for method in ("GET", "POST")} <= asked


@pytest.mark.parametrize(
    "row", rows(), ids=lambda row: f"{row['method']} {row['url']} {row['things']}".strip()
)
def test_everybody_gets_what_the_table_says(row: dict[str, str], world: World) -> None:
    got = {}
    for name in CAST:
        with transaction.atomic():
            client = enter(name, world)
            before = all_rows()
            got[name] = ask(client, row, world)
            if got[name] in REFUSED:
                assert all_rows() == before, f"a refusal to {name} changed something"
            transaction.set_rollback(True)
    assert got == {name: row[name] for name in CAST}


def test_no_form_is_believed_without_its_token(world: World) -> None:
    believed = []
    for row in rows():
        if row["method"] == "POST":
            client = Client(enforce_csrf_checks=True)
            client.force_login(world.people["greet"])
            if ask(client, row, world) != "403":
                believed.append(row["url"])
    assert believed == []
