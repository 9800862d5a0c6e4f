"""A mail with three personal words, to print and to read back."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

from common.stencil import Stencil

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Type",
    "MIME-Version",
]
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PARTS = {
    "emails/test/post.subject.txt": "{{ personal.label }}: {{ title }}\n",
    "emails/test/post.txt": "Dag {{ personal.name }},\n\n{{ text }}\n\n{{ personal.link }}\n",
    "emails/test/post.html": '<p title="{{ personal.label }}">Dag <b>{{ personal.name }}</b>,</p>'
    '<p>{{ text }}</p><a href="{{ personal.link }}">Stop</a>',
}
FIELDS = ("name", "label", "link")
WORDS = {"name": "Carla", "label": "Emma", "link": "https://kring.test/stop?a=1&b=2"}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", PARTS)]},
    }
]


def make(title, text):
    return Stencil.render("test/post", {"title": title, "text": text}, FIELDS)


def read(stencil, words=WORDS, **options):
    data = stencil.print(
        to="carla@b.test",
        sender=("De Linde", "kring@b.test"),
        message_id="<1.a@b.test>",
        words=words,
        now=NOW,
        **options,
    )
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    return message_from_bytes(data, policy=policy.default)


def parts(mail):
    return [
        mail.get_body((kind,)).get_content().replace("\r\n", "\n").rstrip("\n") for kind in ("plain", "html")
    ]
