"""Reports about what is said between few: who hears of it, who reads what, and that it goes only after its copy."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from common.storage import path_of
from conversations import actions as talks
from conversations.models import Conversation, Draft, Message
from conversations.queries.lists import conversations_of
from conversations.queries.reading import page_of, search_in
from groups.models import Membership, School
from moderation import actions
from moderation.models import DossierDocument, Incident, Removal
from moderation.queries import chain
from moderation.queries.dossiers import readers_of
from moderation.queries.handlers import directors_of, handlers_of
from people.models import Child, User
from tests import make
from tests.conftest import SignIn
from tests.conversations.unseen import unseen_count
from tests.moderation.talking import make_file, report, say, start, start_team
from tests.moderation.test_faults import attempt

State = Message.State


@pytest.fixture
def talk(emma: Child, anna: User, carla: User, dirk: User, greet: User) -> Conversation:
    return start(emma, anna)


@pytest.fixture
def message(talk: Conversation, dirk: User) -> Message:
    return say(talk, dirk, "Waardeloze juf.")


def texts(user: User, talk: Conversation) -> list[str]:
    return [line.message.text for line in page_of(talk, user, now=make.NOW).lines]


def test_a_report_goes_to_the_director_and_the_teacher_in_it_and_names_nobody(
    message: Message, carla: User, anna: User, greet: User, bram: User, sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        incident = report(message, carla)
    assert {address for letter in mail.outbox for address in letter.to} == {anna.email, greet.email}
    assert not any(carla.last_name in letter.body or message.text in letter.body for letter in mail.outbox)
    url = f"/reports/{incident.pk}/"
    assert carla.get_full_name() in sign_in(greet).get(url).content.decode()
    assert carla.get_full_name() not in sign_in(anna).get(url).content.decode()
    assert sign_in(bram).get(url).status_code == 404
    assert handlers_of(incident, today=make.NOW.date()) == [anna, greet]
    assert set(readers_of(incident, today=make.NOW.date())) == {anna, greet}


def test_the_person_reported_never_handles_it(
    talk: Conversation, anna: User, carla: User, greet: User
) -> None:
    incident = report(say(talk, anna, "Uw kind luistert nooit."), carla)
    assert handlers_of(incident, today=make.NOW.date()) == [greet]
    assert not Incident.objects.visible_to(anna).exists()
    with pytest.raises(PermissionDenied):
        actions.assign_incident(incident=incident, to=anna, by=greet, now=make.NOW)


def test_a_teacher_of_the_group_who_is_not_in_it_reads_nothing(
    emma: Child, carla: User, anna: User, greet: User, group_5b: Any
) -> None:
    talk = start(emma, anna)
    other = make.make_staff("Els", group_5b)
    incident = report(say(talk, carla, "Schreeuwlelijk."), anna)
    assert other not in handlers_of(incident, today=make.NOW.date())
    assert not Incident.objects.visible_to(other).exists()


def test_the_director_reads_the_message_and_ten_before_it_and_no_other_address(
    talk: Conversation, carla: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    for number in range(12):
        say(talk, carla, f"zin-{number:02d}.")
    incident = report(say(talk, dirk, "Waardeloze juf."), carla)
    say(talk, carla, "daarna.")
    page = sign_in(greet).get(f"/reports/{incident.pk}/").content.decode()
    seen = [number for number in range(12) if f"zin-{number:02d}." in page]
    assert seen == list(range(2, 12))
    assert "Waardeloze juf." in page
    assert "daarna." not in page
    assert "De rest van het gesprek staat hier niet" in page
    assert sign_in(greet).get(f"/conversations/{talk.pk}/").status_code == 404


def test_two_reports_hide_nothing_between_few(message: Message, carla: User, anna: User) -> None:
    report(message, carla)
    report(message, anna)
    message.refresh_from_db()
    assert message.state == State.VISIBLE


def test_a_recognisable_child_hides_a_message_with_photos_at_once(message: Message, carla: User) -> None:
    Message.objects.filter(pk=message.pk).update(has_files=True)
    message.refresh_from_db()
    report(message, carla, "recognisable")
    message.refresh_from_db()
    assert message.state == State.HIDDEN


def test_who_wrote_it_takes_it_back_for_good_through_the_school(
    message: Message, dirk: User, carla: User, talk: Conversation, sign_in: SignIn
) -> None:
    answer = sign_in(dirk).post(f"/report/message/{message.pk}/", {"note": ""})
    assert (answer.status_code, texts(carla, talk)) == (302, [])
    incident = Incident.objects.get()
    assert incident.is_taken_back()


def test_nothing_of_a_hidden_message_is_left_anywhere(
    talk: Conversation, message: Message, carla: User, anna: User, greet: User
) -> None:
    say(talk, anna, "Zo praten we niet.", replies_to=message)
    incident = report(message, carla)
    actions.hide_incident(incident=incident, by=greet, now=make.NOW)
    for person in (carla, anna):
        page = page_of(talk, person, now=make.NOW)
        assert [line.message.text for line in page.lines] == ["Zo praten we niet."]
        assert page.lines[0].answers is None
        assert search_in(talk, person, "Waardeloze", now=make.NOW) == []
    row = conversations_of(carla, now=make.NOW)[0]
    assert (row.last and row.last.text, row.new_count) == ("Zo praten we niet.", 1)
    actions.restore_incident(incident=incident, by=greet, now=make.NOW)
    assert texts(carla, talk) == ["Waardeloze juf.", "Zo praten we niet."]


def test_an_open_page_loses_a_hidden_message_and_every_quote_of_it(
    talk: Conversation, message: Message, carla: User, anna: User, greet: User, sign_in: SignIn
) -> None:
    quoting = say(talk, anna, "Zo praten we niet.", replies_to=message)
    drawn = timezone.now()
    actions.hide_incident(incident=report(message, carla), by=greet, now=timezone.now())
    asked = {"after": str(quoting.number), "since": drawn.isoformat()}
    answer = sign_in(carla).get(f"/conversations/{talk.pk}/", asked, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert f'<li id="message-{message.pk}" hx-swap-oob="delete">' in page
    assert f'<li id="message-{quoting.pk}"' in page
    assert message.text not in page


@pytest.mark.usefixtures("plain_printer")
def test_a_removed_message_leaves_its_tombstone_and_nothing_new(
    talk: Conversation, message: Message, carla: User, dirk: User, greet: User
) -> None:
    talks.edit_message(message=message, text="Waardeloze juf!", by=dirk, now=make.NOW)
    attempt(report(message, carla), greet)
    message.refresh_from_db()
    assert (message.state, message.text, message.versions.count()) == (State.REMOVED, "", 0)
    assert texts(carla, talk) == [""]
    assert unseen_count(carla, now=make.NOW) == 0
    assert search_in(talk, carla, "Waardeloze", now=make.NOW) == []


@pytest.mark.usefixtures("plain_printer")
def test_the_copy_holds_versions_readers_quotes_and_both_clocks(
    talk: Conversation, message: Message, carla: User, dirk: User, anna: User, greet: User
) -> None:
    talks.edit_message(message=message, text="Slechte juf.", by=dirk, now=make.NOW)
    answer = say(talk, anna, "Dat doet pijn.", replies_to=message, asks_confirmation=True)
    talks.confirm_message(message=answer, by=carla, now=make.NOW)
    attempt(report(answer, dirk), greet)
    facts: Any = DossierDocument.objects.get().facts
    said = facts["messages"][-1]
    assert said["author"] == {"name": anna.get_full_name(), "account": str(anna.pk), "role": "teacher"}
    assert said["answers"]["text"] == "Slechte juf."
    assert facts["messages"][0]["versions"][0]["text"] == "Waardeloze juf."
    readers = {reader["account"]: reader for reader in said["readers"]}
    assert readers[str(carla.pk)]["confirmed"]
    assert not readers[str(dirk.pk)]["confirmed"]
    assert set(said["at"]) == {"local", "utc"}
    assert {seat["role"] for seat in facts["conversation"]["participants"]} == {"teacher", "parent"}
    assert facts["audience"] == {"parent": 2, "teacher": 1}
    assert dirk.get_full_name() not in str(facts["reports"])


@pytest.mark.usefixtures("plain_printer")
@pytest.mark.parametrize("whole", [False, True])
def test_photos_and_documents_are_kept_in_the_dossier_and_gone_from_the_conversation(
    whole: bool, talk: Conversation, message: Message, carla: User, greet: User,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    files = [make_file(message), make_file(message, "document")]
    stored = [file.stored_as for file in files]
    with django_capture_on_commit_callbacks(execute=True):
        attempt(report(talk if whole else message, carla), greet)
    for file in files:
        file.refresh_from_db()
        assert (file.state, file.name, file.stored_as, file.drawn_as) == ("removed", "", "", "")
    assert not any(path_of(name).exists() for name in stored)
    facts: Any = DossierDocument.objects.get().facts
    assert {photo["served"]["file"].rpartition(".")[2] for photo in facts["photos"]} == {"jpg", "pdf"}
    assert all(path_of(photo["served"]["file"]).exists() for photo in facts["photos"])
    assert chain.faults_of(talk.school) == []


@pytest.mark.usefixtures("plain_printer")
def test_a_message_that_was_taken_back_is_archived_and_goes(
    message: Message, carla: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    talks.take_back_message(message=message, by=dirk, now=make.NOW)
    page = sign_in(carla).get(f"/report/message/{message.pk}/")
    assert page.status_code == 200
    assert message.text not in page.content.decode()
    incident = report(message, carla)
    actions.hide_incident(incident=incident, by=greet, now=make.NOW)
    actions.restore_incident(incident=incident, by=greet, now=make.NOW)
    message.refresh_from_db()
    assert message.state == State.TAKEN_BACK, "to show again is not to give back"
    attempt(incident, greet)
    message.refresh_from_db()
    assert (message.state, message.text) == (State.REMOVED, "")
    assert "Waardeloze juf." in str(DossierDocument.objects.get().facts)


@pytest.mark.usefixtures("plain_printer")
def test_a_whole_conversation_is_the_directors_alone_and_goes_in_one_step(
    talk: Conversation, message: Message, carla: User, anna: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    say(talk, anna, "Rustig blijven.")
    talks.save_draft(conversation=talk, text="Nog iets", by=carla, now=make.NOW)
    incident = report(talk, carla)
    assert handlers_of(incident, today=make.NOW.date()) == [greet]
    assert not Incident.objects.visible_to(anna).exists()
    page = sign_in(greet).get(f"/reports/{incident.pk}/").content.decode()
    assert "Rustig blijven." not in page
    actions.ask_for_archive(incident=incident, by=greet, now=make.NOW)
    assert conversations_of(carla, now=make.NOW) == []
    with pytest.raises(PermissionDenied):
        say(talk, carla, "Waar is het?")
    attempt(incident, greet)
    assert texts(carla, talk) == ["", ""]
    talk.refresh_from_db()
    assert (talk.subject, talk.hidden_at, Draft.objects.count()) == ("…", None, 0)
    assert "Rustig blijven." in str(Incident.objects.get().frozen_copy)
    assert chain.faults_of(incident.school) == []


@pytest.mark.usefixtures("plain_printer")
def test_a_message_handled_apart_waits_for_its_own_copy(
    talk: Conversation, message: Message, carla: User, greet: User
) -> None:
    own, whole = report(message, carla), report(talk, carla)
    attempt(whole, greet)
    message.refresh_from_db()
    assert (message.state, message.text) == (State.HIDDEN, "Waardeloze juf.")
    attempt(own, greet)
    message.refresh_from_db()
    assert message.text == ""
    assert Removal.objects.count() == 2


def test_from_one_message_the_director_goes_on_to_the_whole_and_no_teacher_does(
    message: Message, carla: User, anna: User, greet: User, sign_in: SignIn
) -> None:
    incident = report(message, carla)
    assert sign_in(anna).post(f"/reports/{incident.pk}/whole/").status_code == 403
    for _twice in range(2):
        assert sign_in(greet).post(f"/reports/{incident.pk}/whole/").status_code == 302
    whole = Incident.objects.get(conversation=message.conversation)
    assert whole.entries.count() == 1


def test_among_colleagues_the_director_handles_and_not_when_it_was_the_director(
    school: Any, anna: User, bram: User, greet: User
) -> None:
    talk = start_team(school, anna, bram, greet)
    first, second = say(talk, bram, "Onzin."), say(talk, greet, "Luiwammes.")
    assert handlers_of(report(first, anna), today=make.NOW.date()) == [greet]
    assert handlers_of(report(second, anna), today=make.NOW.date()) == []


@pytest.mark.parametrize("kind", ["message", "conversation"])
def test_who_is_not_in_it_reports_nothing(
    kind: str, talk: Conversation, message: Message, farid: User, greet: User, sign_in: SignIn
) -> None:
    target = message if kind == "message" else talk
    for person in (farid, greet):
        assert sign_in(person).get(f"/report/{kind}/{target.pk}/").status_code == 404


@pytest.mark.usefixtures("plain_printer")
def test_the_writer_of_a_removed_message_can_say_not_to_agree(
    message: Message, carla: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    incident = report(message, carla)
    attempt(incident, greet)
    answer = sign_in(dirk).get(f"/complaints/message/{message.pk}/")
    assert answer.headers["Location"] == f"/complaints/{incident.pk}/"
    assert sign_in(carla).get(f"/complaints/message/{message.pk}/").status_code == 404


def test_a_pause_stops_every_writer_until_it_ends_or_is_lifted(
    talk: Conversation, message: Message, carla: User, anna: User, greet: User, sign_in: SignIn
) -> None:
    incident = report(message, carla)
    client, url = sign_in(greet), f"/conversations/{talk.pk}/pause/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"days": "2", "words": "rest"}).status_code == 302
    for person in (carla, anna):
        with pytest.raises(PermissionDenied):
            say(talk, person, now=timezone.now())
    assert sign_in(carla).post(f"/conversations/{talk.pk}/resume/").status_code == 403
    assert client.post(f"/conversations/{talk.pk}/resume/").status_code == 302
    say(talk, carla, now=timezone.now() + timedelta(seconds=1))
    actions.dismiss_incident(incident=incident, by=greet, now=make.NOW)
    assert client.get(url).status_code == 404, "no report, no reason to know of it"


def test_the_family_of_a_child_never_handles_what_the_other_guardian_says_apart(
    emma: Child, carla: User, dirk: User, anna: User, greet: User, school: School
) -> None:
    talks.separate_guardians(child=emma, school=school, by=greet, now=make.NOW)
    Membership.objects.create(
        user=dirk, group=school.groups.school_wide().get(), role=Membership.Role.DIRECTOR, state="active"
    )
    said = say(start(emma, carla), carla, "Dit is alleen voor de juf.")
    incident = report(said, anna)
    assert handlers_of(incident, today=make.NOW.date()) == [anna, greet]
    assert directors_of(incident, today=make.NOW.date()) == [greet]
    assert readers_of(incident, today=make.NOW.date()) == [anna, greet]
    assert not Incident.objects.visible_to(dirk).exists()
    assert not Incident.objects.open_to(dirk).exists()
