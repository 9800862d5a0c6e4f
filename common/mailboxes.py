"""Working through a mailbox: every mail is handed over, and only then leaves it.

A mail is marked as tried before it is handed over, so one that takes the process down is found again with
its mark. After the second time it is set aside and no longer stands in the way. What is not ours is set
aside as well, never deleted: somebody may have pointed us at a mailbox of people.
"""

import imaplib
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Protocol
from urllib.parse import urlsplit

from django.db import InterfaceError, OperationalError

from common.imap import PORTS, ImapRefused, open_imap
from common.maildir import open_maildir

log = logging.getLogger(__name__)

SIZE = 10_000_000
TRIES = 2
ASIDE = "kring-aside"


class MailboxAway(Exception):
    """The mailbox cannot be reached, or is not one; the next time may be better."""


class Waiting(Protocol):
    """One mail in a mailbox, and how often it was tried."""

    tries: int

    def read(self, size: int) -> bytes: ...
    def mark(self, tries: int) -> None: ...
    def delete(self) -> None: ...
    def set_aside(self, folder: str) -> None: ...


@dataclass
class Worked:
    """How many mails were taken, were not ours, or failed."""

    taken: int = 0
    strange: int = 0
    failed: int = 0


@contextmanager
def open_mailbox(url: str) -> Iterator[Iterator[Waiting]]:
    """Give the mails of `maildir:///path`, `imaps://…` or `imap+starttls://user:password@host/FOLDER`.

    Raises MailboxAway, without the address: it holds a password.
    """
    scheme = urlsplit(url).scheme
    if scheme != "maildir" and scheme not in PORTS:
        raise MailboxAway(f"Kring reads no {scheme!r} mailbox.")
    opened: AbstractContextManager[Iterator[Waiting]] = (
        open_maildir(url) if scheme == "maildir" else open_imap(url)
    )
    try:
        with opened as mails:
            yield mails
    except (imaplib.IMAP4.error, ImapRefused, OSError, UnicodeError) as error:
        raise MailboxAway(f"{scheme}: {error}") from error


def work_through(url: str, *, take: Callable[[bytes], bool], limit: int) -> Worked:
    """Hand at most `limit` mails to `take`, which says whether a mail was ours and commits before it returns.

    Ours is deleted, another is set aside, and so is one for which `take` fails a second time. A database that
    is away is no fault of a mail: its error comes out and the mail stays as it was. Raises MailboxAway.
    """
    worked = Worked()
    with open_mailbox(url) as mails:
        for mail in islice(mails, limit):
            _hand_over(mail, take, worked)
    return worked


def _hand_over(mail: Waiting, take: Callable[[bytes], bool], worked: Worked) -> None:
    before = mail.tries
    if before >= TRIES:
        worked.failed += 1
        mail.set_aside(ASIDE)
        return
    mail.mark(before + 1)
    try:
        is_ours = take(mail.read(SIZE))
    except (InterfaceError, OperationalError):
        mail.mark(before)
        raise
    except Exception:
        log.exception("A mail in the mailbox of returned mail cannot be taken.")
        worked.failed += 1
        if mail.tries >= TRIES:
            mail.set_aside(ASIDE)
        return
    if is_ours:
        worked.taken += 1
        mail.delete()
    else:
        worked.strange += 1
        mail.set_aside(ASIDE)
