"""The queue and the page of a report: what waits, who takes it, what was said about it (R055, R056)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation import actions
from moderation.models import Entry, Incident
from moderation.templatetags.incidents import age
from people.models import User
from posts.models import Comment, Post
from tests import make
from tests.conftest import SignIn


def report(post: Post, writer: User, by: User, reason: str = "advertising", **fields: Any) -> Incident:
    comment = make.make_comment(post, writer, "Koop bij ons.")
    now = fields.pop("now", make.NOW)
    return actions.report_content(target=comment, reason=reason, by=by, now=now).incident


def test_the_gravest_comes_first_then_what_waits_longest(
    post: Post, dirk: User, carla: User, greet: User, sign_in: SignIn
) -> None:
    light = report(post, dirk, carla)
    older = report(post, dirk, carla, now=make.NOW - timedelta(days=1))
    threat = report(post, dirk, carla, "threatening")
    listed = sign_in(greet).get("/reports/").context["incidents"]
    assert list(listed) == [threat, older, light]


def test_the_words_stand_behind_a_tap(incident: Incident, greet: User, sign_in: SignIn) -> None:
    page = sign_in(greet).get("/reports/").content.decode()
    assert "<summary>Toon de tekst</summary>" in page
    assert page.index("Toon de tekst") < page.index("Wat een waardeloze school.")


def test_filters_count_and_an_empty_one_says_so(incident: Incident, greet: User, sign_in: SignIn) -> None:
    client = sign_in(greet)
    assert client.get("/reports/").context["counts"] == {"open": 1, "mine": 0, "busy": 0, "done": 0}
    assert "Hier zijn geen meldingen" in client.get("/reports/?state=busy").content.decode()
    assert client.get("/reports/?state=nonsense").context["chosen"] == "open"


def test_ten_reports_cost_as_many_questions_as_twenty(
    post: Post, dirk: User, carla: User, greet: User, sign_in: SignIn
) -> None:
    client, counts = sign_in(greet), []
    for _ten in range(2):
        for _number in range(10):
            report(post, dirk, carla)
        with CaptureQueriesContext(connection) as asked:
            client.get("/reports/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("days", "words"), [(0, "sinds vandaag"), (1, "sinds gisteren"), (2, "al 2 dagen"), (9, "al 9 dagen")]
)
def test_age_is_said_in_words(days: int, words: str) -> None:
    assert age(make.NOW - timedelta(days=days), make.NOW) == words


def test_nothing_wrong_needs_a_reason_and_a_lengthy_one_is_kept(
    incident: Incident, greet: User, sign_in: SignIn
) -> None:
    client, url = sign_in(greet), f"/reports/{incident.pk}/dismiss/"
    answer = client.post(url, {"outcome": "nothing_wrong", "note": ""})
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.content.decode()
    client.post(url, {"outcome": "nothing_wrong", "note": "Dit is een grapje."})
    incident.refresh_from_db()
    assert (incident.state, incident.closing_note) == (Incident.State.DISMISSED, "Dit is een grapje.")


def test_handled_in_another_way_says_so_to_who_reported_it(
    incident: Incident, carla: User, greet: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.dismiss_incident(incident=incident, note="Gesproken.", is_wrong=True, by=greet, now=make.NOW)
    incident.refresh_from_db()
    assert incident.state == Incident.State.CLOSED
    assert [letter.to for letter in mail.outbox] == [[carla.email]]
    assert "gaf u gelijk" in mail.outbox[0].body


def test_every_step_is_a_line_with_who_and_when(
    incident: Incident, comment: Comment, anna: User, greet: User
) -> None:
    later = make.NOW + timedelta(minutes=5)
    actions.hide_incident(incident=incident, by=anna, now=make.NOW)
    actions.hide_incident(incident=incident, by=anna, now=later)
    actions.restore_incident(incident=incident, by=greet, now=later)
    actions.dismiss_incident(incident=incident, note="Zo.", by=greet, now=later)
    lines = incident.entries.values_list("kind", "text", "written_by", "written_at")
    assert list(lines) == [
        ("handling", "Verborgen.", anna.pk, make.NOW),
        ("handling", "Weer zichtbaar gemaakt.", greet.pk, later),
        ("handling", "Niets mis mee. Zo.", greet.pk, later),
    ]


def test_giving_it_to_a_colleague_is_mailed_once_and_listed_for_that_colleague(
    incident: Incident,
    anna: User,
    greet: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    client = sign_in(greet)
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            client.post(f"/reports/{incident.pk}/assign/", {"assign_to": anna.pk})
    assert [letter.to for letter in mail.outbox] == [[anna.email]]
    assert list(sign_in(anna).get("/reports/?state=mine").context["incidents"]) == [incident]
    assert incident.entries.get().text == "Anna Test handelt dit af."


def test_only_who_may_handle_it_is_offered_and_accepted(
    incident: Incident, bram: User, dirk: User, greet: User, sign_in: SignIn
) -> None:
    client = sign_in(greet)
    for outsider in (bram, dirk):
        for path, name in (("assign", "assign_to"), ("consult", "ask")):
            sent = {name: outsider.pk, "words": "Wat vind je?"}
            assert client.post(f"/reports/{incident.pk}/{path}/", sent).status_code == 422
        with pytest.raises(PermissionDenied):
            actions.assign_incident(incident=incident, to=outsider, by=greet, now=make.NOW)


def test_a_question_and_its_answer_are_lines_and_the_mail_does_not_hold_them(
    incident: Incident,
    anna: User,
    greet: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    url = f"/reports/{incident.pk}/consult/"
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(anna).post(url, {"ask": greet.pk, "words": "Bel ik de ouder?"})
        sign_in(greet).post(url, {"ask": anna.pk, "words": "Ja, samen."})
    lines = incident.entries.filter(kind=Entry.Kind.CONSULT).values_list("text", "written_by")
    assert list(lines) == [
        ("Aan Greet Test: Bel ik de ouder?", anna.pk),
        ("Aan Anna Test: Ja, samen.", greet.pk),
    ]
    assert [letter.to for letter in mail.outbox] == [[greet.email], [anna.email]]
    assert "Bel ik" not in mail.outbox[0].body
    assert sign_in(anna).post(url, {"ask": greet.pk, "words": ""}).status_code == 422


def test_what_happened_just_now_is_not_old(incident: Incident) -> None:
    assert age(timezone.now()) == "sinds vandaag"
