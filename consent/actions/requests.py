"""Requests of people about their data (R178): a letter to the school, with a copy for who asks.

The promise: nothing of it is kept in the portal; the school answers.
"""

from django.db import transaction

from common.mail import send_mail
from groups.models import School
from people.models import User
from people.queries import mailable


@transaction.atomic
def send_request(*, kind: str, about: str, text: str, school: School, by: User) -> None:
    """Mail what somebody asks to the school, and the same words to who asked, at a proven address.

    `kind` is correction, erasure or objection; `about` names the child or says that it is about `by`. Raises
    ValueError when the school has no address.
    """
    if not school.email:
        raise ValueError("a school without an address gets no mail")
    context = {"kind": kind, "about": about, "text": text, "school": school, "person": by}
    send_mail(
        template="consent/request",
        to=[school.email, *(person.email for person in mailable([by]))],
        context=context,
    )
