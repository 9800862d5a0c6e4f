"""Lines, steps, measures and closing a dossier (R056, R193, R194)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from groups.models import Restriction
from moderation import actions
from moderation.errors import Refused
from moderation.models import Incident, Measure
from moderation.queries.timeline import timeline
from people.models import User
from posts.models import Comment
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive


def test_what_is_written_down_stays_as_it_was(dossier: Incident, anna: User, sign_in: SignIn) -> None:
    url = f"/dossiers/{dossier.pk}/entries/new/"
    client = sign_in(anna)
    assert client.post(url, {"kind": "call", "text": ""}).status_code == 422
    assert client.post(url, {"kind": "call", "text": "Gebeld met Dirk."}).status_code == 302
    entry = dossier.entries.get()
    assert "Gebeld met Dirk." in client.get(f"/dossiers/{dossier.pk}/").content.decode()
    for text in ("Anders.", ""):
        with pytest.raises(DatabaseError), transaction.atomic():
            dossier.entries.filter(pk=entry.pk).update(text=text)


def test_a_step_is_agreed_ticked_and_unticked(
    dossier: Incident, anna: User, greet: User, bram: User, sign_in: SignIn
) -> None:
    client, url = sign_in(greet), f"/dossiers/{dossier.pk}/steps"
    agreed = {"title": "Ouder bellen", "owner": str(anna.pk), "due_on": "2026-10-09"}
    assert client.post(f"{url}/new/", {**agreed, "owner": str(bram.pk)}).status_code == 422, "cannot look"
    assert client.post(f"{url}/new/", agreed).status_code == 302
    step = dossier.steps.get()
    assert sign_in(anna).post(f"{url}/{step.pk}/").status_code == 302
    step.refresh_from_db()
    assert step.done_by == anna
    client.post(f"{url}/{step.pk}/", {"undo": "1"})
    step.refresh_from_db()
    assert step.done_at is None


def test_a_measure_that_bites_holds_the_account_until_the_same_day(
    dossier: Incident, dirk: User, greet: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    last = today + timedelta(days=13)
    data = {
        "about": str(dirk.pk),
        "kind": "comments_off",
        "starts_on": today,
        "ends_on": last,
        "words": "talk",
    }
    client = sign_in(greet)
    assert client.post(f"/dossiers/{dossier.pk}/measures/new/", data).status_code == 302
    measure = Measure.objects.get()
    restriction = Restriction.objects.get(user=dirk)
    assert measure.restriction == restriction
    assert timezone.localtime(restriction.ends_at).date() == last + timedelta(days=1)
    client.post(f"/dossiers/{dossier.pk}/measures/{measure.pk}/lift/")
    restriction.refresh_from_db()
    measure.refresh_from_db()
    assert restriction.lifted_at
    assert measure.lifted_by == greet


@pytest.mark.parametrize("days", [None, 30, -1])
def test_a_measure_that_bites_has_a_last_day_within_thirty(
    days: int | None, dossier: Incident, dirk: User, greet: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    last = "" if days is None else today + timedelta(days=days)
    data = {
        "about": str(dirk.pk),
        "kind": "account_off",
        "starts_on": today,
        "ends_on": last,
        "words": "talk",
    }
    assert sign_in(greet).post(f"/dossiers/{dossier.pk}/measures/new/", data).status_code == 422
    assert not Measure.objects.exists()


def test_measures_for_staff_and_for_families_are_other_lists(
    dossier: Incident, dirk: User, greet: User, sign_in: SignIn
) -> None:
    client, url = sign_in(greet), f"/dossiers/{dossier.pk}/measures/new/"
    data = {"about": str(dirk.pk), "starts_on": "2026-10-06", "words": "rest"}
    assert client.post(url, {**data, "kind": "dismissal"}).status_code == 422
    assert client.post(url, {**data, "kind": "warning"}).status_code == 302
    Incident.objects.filter(pk=dossier.pk).update(file="staff")
    assert client.post(url, {**data, "kind": "expulsion"}).status_code == 422
    assert client.post(url, {**data, "kind": "reprimand"}).status_code == 302


def test_a_dossier_closes_when_nothing_is_left_and_opens_with_a_new_step(
    dossier: Incident, anna: User, greet: User
) -> None:
    add = {"incident": dossier, "owner": anna, "due_on": date(2026, 10, 9), "by": greet, "now": make.NOW}
    step = actions.add_step(title="Bellen", **add)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        actions.finish_dossier(incident=dossier, by=anna, now=make.NOW)
    actions.finish_step(step=step, by=anna, now=make.NOW)
    closed = actions.finish_dossier(incident=dossier, note="Besproken.", by=anna, now=make.NOW)
    assert (closed.state, closed.keep_until) == (Incident.State.CLOSED, date(2029, 8, 1))
    actions.add_step(title="Toch nog", **add)  # type: ignore[arg-type]
    dossier.refresh_from_db()
    assert dossier.keep_until is None


def test_content_is_handled_before_its_dossier_closes(incident: Incident, greet: User) -> None:
    archive(incident, greet)
    incident.refresh_from_db()
    with pytest.raises(Refused):
        actions.finish_dossier(incident=incident, by=greet, now=make.NOW)


def test_the_timeline_tells_all_in_order_and_names_no_reporter(
    incident: Incident, comment: Comment, carla: User, greet: User
) -> None:
    archive(incident, greet)
    actions.remove_content(incident=incident, agreement="abuse", note="Grof.", by=greet, now=make.NOW)
    incident.refresh_from_db()
    lines = timeline(incident)
    assert lines == sorted(lines, key=lambda line: line.at)
    icons = {line.icon for line in lines}
    assert {"chat-text", "flag", "eye-slash", "file-pdf", "trash"} <= icons
    assert carla not in {line.by for line in lines}
