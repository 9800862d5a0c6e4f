"""Doors for background work on conversations. Reading never waits for it: what may be read is asked every time."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from common.live import ring
from conversations import actions
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
def ring_arrived() -> None:
    """Tell open pages of what the hours of their reader let through this minute."""
    now = timezone.now()
    for arrival in arrived_between(now - 2 * RUNS_EVERY, now):
        ring([arrival.user_id], f"conversation:{arrival.message.conversation_id}")
