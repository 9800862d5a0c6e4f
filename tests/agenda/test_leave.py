"""Leave: a family asks once for all its children, the director answers once, with a letter that says how to object."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agenda.actions import leave as actions
from agenda.actions.leave import Answer
from agenda.actions.letters import print_letter, sweep_letters
from agenda.errors import Refused
from agenda.models import LeaveDecision, LeaveLetter, LeaveRequest
from agenda.queries.leave import weigh
from groups import actions as groups
from groups.models import Membership
from tests import make

ADDRESS = reverse("agenda:leave-create")
MONDAY = timezone.localdate() + timedelta(days=28 - timezone.localdate().weekday())
CANARY = "kanarie-bruiloft"


@pytest.fixture
def noor(group_6a, carla):
    child = make.make_child("Noor", group_6a)
    make.make_guardian(child, carla)
    return child


@pytest.fixture
def leave(emma, carla):
    return make.make_leave(emma, carla, first_on=MONDAY, days=3, text=CANARY)


def filled(*children, **fields):
    form = {
        "request_id": str(uuid.uuid4()),
        "children": [str(child.pk) for child in children],
        "first_on": MONDAY.isoformat(),
        "last_on": (MONDAY + timedelta(days=2)).isoformat(),
        "ground": "circumstances",
        "text": CANARY,
    }
    return {**form, **fields}


def answer(leave, by, outcome="granted", text="Veel plezier.", **days):
    return actions.decide_leave(
        request=leave, answer=Answer(outcome, text, **days), by=by, now=timezone.now()
    )


def page_of(client, name, leave):
    return client.get(reverse(f"agenda:leave-{name}", args=[leave.pk]))


def test_a_family_asks_for_its_children_in_one_go_and_twice_is_once(sign_in, carla, greet, emma, noor):
    client, data = sign_in(carla), filled(emma, noor)
    assert [client.post(ADDRESS, data).status_code for _turn in range(2)] == [303, 303]
    leave = LeaveRequest.objects.get()
    assert set(leave.children.all()) == {emma, noor}


def test_the_director_hears_of_it_without_what_it_is_about(
    sign_in, carla, greet, emma, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(carla).post(ADDRESS, filled(emma))
    letter = mail.outbox[0]
    assert letter.to == [greet.email]
    assert CANARY not in letter.body
    assert "Emma" not in letter.body + letter.subject


def test_nobody_but_who_asked_and_the_director_reads_it(
    sign_in, leave, dirk, anna, olga, farid, koen, henk, stranger_director, carla, greet
):
    for user in (dirk, anna, olga, farid, koen, henk, stranger_director):
        client = sign_in(user)
        assert page_of(client, "detail", leave).status_code == 404
        assert page_of(client, "document", leave).status_code == 404
        assert page_of(client, "letter", leave).status_code == 404
    for user in (carla, greet):
        assert CANARY in page_of(sign_in(user), "detail", leave).content.decode()


def test_a_director_who_is_the_other_parent_reads_the_days_and_no_reason(
    sign_in, leave, emma, greet, school_group
):
    LeaveRequest.objects.filter(pk=leave.pk).update(document_as="leave/aa/a.pdf")
    acting = make.make_staff("Wanda", school_group, Membership.Role.DIRECTOR)
    answer(leave, acting, text="kanarie-antwoord")
    make.make_guardian(emma, greet, authority="no")
    client = sign_in(greet)
    page = page_of(client, "detail", leave).content.decode()
    assert "3 schooldagen" in page
    for word in (CANARY, "kanarie-antwoord", "Een bruiloft", reverse("agenda:leave-letter", args=[leave.pk])):
        assert word not in page
    assert page_of(client, "document", leave).status_code == 403
    assert page_of(client, "letter", leave).status_code == 403


def test_a_parent_who_is_kept_out_loses_sight_of_it(sign_in, leave, carla, emma, greet):
    authority = emma.authorities.get(guardian=carla)
    groups.block_guardian(authority=authority, reason="Rechter.", by=greet, now=timezone.now())
    assert page_of(sign_in(carla), "detail", leave).status_code == 404
    assert page_of(sign_in(greet), "detail", leave).status_code == 200


def test_a_child_of_somebody_else_or_one_that_left_is_not_asked_for(carla, emma, finn, school, greet):
    with pytest.raises(PermissionDenied):
        make.make_leave(emma, finn, carla)
    groups.unregister_child(
        child=emma, school=school, ended_on=timezone.localdate(), by=greet, now=timezone.now()
    )
    with pytest.raises(PermissionDenied):
        actions.request_leave(
            request_id=uuid.uuid4(),
            children=[emma],
            school=school,
            wish=actions.Wish("other", MONDAY, MONDAY, "Weg."),
            document=None,
            by=carla,
            now=timezone.now(),
        )


def test_the_same_days_are_asked_once_and_again_after_a_no(leave, emma, carla, greet):
    with pytest.raises(Refused, match="al verlof gevraagd"):
        make.make_leave(emma, carla, first_on=MONDAY)
    answer(leave, greet, "refused")
    assert make.make_leave(emma, carla, first_on=MONDAY).pk


def test_what_is_not_right_is_said_and_kept(sign_in, carla, emma):
    yesterday = timezone.localdate() - timedelta(days=1)
    response = sign_in(carla).post(ADDRESS, filled(emma, ground="", first_on=yesterday.isoformat()))
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Kies waarvoor het is.") == page.count("Kies een dag die nog komt.") == 2
    assert CANARY in page
    assert "<title>Fout: " in page


def test_a_document_goes_along_and_leaves_as_a_download_only(sign_in, carla, greet, emma):
    file = SimpleUploadedFile("../../x.pdf", b"%PDF-1.4 uitnodiging\n%%EOF")
    sign_in(carla).post(ADDRESS, filled(emma, document=file))
    leave = LeaveRequest.objects.get()
    response = page_of(sign_in(greet), "document", leave)
    assert b"uitnodiging" in b"".join(response.streaming_content)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("content", [b"<script>", b"%PDF-1.4 /JavaScript %%EOF", b"MZ\x90"])
def test_a_file_that_is_no_document_is_refused(sign_in, carla, emma, content):
    response = sign_in(carla).post(ADDRESS, filled(emma, document=SimpleUploadedFile("x.pdf", content)))
    assert response.status_code == 422
    assert not LeaveRequest.objects.exists()


def test_an_answer_is_mailed_without_words_and_has_a_letter(
    sign_in, leave, carla, greet, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer(leave, greet, text="Een mooie dag gewenst.")
    letter = mail.outbox[0]
    assert letter.to == [carla.email]
    for word in (CANARY, "mooie dag", "Emma", "toegestaan"):
        assert word not in letter.body + letter.subject
    response = page_of(sign_in(carla), "letter", leave)
    text = PdfReader(io.BytesIO(b"".join(response.streaming_content))).pages[0].extract_text()
    for words in (
        "Emma Jansen",
        "Toegestaan",
        "3 schooldagen",
        "zes weken",
        "Een mooie dag gewenst.",
        "Greet",
    ):
        assert words in text
    assert CANARY not in text


def test_a_letter_that_was_not_printed_is_swept_up_and_printed_once(leave, greet, monkeypatch):
    decision = answer(leave, greet)
    assert not LeaveLetter.objects.exists()
    later = timezone.now() + timedelta(hours=1)
    assert sweep_letters(now=later) == 1
    first, again = print_letter(decision=decision), print_letter(decision=decision)
    assert first.pk == again.pk
    assert sweep_letters(now=later) == 0


def test_only_who_leads_the_school_answers_and_never_about_the_own_family(
    leave, emma, carla, dirk, anna, olga, greet, school_group, stranger_director
):
    for user in (carla, dirk, anna, olga, stranger_director):
        with pytest.raises(PermissionDenied):
            answer(leave, user)
    make.make_guardian(emma, greet)
    with pytest.raises(PermissionDenied):
        answer(leave, greet)
    acting = make.make_staff("Wanda", school_group, Membership.Role.DIRECTOR)
    assert answer(leave, acting).decided_by == acting


def test_the_first_of_two_directors_counts_and_a_double_click_is_one(leave, greet, school_group):
    acting = make.make_staff("Wanda", school_group, Membership.Role.DIRECTOR)
    assert answer(leave, greet).pk == answer(leave, greet).pk
    with pytest.raises(Refused, match="al beantwoord"):
        answer(leave, acting, "refused")
    assert LeaveDecision.objects.count() == 1


def test_a_part_of_the_days_lies_within_what_was_asked(leave, greet):
    for first, last in ((-1, 0), (0, 3), (2, 1), (0, 2)):
        days = {"first_on": MONDAY + timedelta(days=first), "last_on": MONDAY + timedelta(days=last)}
        with pytest.raises(Refused):
            answer(leave, greet, "partly", **days)
    granted = answer(leave, greet, "partly", first_on=MONDAY, last_on=MONDAY)
    assert (granted.first_on, granted.last_on) == (MONDAY, MONDAY)
    assert LeaveRequest.objects.granted_on(MONDAY).exists()
    assert not LeaveRequest.objects.granted_on(MONDAY + timedelta(days=1)).exists()


def test_more_than_ten_school_days_are_not_the_directors(sign_in, emma, carla, greet):
    leave = make.make_leave(emma, carla, first_on=MONDAY, days=15)
    assert weigh(leave).days == 11
    for outcome in ("granted", "partly", "refused"):
        with pytest.raises(Refused, match="leerplichtambtenaar"):
            answer(leave, greet, outcome, first_on=MONDAY, last_on=MONDAY)
    page = page_of(sign_in(greet), "decide", leave).content.decode()
    assert "leerplichtambtenaar" in page
    assert 'value="granted"' not in page
    assert not answer(leave, greet, "not_ours").is_granted
    assert "leerplichtambtenaar" in page_of(sign_in(carla), "detail", leave).content.decode()


def test_ten_days_are_and_together_with_earlier_leave_of_the_year_they_are_not(
    leave, emma, noor, carla, greet
):
    with pytest.raises(Refused, match="zelf"):
        answer(leave, greet, "not_ours")
    answer(leave, greet)
    later = make.make_leave(emma, noor, carla, first_on=MONDAY + timedelta(days=14), days=10)
    assert (weigh(later).days, weigh(later).before) == (8, 3)
    assert not weigh(later).is_ours


def test_a_parent_takes_it_back_while_it_is_open(sign_in, leave, carla, dirk, greet):
    with pytest.raises(PermissionDenied):
        actions.withdraw_leave(request=leave, by=dirk, now=timezone.now())
    sign_in(carla).post(reverse("agenda:leave-withdraw", args=[leave.pk]))
    with pytest.raises(Refused, match="teruggenomen"):
        answer(leave, greet)


def test_what_was_answered_is_not_taken_back(leave, carla, greet):
    answer(leave, greet)
    with pytest.raises(Refused, match="al geantwoord"):
        actions.withdraw_leave(request=leave, by=carla, now=timezone.now())


def test_the_other_parent_sees_granted_days_and_nothing_else(sign_in, leave, dirk, greet):
    answer(leave, greet)
    page = sign_in(dirk).get(reverse("agenda:absence-create")).content.decode()
    assert "verlof toegestaan" in page
    assert CANARY not in page
    assert reverse("agenda:leave-detail", args=[leave.pk]) not in page


def test_the_director_answers_on_the_page(sign_in, leave, greet):
    client = sign_in(greet)
    assert "Emma Jansen" in client.get(reverse("agenda:leave-queue")).content.decode()
    address = reverse("agenda:leave-decide", args=[leave.pk])
    wrong = client.post(address, {"outcome": "partly", "text": "Eén dag"})
    assert wrong.status_code == 422
    assert wrong.content.decode().count("Kies de dagen die je toestaat.") == 4
    assert client.post(address, {"outcome": "granted", "text": "Goed."}).status_code == 303
    assert client.get(address).status_code == 303
    assert LeaveDecision.objects.get().outcome == "granted"
