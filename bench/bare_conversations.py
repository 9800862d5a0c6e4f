"""The yardstick for conversations: bare views of the same rows, without rights, hours, versions or a frame."""

from uuid import UUID

from django.db.models import Count, F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from conversations.models import Arrival, Conversation, Message

LIST = Engine().from_string(
    "<ul>{% for row in rows %}<li><a href='/conversations/{{ row.pk }}/'>{{ row.subject }}</a> {{ row.child }} "
    "{{ row.last_at|date:'j F H:i' }} {{ row.new }}</li>{% endfor %}</ul>"
)
THREAD = Engine().from_string(
    "<h1>{{ talk.subject }}</h1><ol>{% for message in messages %}<li><b>{{ message.author.get_short_name }}</b>"
    "{{ message.text|linebreaks }}<small>{{ message.sent_at|date:'j F H:i' }}</small></li>{% endfor %}</ol>"
)


def listing(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    mine = Q(participants__user=request.user, participants__left_at=None)
    rows = Conversation.objects.filter(mine).select_related("child")
    rows = rows.annotate(last_at=Max("messages__sent_at"), new=Count("messages")).order_by("-last_at")[:50]
    return HttpResponse(LIST.render(Context({"rows": list(rows)})))


def thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    talk = Conversation.objects.filter(participants__user=request.user, pk=pk).first()
    if talk is None:
        return HttpResponse(status=404)
    found = Message.objects.filter(conversation=talk).select_related("author").order_by("-number")[:50]
    return HttpResponse(THREAD.render(Context({"talk": talk, "messages": list(found)[::-1]})))


def write(talk: Conversation, message: Message, readers: list[UUID]) -> None:
    """The least that keeps a message: one row, and one for everybody who gets it."""
    number = talk.messages.aggregate(last=Max(F("number")))["last"] or 0
    message.number = number + 1
    message.save(force_insert=True)
    Arrival.objects.bulk_create(
        Arrival(message=message, user_id=reader, due_at=message.sent_at) for reader in readers
    )


urlpatterns = [path("conversations/", listing), path("conversations/<uuid:pk>/", thread)]
