"""A fault at each step of a removal, twenty rounds each: nothing is destroyed without a verified hard copy, and what
was said to be hidden or removed is not seen again (R054)."""

import io
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from pypdf import PdfReader

from common.storage import read_private, write_private
from conversations import actions as talks
from conversations.models import Conversation, Message, MessageVersion
from moderation import actions
from moderation.errors import NotArchived
from moderation.models import DossierDocument, Incident, Removal
from moderation.queries import chain
from moderation.queries.targets import Target
from people.models import User
from posts.models import Comment, Photo, Post
from tests import make
from tests.common import portraits
from tests.moderation.talking import say, start

ROUNDS = 20
# What is replaced, for each step in its order.
STEPS = {
    "freeze": "moderation.queries.frozen.frozen_copy",
    "hide": "moderation.actions.archiving.put_out_of_sight",
    "copy": "moderation.actions.printing.render",
    "render": "moderation.actions.printing.plain_pdf",
    "verify": "moderation.actions.printing.page_count",
    "store": "moderation.actions.chaining.write_private",
    "read back": "moderation.actions.chaining.read_private",
    "chain row": "moderation.models.DossierDocument.objects.create",
    "state": "moderation.models.Incident.save",
    "read before removal": "moderation.queries.chain.read_private",
    "removal row": "moderation.models.Removal.objects.create",
    "blanking": "moderation.actions.removing._remove",
}
FAULTS: list[BaseException] = [OSError("disk"), RuntimeError("mistake"), MemoryError(), SystemExit(1)]


def broken(step: Callable[..., Any], number: int) -> Callable[..., Any]:
    """Stands for one step: fails before it does anything, or after it has."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        if number % 2:
            step(*args, **kwargs)
        raise FAULTS[number % len(FAULTS)]

    return fail


@pytest.fixture
def photo(post: Post, emma: Any) -> Photo:
    buffer = io.BytesIO()
    portraits.canvas().save(buffer, "JPEG")
    name = write_private("photos/aa/master.jpg", buffer.getvalue())
    photo = make.make_photo(post, master_name=name)
    make.make_region(photo, emma)
    return photo


def attempt(incident: Incident, by: User) -> None:
    """What the page and the worker do, from the beginning; each part falls over for itself."""
    incident = Incident.objects.get(pk=incident.pk)
    actions.ask_for_archive(incident=incident, by=by, now=make.NOW)
    incident = Incident.objects.get(pk=incident.pk)
    actions.archive_incident(incident=incident, by=by, now=make.NOW)
    actions.remove_content(incident=incident, agreement="respect", by=by, now=make.NOW)


@pytest.fixture
def message(emma: Any, anna: User, carla: User, dirk: User) -> Message:
    """Said by Anna to both parents, and changed once."""
    said = say(start(emma, anna), anna, "Uw kind luistert nooit.")
    return talks.edit_message(message=said, text="Uw kind luistert niet.", by=anna, now=make.NOW)


def is_blank(content: Target) -> bool:
    content.refresh_from_db()
    if isinstance(content, Conversation):
        left = content.messages.exclude(state="removed").exists()
        return not left and not MessageVersion.objects.filter(message__conversation=content).exists()
    return content.state == "removed"


def is_seen(content: Target, reader: User) -> bool:
    return type(content)._default_manager.visible_to(reader, make.NOW).filter(pk=content.pk).exists()


def check(incident: Incident, content: Target, reader: User) -> None:
    """What must hold after any step, whatever happened in it."""
    incident = Incident.objects.get(pk=incident.pk)
    documents = list(DossierDocument.objects.filter(incident=incident))
    assert len(documents) <= 1
    if is_blank(content):
        document = documents[0]
        assert chain.is_unchanged(document)
        pages = PdfReader(io.BytesIO(read_private(document.stored_as))).pages
        assert str(content.pk) in " ".join(page.extract_text() for page in pages)
        assert Removal.objects.filter(document=document).exists()
    if incident.state in (Incident.State.ARCHIVING, Incident.State.ARCHIVE_FAILED, Incident.State.ARCHIVED):
        assert not is_seen(content, reader)
    assert chain.faults_of(incident.school) == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.usefixtures("plain_printer")
def test_a_fault_at_any_step_destroys_nothing_and_the_next_attempt_ends_it(
    step: str,
    post: Post,
    comment: Comment,
    photo: Photo,
    message: Message,
    dirk: User,
    carla: User,
    greet: User,
) -> None:
    for number in range(ROUNDS):
        target = (post, comment, photo, message, message.conversation)[number % 5]
        content = type(target)._default_manager.get(pk=target.pk)
        with transaction.atomic():
            try:
                one_round(step, number, content, Cast(dirk, carla, greet))
            except AssertionError as error:
                error.add_note(f"round {number}, fault {FAULTS[number % len(FAULTS)]!r}")
                raise
            transaction.set_rollback(True)


class Cast(NamedTuple):
    reader: User
    reporter: User
    director: User


def one_round(step: str, number: int, content: Target, cast: Cast) -> None:
    """Report, fall over at this step, look, and go on from there; each round begins where the first one did."""
    report = actions.report_content(target=content, reason="hurtful", by=cast.reporter, now=make.NOW)
    owner, _, name = STEPS[step].rpartition(".")
    with pytest.MonkeyPatch.context() as fault:
        target = pkgutil.resolve_name(owner)
        fault.setattr(target, name, broken(getattr(target, name), number))
        with suppress(OSError, RuntimeError, MemoryError, SystemExit, NotArchived):
            attempt(report.incident, cast.director)
    check(report.incident, content, cast.reader)
    attempt(report.incident, cast.director)
    attempt(report.incident, cast.director)
    assert is_blank(content)
    assert DossierDocument.objects.count() == Removal.objects.count() == 1
    check(report.incident, content, cast.reader)
