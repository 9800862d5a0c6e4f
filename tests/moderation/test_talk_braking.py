"""The brake on a conversation between few: kept before the alert, offered to staff, and never by who is not in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from conversations import actions as talks
from conversations.models import Conversation
from conversations.queries.turns import is_heated
from groups import actions as groups
from moderation.actions import braking
from moderation.models import DossierDocument, Entry, Incident
from moderation.queries.chain import faults_of
from people.models import Child, User
from tests import make
from tests.conftest import SignIn
from tests.moderation.talking import report, say, start

FORM = {"days": "3", "words": "talk", "strategy": "Ik bel.", "invitation": "Bel ons op 010 123 45 67."}


@pytest.fixture
def talk(emma: Child, anna: User, carla: User, dirk: User, greet: User) -> Conversation:
    talk = start(emma, anna)
    say(talk, dirk, "Waardeloze juf.")
    return talk


@pytest.mark.usefixtures("plain_printer")
def test_it_invites_pauses_keeps_and_only_then_alerts_the_director(
    talk: Conversation, anna: User, greet: User, carla: User, sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    url = f"/conversations/{talk.pk}/brake/"
    assert "010 123 45 67" in sign_in(anna).get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            answer = sign_in(anna).post(url, FORM)
            assert answer.headers["Location"] == f"/conversations/{talk.pk}/"
    snapshot, incident = DossierDocument.objects.get(), Incident.objects.get()
    facts: Any = snapshot.facts
    assert [message["text"] for message in facts["messages"]] == ["Waardeloze juf.", FORM["invitation"]]
    assert [letter.to for letter in mail.outbox] == [[greet.email]]
    assert "Waardeloze" not in mail.outbox[0].body
    assert incident.entries.get(kind=Entry.Kind.NOTE).text == FORM["strategy"]
    assert faults_of(incident.school) == []
    with pytest.raises(PermissionDenied):
        say(talk, carla, now=timezone.now())


def test_without_a_snapshot_it_is_paused_and_nobody_is_alerted(
    talk: Conversation, anna: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_fields: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(braking, "_keep", fail)
    answer = sign_in(anna).post(f"/conversations/{talk.pk}/brake/", FORM)
    talk.refresh_from_db()
    assert (answer.status_code, mail.outbox, talk.is_paused(timezone.now())) == (422, [], True)


@pytest.mark.usefixtures("plain_printer")
def test_what_waits_beside_the_composer_neither_stops_the_brake_nor_goes_with_it(
    talk: Conversation, anna: User, sign_in: SignIn
) -> None:
    photo = make.make_message_photo(talk, anna)
    talks.save_draft(conversation=talk, text="Wat ik nog wilde zeggen.", by=anna, now=make.NOW)
    assert sign_in(anna).post(f"/conversations/{talk.pk}/brake/", FORM).status_code == 302
    talk.refresh_from_db()
    photo.refresh_from_db()
    assert talk.is_paused(timezone.now())
    assert photo.message is None
    assert talk.drafts.get().text == "Wat ik nog wilde zeggen."


def test_a_parent_brakes_nothing_and_a_director_who_is_not_in_it_finds_nothing(
    talk: Conversation, carla: User, greet: User, sign_in: SignIn
) -> None:
    url = f"/conversations/{talk.pk}/brake/"
    report(talk, carla)
    assert sign_in(carla).post(url, FORM).status_code == 403
    assert sign_in(greet).post(url, FORM).status_code == 404
    assert not DossierDocument.objects.exists()


def test_going_on_and_on_offers_it_to_staff_and_pauses_nothing(
    talk: Conversation, anna: User, dirk: User, carla: User, sign_in: SignIn
) -> None:
    now = timezone.now()
    for number in range(6):
        say(talk, (anna, dirk)[number % 2], "Nee.", now=now - timedelta(minutes=9 - number))
    assert not is_heated(talk, turns=7, now=now)
    assert not is_heated(talk, turns=6, now=now + timedelta(hours=1))
    url = f"/conversations/{talk.pk}/"
    assert "Twee mensen blijven hier op elkaar reageren" in sign_in(anna).get(url).content.decode()
    assert "Twee mensen" not in sign_in(carla).get(url).content.decode()
    talk.refresh_from_db()
    assert talk.paused_until is None


def test_parents_write_nothing_to_one_another_in_a_frozen_group(
    group_5b: Any, anna: User, carla: User, dirk: User
) -> None:
    talks.name_class_parent(group=group_5b, user=carla, ends_on=None, by=anna, now=make.NOW)
    among = talks.start_among_parents(
        conversation_id=uuid4(), group=group_5b, subject="Feest", members=[dirk], by=carla, now=make.NOW
    )
    say(among, dirk)
    now = timezone.now()
    groups.freeze_group(group=group_5b, ends_at=now + timedelta(days=1), text="Rust.", by=anna, now=now)
    for person in (carla, dirk):
        with pytest.raises(PermissionDenied):
            say(among, person)
