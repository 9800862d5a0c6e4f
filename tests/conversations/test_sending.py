"""Writing in a conversation: sending, answering, changing, taking back, drafts."""

from datetime import timedelta
from uuid import uuid4

import pytest

from conversations import actions
from conversations.models import Arrival, Draft, Message, Participant
from groups.models import Restriction
from hours.models import HoursException, StaffAbsence
from tests import make
from tests.make import NOW

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("afternoon")


@pytest.fixture
def address(talk):
    return f"/conversations/{talk.pk}/messages/"


def words(text="Tot morgen", **more):
    return {"id": str(uuid4()), "text": text, **more}


def drawn(after=1):
    return {"after": after, "since": (NOW - timedelta(seconds=1)).isoformat()}


def test_what_is_sent_stands_in_the_conversation(talk, address, carla, sign_in):
    response = sign_in(carla).post(address, words())
    message = Message.objects.get(number=2)
    assert response.status_code == 302
    assert response["Location"] == f"/conversations/{talk.pk}/#message-{message.pk}"
    assert (message.author, message.text) == (carla, "Tot morgen")


def test_sent_twice_from_one_page_it_is_there_once(talk, address, carla, sign_in):
    form, client = words(), sign_in(carla)
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert talk.messages.count() == 2


def test_other_words_from_the_same_page_are_not_lost(talk, address, carla, sign_in):
    form, client = words(), sign_in(carla)
    client.post(address, form)
    client.post(address, form | {"text": "En nog iets"})
    assert talk.messages.count() == 3


def test_htmx_gets_what_is_new_and_an_empty_part_to_write_in(address, carla, sign_in):
    response = sign_in(carla).post(address, words() | drawn(), headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Tot morgen" in page
    assert "<html" not in page
    assert 'id="composer" class="k-gesprek__onder" hx-swap-oob="true"' in page
    assert "Neem terug" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("text", "error"), [("  ", "Schrijf eerst iets."), ("a" * 5001, "te lang")])
def test_what_cannot_be_sent_keeps_the_words(address, carla, sign_in, headers, text, error):
    response = sign_in(carla).post(address, words(text), headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert error in page
    assert 'href="#id_text"' in page
    assert text.strip() in page
    assert headers or "<title>Fout:" in page


def test_a_stranger_and_who_is_not_signed_in_send_nothing(address, talk, client, koen, sign_in):
    assert sign_in(koen).post(address, words()).status_code == 404
    assert client.post(address, words()).status_code == 302
    assert talk.messages.count() == 1


def test_it_is_a_post(address, carla, sign_in):
    assert sign_in(carla).get(address).status_code == 405


def test_choosing_what_to_answer_keeps_what_was_typed(talk, address, carla, sign_in):
    first = talk.messages.get()
    response = sign_in(carla).post(address, words("Half geschreven", answer=str(first.pk)))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Half geschreven</textarea>" in page
    assert f'name="replies_to" value="{first.pk}"' in page
    assert talk.messages.count() == 1


def test_an_answer_is_sent_with_what_it_answers(talk, address, anna, sign_in):
    first = talk.messages.get()
    sign_in(anna).post(address, words(replies_to=str(first.pk)))
    assert talk.messages.get(number=2).replies_to == first


@pytest.mark.parametrize("answer", ["x", str(uuid4())], ids=["nonsense", "unknown"])
def test_only_a_message_of_this_conversation_is_answered(address, talk, carla, sign_in, answer):
    client = sign_in(carla)
    assert client.post(address, words(answer=answer)).status_code == 404
    assert client.post(address, words(replies_to=answer)).status_code == 422
    assert talk.messages.count() == 1


@pytest.mark.parametrize("gone", ["taken_back", "hidden", "not there yet"])
def test_an_id_alone_shows_nobody_the_words_behind_it(address, talk, carla, anna, sign_in, gone):
    secret = make.make_message(talk, anna, "kanarie-woord")
    if gone == "not there yet":
        secret.arrivals.filter(user=carla).update(due_at=NOW + timedelta(days=3650))
    else:
        talk.messages.filter(pk=secret.pk).update(state=gone, taken_back_at=NOW)
    client = sign_in(carla)
    for sent in (words(text="", replies_to=str(secret.pk)), words(replies_to=str(secret.pk))):
        answer = client.post(address, sent)
        assert answer.status_code == 422
        assert "kanarie-woord" not in answer.content.decode()
    assert client.post(address, words(answer=str(secret.pk))).status_code == 404


def test_a_draft_is_kept_restored_and_gone_once_it_is_sent(talk, address, carla, dirk, sign_in):
    client = sign_in(carla)
    where = f"/conversations/{talk.pk}/draft/"
    assert client.post(where, {"text": "Wat ik nog"}, headers=HTMX).status_code == 204
    assert "Wat ik nog</textarea>" in client.get(f"/conversations/{talk.pk}/").content.decode()
    assert "Wat ik nog" not in sign_in(dirk).get(f"/conversations/{talk.pk}/").content.decode()
    client.post(address, words("Wat ik nog wilde zeggen"))
    assert not Draft.objects.exists()


def test_a_draft_longer_than_a_message_is_refused(talk, carla, sign_in):
    assert sign_in(carla).post(f"/conversations/{talk.pk}/draft/", {"text": "a" * 5001}).status_code == 400


def test_before_writing_the_page_says_when_it_is_read_and_whom_to_call(talk, carla, sign_in, afternoon):
    client = sign_in(carla)
    assert "Juf Anna kan het meteen lezen." in client.get(f"/conversations/{talk.pk}/").content.decode()
    afternoon.shift(timedelta(hours=6))
    page = sign_in(carla).get(f"/conversations/{talk.pk}/").content.decode()
    assert "Juf Anna is nu vrij." in page
    assert "Uw bericht komt morgen om 8.00 uur aan." in page
    assert 'href="tel:0101234567"' in page


@pytest.fixture
def stand_in(school_group, anna, school):
    other = make.make_staff("Sanne", school_group, "staff", called="Juf Sanne")
    StaffAbsence.objects.create(
        user=anna, school=school, first_on=NOW.date(), last_on=NOW.date(), stand_in=other, entered_by=anna
    )
    return other


def test_a_guardian_sends_it_to_who_stands_in_as_well_and_everybody_sees_that(
    talk, address, stand_in, carla, sign_in, afternoon
):
    afternoon.shift(timedelta(minutes=1))
    client = sign_in(carla)
    page = client.get(f"/conversations/{talk.pk}/").content.decode()
    assert "Stuur het ook naar Juf Sanne" in page
    client.post(address, words(colleagues=[str(stand_in.pk)]))
    message = talk.messages.get(number=2)
    assert Participant.objects.get(user=stand_in).why == "invited"
    assert Arrival.objects.get(message=message, user=stand_in).due_at == message.sent_at
    assert "Juf Sanne leest mee sinds" in client.get(f"/conversations/{talk.pk}/").content.decode()


def test_nobody_but_who_is_on_duty_can_be_asked(talk, address, stand_in, carla, bram, sign_in):
    response = sign_in(carla).post(address, words(colleagues=[str(bram.pk)]))
    assert response.status_code == 422
    assert not Participant.objects.filter(user=bram).exists()
    assert talk.messages.count() == 1


def test_staff_hear_until_when_it_waits_and_pass_the_hours_with_a_reason(
    talk, address, anna, carla, sign_in, afternoon
):
    afternoon.shift(timedelta(hours=8))
    client = sign_in(anna)
    page = client.get(f"/conversations/{talk.pk}/").content.decode()
    assert "Het kan niet wachten" in page
    assert 'value="emergency"' not in page
    client.post(address, words(reason="accident"))
    message = talk.messages.get(number=2)
    assert HoursException.objects.get().subject == message.pk
    assert set(message.arrivals.values_list("due_at", flat=True)) == {message.sent_at}


def test_a_parent_has_no_reason_to_pass_the_hours(talk, address, carla, sign_in, afternoon):
    afternoon.shift(timedelta(hours=8))
    assert sign_in(carla).post(address, words(reason="accident")).status_code == 422
    assert not HoursException.objects.exists()


def test_a_measure_says_its_neutral_words_in_the_place_of_the_part_to_write_in(
    talk, address, carla, greet, school, sign_in
):
    Restriction.objects.create(
        school=school,
        kind="comments_off",
        user=carla,
        starts_at=NOW - timedelta(days=1),
        ends_at=NOW + timedelta(days=7),
        neutral_text="Bel de school voor een gesprek.",
        placed_by=greet,
    )
    client = sign_in(carla)
    page = client.get(f"/conversations/{talk.pk}/").content.decode()
    assert "Bel de school voor een gesprek." in page
    assert 'id="composer-form"' not in page
    assert client.post(address, words()).status_code == 403


def test_a_conversation_of_guardians_who_are_spoken_to_apart_since_says_where_to_go_on(
    talk, address, carla, emma, greet, school, sign_in
):
    actions.separate_guardians(child=emma, school=school, by=greet, now=NOW)
    client = sign_in(carla)
    page = client.get(f"/conversations/{talk.pk}/").content.decode()
    assert "De school spreekt de ouders van dit kind nu apart." in page
    assert f'href="/conversations/new/children/{emma.pk}/"' in page
    assert client.post(address, words()).status_code == 403


def test_a_pause_stands_there_with_its_end(talk, address, carla, sign_in):
    type(talk).objects.update(paused_until=NOW + timedelta(days=1), paused_text="Wij bellen u.")
    client = sign_in(carla)
    page = client.get(f"/conversations/{talk.pk}/").content.decode()
    assert "Wij bellen u." in page
    assert "Tot woensdag 7 oktober" in page
    assert client.post(address, words()).status_code == 403
