"""Part "conversations": a thread of 1,000 messages, a list of 200 threads and sending, against bare views."""

import statistics
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.utils import timezone

from bench import bare, bare_conversations
from bench.feed import Fetch, cookie_of, handler, interleaved, statements
from bench.report import Line, compared
from bench.school import BenchSchool, make_school
from conversations import actions
from conversations.models import Arrival, Conversation, Message, Participant

THREADS, LONG = 200, 1_000
SENT = 60
WORDS = "Vandaag ging het lezen beter. Zullen we er volgende week even over praten?"


def run() -> list[Line]:
    """Make a teacher with 200 threads, one of them long, and measure; returns the lines of the report."""
    call_command("migrate", verbosity=0)
    school = make_school("Gesprek")
    short = [_talk(school, number, 3) for number in range(THREADS - 1)]
    long = _talk(school, THREADS, LONG)
    cookie = cookie_of(school.teacher)
    lines = []
    for name, address in (
        ("list of 200", "/conversations/"),
        ("thread of 1,000", f"/conversations/{long.pk}/"),
    ):
        product, yardstick = handler(address), _bare(address)
        cost, base = interleaved(product, yardstick, [cookie])
        lines.append(compared(f"conversations: CPU of a {name}", cost, base, "ms"))
        lines.append(Line(f"conversations: SQL statements of a {name}", statements(product, cookie), ""))
    lines.append(
        Line(
            "conversations: SQL statements of a thread of 3",
            statements(handler(f"/conversations/{short[0].pk}/"), cookie),
            "",
        )
    )
    return lines + _sending(school, long)


def _bare(address: str) -> Fetch:
    with override_settings(MIDDLEWARE=["bench.conversations.bare_addresses", *bare.MIDDLEWARE]):
        return handler(address)


def bare_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the yardstick has addresses of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = "bench.bare_conversations"
        return get_response(request)

    return middleware


def _sending(school: BenchSchool, talk: Conversation) -> list[Line]:
    """Sending in turns with the bare insert, in wall milliseconds: half of them, and all but the slowest twentieth."""
    readers = list(talk.participants.values_list("user", flat=True))
    ours: list[float] = []
    bares: list[float] = []
    for _ in range(SENT):
        now = timezone.now()
        started = time.perf_counter()
        actions.send_message(
            message_id=uuid.uuid4(),
            conversation=talk,
            writing=actions.Writing(WORDS),
            by=school.teacher,
            now=now,
        )
        between = time.perf_counter()
        with transaction.atomic():
            message = Message(
                conversation=talk, author=school.teacher, author_is_staff=True, text=WORDS, sent_at=now
            )
            bare_conversations.write(talk, message, readers)
        ours.append((between - started) * 1000)
        bares.append((time.perf_counter() - between) * 1000)
    return [
        compared("conversations: sending, p50", statistics.median(ours), statistics.median(bares), "ms"),
        compared("conversations: sending, p95", _p95(ours), _p95(bares), "ms"),
    ]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _talk(school: BenchSchool, number: int, count: int) -> Conversation:
    """A conversation between the teacher and one guardian, with messages of both in turn, everything arrived."""
    parent = school.parents[number % len(school.parents)]
    begun = timezone.now() - timedelta(days=30, minutes=number)
    child = school.children[(number % len(school.parents)) // 2]
    talk = Conversation.objects.create(
        school=school.group.school,
        kind=Conversation.Kind.CHILD,
        child=child,
        subject=f"Gesprek {number}",
        started_by=parent,
        started_at=begun,
    )
    seats = [(school.teacher, Participant.Why.TEACHES), (parent, Participant.Why.GUARDIAN)]
    Participant.objects.bulk_create(
        Participant(conversation=talk, user=user, why=why, joined_at=begun) for user, why in seats
    )
    messages = Message.objects.bulk_create(
        Message(
            conversation=talk,
            number=nth + 1,
            author=seats[nth % 2][0],
            author_is_staff=nth % 2 == 0,
            text=WORDS,
            sent_at=begun + timedelta(minutes=nth),
        )
        for nth in range(count)
    )
    Arrival.objects.bulk_create(
        Arrival(message=message, user=user, due_at=message.sent_at)
        for message in messages
        for user, _why in seats
    )
    return talk
