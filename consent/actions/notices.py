"""Mails about pictures that go to several people: a bad address of one keeps it from nobody else."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from common.mail import send_mail
from people.models import User
from people.queries import mailable

log = logging.getLogger(__name__)


def tell(template: str, people: Iterable[User], context: dict[str, Any]) -> None:
    """Send each of these people the mail after the commit; who has no address that works and is proven is left out."""
    for person in mailable(people):
        try:
            send_mail(template=template, to=[person.email], context={**context, "person": person})
        except ValidationError:
            log.warning("Account %s has no address that works, so %s is not sent.", person.pk, template)
