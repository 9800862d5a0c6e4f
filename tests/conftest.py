"""The cast: everybody a test may need, in a school as it is run.

Anna teaches 5B, Bram teaches 6A. Carla and Dirk are Emma's parents (5B), Koen is the parent of Lotte in the same
class, Farid is the parent of Finn (6A). Greet directs the school, Henk is its caretaker, Olga keeps its office,
Ilse has left.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase

from common.faces import Face
from groups import actions
from groups.models import Membership, School, SchoolGroup
from people.models import Child, User
from tests import make, planting
from tests import smtp_server as smtp
from tests.plants import plant

Role = Membership.Role
SignIn = Callable[[User], Client]


# A planted bug has to be seen, not to be told in its smallest form: looking for that takes minutes.
hypothesis.settings.register_profile("planted", phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])


@pytest.fixture(autouse=True, scope="session")
def planted_bug() -> None:
    """Take a guard away when the run asks for it; see tests/plants.py."""
    if name := os.environ.get("PLANT"):
        plant(name)


def pytest_configure(config: pytest.Config) -> None:
    if "PLANT" in os.environ or "PLANTS" in os.environ:
        hypothesis.settings.load_profile("planted")
    if "PLANTS" in os.environ:
        config.pluginmanager.register(planting)


@pytest.fixture(autouse=True)
def clean_places(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Nothing of one test is left for the next: files in a directory of its own, no counters in the cache."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def found_faces(monkeypatch: pytest.MonkeyPatch) -> list[Face]:
    """What the detector finds on every photo of a test: nothing, unless the test puts something in."""
    faces: list[Face] = []
    for place in ("posts.actions.faces", "conversations.actions.drawing"):
        monkeypatch.setattr(f"{place}.find_faces", lambda master: list(faces))
    return faces


@pytest.fixture(autouse=True)
def in_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that places a post gives the same at night; what hours do to posts has tests of its own."""
    views = ("posts.views.compose", "delivery.views.newsletter_desk")
    for place in ("posts.actions.posts", "posts.actions.scheduling", *views):
        monkeypatch.setattr(f"{place}.next_school_window", lambda school, now: now)


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_triggers() -> Iterator[None]:
    """Let Django empty the tables of a SQLite test database.

    The triggers that protect decisions, versions and removals also refuse the DELETE with which the test
    runner cleans up after a live server. They are set aside for that moment and put back.
    """
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with without_triggers():
            original(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


class without_triggers:  # noqa: N801
    """On SQLite, inside the block the database has no triggers."""

    def __enter__(self) -> None:
        self.triggers: list[tuple[str, str]] = []
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                self.triggers = cursor.fetchall()
                for name, _sql in self.triggers:
                    cursor.execute(f'DROP TRIGGER "{name}"')

    def __exit__(self, *_exc: object) -> None:
        with connection.cursor() as cursor:
            for _name, sql in self.triggers:
                cursor.execute(sql)


@pytest.fixture
def school(db: None) -> School:
    return make.make_school()


@pytest.fixture
def other_school(db: None) -> School:
    return make.make_school("De Eik", "11AA")


@pytest.fixture
def school_group(school: School) -> SchoolGroup:
    return school.groups.school_wide().get()


@pytest.fixture
def group_5b(school: School) -> SchoolGroup:
    return make.make_group(school, "5B")


@pytest.fixture
def group_6a(school: School) -> SchoolGroup:
    return make.make_group(school, "6A")


@pytest.fixture
def anna(group_5b: SchoolGroup) -> User:
    return make.make_staff("Anna", group_5b, called="Juf Anna")


@pytest.fixture
def bram(group_6a: SchoolGroup) -> User:
    return make.make_staff("Bram", group_6a, called="Meester Bram")


@pytest.fixture
def emma(group_5b: SchoolGroup) -> Child:
    return make.make_child("Emma", group_5b)


@pytest.fixture
def finn(group_6a: SchoolGroup) -> Child:
    return make.make_child("Finn", group_6a)


@pytest.fixture
def carla(emma: Child) -> User:
    user = make.make_user("Carla")
    make.make_guardian(emma, user)
    return user


@pytest.fixture
def dirk(emma: Child) -> User:
    user = make.make_user("Dirk")
    make.make_guardian(emma, user)
    return user


@pytest.fixture
def lotte(group_5b: SchoolGroup) -> Child:
    return make.make_child("Lotte", group_5b, last_name="Bakker")


@pytest.fixture
def koen(lotte: Child) -> User:
    """Another parent of 5B: sees Emma as her parents decided."""
    user = make.make_user("Koen")
    make.make_guardian(lotte, user)
    return user


@pytest.fixture
def farid(finn: Child) -> User:
    user = make.make_user("Farid")
    make.make_guardian(finn, user)
    return user


@pytest.fixture
def greet(school_group: SchoolGroup) -> User:
    return make.make_staff("Greet", school_group, Role.DIRECTOR)


@pytest.fixture
def henk(school_group: SchoolGroup) -> User:
    return make.make_staff("Henk", school_group, Role.STAFF)


@pytest.fixture
def olga(school_group: SchoolGroup) -> User:
    return make.make_staff("Olga", school_group, Role.ADMINISTRATION)


@pytest.fixture
def office(olga: User) -> User:
    return olga


@pytest.fixture
def ilse(group_5b: SchoolGroup, greet: User) -> User:
    """Taught 5B once; her account was switched off."""
    user = make.make_staff("Ilse", group_5b)
    actions.deactivate_account(user=user, by=greet, now=make.NOW)
    return user


@pytest.fixture
def stranger_director(other_school: School) -> User:
    """The director of another school on the same server."""
    return make.make_staff("Vera", other_school.groups.school_wide().get(), Role.DIRECTOR)


@pytest.fixture
def sign_in() -> SignIn:
    """Return a client with this account's open session."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[smtp.Script]:
    """A real mail server on loopback that does what the test tells it to; the portal's mail goes there."""
    script, stage = smtp.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = script.host, script.port
    yield script
    stage.stop()
