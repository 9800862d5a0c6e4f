"""Doors for background work on conversations. Reading never waits for it: what may be read is asked every time."""

from datetime import timedelta

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from common.background import ring as ring_bell
from common.live import ring
from conversations import actions
from conversations.models import MessageFile
from conversations.queries.files import is_drawn
from conversations.queries.waiting import arrived_between, conversations_to_refresh, messages_held

RUNS_EVERY = timedelta(minutes=1)


@shared_task
def refresh_all_participants() -> None:
    """Draw the line for who came and who left since the roster or a membership changed."""
    for conversation in conversations_to_refresh(timezone.localdate()).iterator():
        actions.refresh_participants(conversation=conversation, now=timezone.now())


@shared_task
def plan_held_messages() -> None:
    """Ask the hours again for what waits: a study day or an absence may have come in between."""
    for message in messages_held(timezone.now()).iterator():
        actions.plan_again(message=message, now=timezone.now())


@shared_task
def prepare_file(file_id: str) -> None:
    """Seal a photo beside a message and draw what its readers get."""
    file = MessageFile.objects.select_related("conversation__school").filter(pk=file_id).first()
    if file is None:
        return
    try:
        actions.prepare_file(file=file)
    except SoftTimeLimitExceeded:
        actions.fail_file(file=file)


@shared_task
def sweep_files() -> None:
    """Ask again for photos that were missed, and remove files that no row points at."""
    missed = MessageFile.objects.filter(kind=MessageFile.Kind.PHOTO, message=None)
    for file in missed.exclude(state=MessageFile.State.FAILED).filter(checked_at=None).iterator():
        if file.state == MessageFile.State.WAITING or not is_drawn(file):
            ring_bell(prepare_file, str(file.pk))
    actions.sweep_files(now=timezone.now())


@shared_task
def ring_arrived() -> None:
    """Tell open pages of what the hours of their reader let through this minute."""
    now = timezone.now()
    for arrival in arrived_between(now - 2 * RUNS_EVERY, now):
        ring([arrival.user_id], f"conversation:{arrival.message.conversation_id}")
