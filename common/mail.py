"""Mail to one person or a few: an invitation, a receipt, a warning.

A mail is a triple of templates `emails/<name>.subject.txt|.txt|.html`. It is rendered now, in the request,
so a broken template shows at once, and sent by the worker after the commit.
"""

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context, Engine
from django.template.loader import render_to_string

from common.background import ring, task_named
from common.headers import AUTOMATIC, one_line
from common.storage import read_private


class Attachment(TypedDict):
    """A private file that goes with a mail: it stays where it is stored until the letter leaves."""

    name: str
    stored_as: str
    content_type: str


class Letter(TypedDict):
    """A rendered mail, as plain JSON."""

    subject: str
    text: str
    html: str
    to: list[str]
    attachments: NotRequired[list[Attachment]]


def send_mail(*, template: str, to: Iterable[str], context: dict[str, Any]) -> None:
    """Render `emails/<template>` and send it after the commit, one letter per address.

    The templates also get `site_url`, the fixed address of this portal: never the visitor's Host header.
    Raises ValidationError for something that is not one plain address.
    """
    letters = [render_letter(template, address, context) for address in to]
    transaction.on_commit(lambda: hand_over(letters))


def render_letter(
    template: str, address: str, context: dict[str, Any], attachments: Iterable[Attachment] = ()
) -> Letter:
    """Return the letter for one address; nobody sees who else got it."""
    validate_email(address)
    if len(address.splitlines()) != 1:
        raise ValidationError("An address is one line.")
    values = {**context, "site_url": settings.KRING_URL}
    subject = render_text(f"emails/{template}.subject.txt", values)
    return {
        # A name with a line break in it must not become a header of its own.
        "subject": one_line(subject),
        "text": render_text(f"emails/{template}.txt", values),
        "html": render_to_string(f"emails/{template}.html", values),
        "to": [address],
        "attachments": list(attachments),
    }


def render_text(name: str, values: dict[str, Any]) -> str:
    """Render a plain text: an ampersand in somebody's name stays an ampersand."""
    return Engine.get_default().get_template(name).render(Context(values, autoescape=False))


def hand_over(letters: list[Letter]) -> None:
    """Give the letters to the worker; without a broker they leave from here, for no row would repeat them."""
    task = task_named("common.tasks.deliver_mail")
    for letter in letters:
        if not ring(task, letter):
            deliver(letter)


def deliver(letter: Letter) -> None:
    """Send one letter through the mail server.

    Raises SMTPException or OSError when it refuses, FileNotFoundError for an attachment that is gone.
    """
    message = EmailMultiAlternatives(
        subject=letter["subject"],
        body=letter["text"],
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=letter["to"],
        headers=dict(AUTOMATIC),
    )
    message.attach_alternative(letter["html"], "text/html")
    for file in letter.get("attachments", []):
        message.attach(file["name"], read_private(file["stored_as"]), file["content_type"])
    message.send()
