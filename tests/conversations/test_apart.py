"""One guardian never receives a byte of what another one says apart (C24): every address, as everybody."""

from collections.abc import Iterator

import pytest

from conversations import actions
from conversations.models import Conversation
from tests import make
from tests.moderation.talking import make_file, report
from tests.moderation.test_canary import CANARY, around_talk, sings
from tests.test_every_url import enter, rows, url_of
from tests.world import World, build_world

NOSY = ["anonymous", "carla", "farid", "wim", "koen", "bram", "olga"]


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def his(world: World) -> Conversation:
    """What Dirk says to the teacher since the school speaks to the parents of Emma apart; one message is reported."""
    anna, dirk, greet = (world.people[name] for name in ("anna", "dirk", "greet"))
    emma = world.things["emma"]
    actions.separate_guardians(child=emma, school=world.things["school"], by=greet, now=make.NOW)
    talk = make.make_conversation(emma, dirk, subject=f"Over {CANARY}")
    message = make.make_message(talk, dirk, f"Dit is {CANARY}.")
    actions.edit_message(message=message, text=f"Toch {CANARY}.", by=dirk, now=make.NOW)
    file = make_file(message, "document")
    type(file).objects.filter(pk=file.pk).update(name=f"{CANARY}.pdf")
    actions.save_draft(conversation=talk, text=CANARY, by=dirk, now=make.NOW)
    report(make.make_message(talk, anna, f"Nee, {CANARY}.", replies_to=message), dirk)
    return talk


def addresses(world: World, talk: Conversation) -> Iterator[str]:
    """Every address of the table, those about a conversation with this one in its place, and what is around it."""
    for row in rows():
        if row["method"] == "GET":
            yield url_of(row, world)
            if "=talk" in row["things"]:
                yield url_of(row, World(world.people, {**world.things, "talk": talk}))
    yield from around_talk(talk)


def test_nobody_but_who_is_in_it_finds_a_word_of_it(world: World, his: Conversation) -> None:
    for reader in ("dirk", "anna"):
        assert sings(enter(reader, world), f"/conversations/{his.pk}/"), "it is there"
    urls = sorted(set(addresses(world, his)))
    clients = {name: enter(name, world) for name in NOSY}
    found = [f"{name}: {url}" for name, client in clients.items() for url in urls if sings(client, url)]
    assert found == []


def test_the_director_finds_it_only_in_the_report_about_it(world: World, his: Conversation) -> None:
    client = enter("greet", world)
    urls = sorted(set(addresses(world, his)))
    found = [url for url in urls if sings(client, url)]
    assert found == ["/reports/"], "behind a tap, the reported message alone"
    assert client.get(f"/conversations/{his.pk}/").status_code == 404
