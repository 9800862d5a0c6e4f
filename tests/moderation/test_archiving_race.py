"""Two handlers at once, and a worker that is killed between two steps (R054)."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection, connections

from moderation import actions
from moderation.models import DossierDocument, Incident, Removal
from moderation.queries import chain
from people.models import User
from posts.models import Comment
from tests import make
from tests.moderation.test_faults import STEPS, attempt

pytestmark = pytest.mark.django_db(transaction=True)
PHOTOS = ("copy",)
WORKER = """
import django, pkgutil, sys, time
django.setup()
from django.conf import settings
from django.db import connection
settings.MEDIA_ROOT = {media!r}
connection.settings_dict["NAME"] = {name!r}
from common.pdf import PdfFailed
from moderation.actions import printing
from moderation.models import Incident
from people.models import User
from tests.moderation.{module} import {job}

def give_up(*_args):
    raise PdfFailed("limit")

def hang(*args, **kwargs):
    if {late}:
        step(*args, **kwargs)
    print("here", flush=True)
    time.sleep(120)

printing._in_full = give_up
owner = pkgutil.resolve_name({owner!r})
step = getattr(owner, {step!r})
setattr(owner, {step!r}, hang)
{job}(Incident.objects.get(pk={incident!r}), User.objects.get(pk={by!r}))
"""


def together(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run these at the same moment, each on a connection of its own; returns what went wrong."""
    barrier, errors = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            job()
        except Exception as error:  # noqa: BLE001 - shown by the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return errors


@pytest.mark.usefixtures("plain_printer")
def test_two_handlers_at_once_make_one_document_and_one_removal(
    incident: Incident, comment: Comment, greet: User, anna: User
) -> None:
    assert together(lambda: attempt(incident, greet), lambda: attempt(incident, anna)) == []
    comment.refresh_from_db()
    assert comment.text == ""
    assert DossierDocument.objects.count() == Removal.objects.count() == 1
    assert chain.faults_of(incident.school) == []


@pytest.mark.usefixtures("plain_printer")
def test_documents_that_come_at_once_take_places_one_after_another(incident: Incident, greet: User) -> None:
    def put(number: int) -> None:
        actions.put_in_chain(
            incident=incident,
            kind=DossierDocument.Kind.EVIDENCE,
            content=b"bewijs %d" % number,
            content_type="application/pdf",
            facts={"number": number},
            by=greet,
            now=make.NOW,
        )

    assert together(*[lambda number=number: put(number) for number in range(6)]) == []
    assert list(DossierDocument.objects.values_list("sequence", flat=True)) == list(range(1, 7))
    assert chain.faults_of(incident.school) == []


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("step", [name for name in STEPS if name not in PHOTOS])
@pytest.mark.usefixtures("plain_printer")
def test_a_worker_killed_between_two_steps_loses_nothing(
    step: str, late: bool, incident: Incident, comment: Comment, greet: User
) -> None:
    owner, _, name = STEPS[step].rpartition(".")
    kill_at(owner, name, late, incident, greet, job=attempt)
    comment.refresh_from_db()
    assert comment.text == "Wat een waardeloze school.", "the transaction that takes it was not committed"
    incident.refresh_from_db()
    assert (incident.state == Incident.State.OPEN) == (comment.state == Comment.State.VISIBLE)
    attempt(incident, greet)
    comment.refresh_from_db()
    assert comment.text == ""
    assert DossierDocument.objects.count() == Removal.objects.count() == 1
    assert chain.faults_of(incident.school) == []


def kill_at(
    owner: str, step: str, late: bool, incident: Incident, by: User, job: Callable[[Incident, User], None]
) -> None:
    """Run a job in a process of its own and end it there, as the system does when memory is out."""
    script = WORKER.format(
        media=str(settings.MEDIA_ROOT),
        name=str(connection.settings_dict["NAME"]),
        late=late,
        owner=owner,
        step=step,
        incident=str(incident.pk),
        by=str(by.pk),
        module=job.__module__.rpartition(".")[2],
        job=job.__name__,
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    worker = subprocess.Popen(
        [sys.executable, "-c", script], env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "here"
    worker.kill()
    worker.wait(timeout=20)
    worker.stdout.close()
