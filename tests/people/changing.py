"""Asking for another address in a test, and the link that was mailed."""

import re

from django.core import mail

from tests import make

EMAIL = "/account/email/"
NEW = "carla@elders.kring.test"


def ask(client, address=NEW, password=make.PASSWORD):
    return client.post(EMAIL, {"email": address, "password": password})


def mails_to(address):
    return [letter for letter in mail.outbox if letter.to == [address]]


def link_to(address=NEW):
    """The way behind the newest link that went to this address."""
    return re.findall(r"http://127\.0\.0\.1:8000(/account/email/\S+)", mails_to(address)[-1].body)[-1]
