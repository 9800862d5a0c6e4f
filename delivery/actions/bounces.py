"""Taking what mail servers say came back.

The promise: one mail counts once, however often a server writes about it, and only what we signed counts (G11). What
stands in the portal and in the app is there all the same.
"""

import logging
from datetime import datetime

from django.db import transaction

from common.bounces import Bounce, Kind, read_report, token_of_report
from common.mailboxes import MailboxAway, Worked, work_through
from delivery.actions.addresses import WHY, count_bounce
from delivery.actions.preferences import stop_mail
from delivery.errors import NotYours
from delivery.links import NEWS, TALKS
from delivery.models import AddressState, Delivery, Digest
from people.models import User

log = logging.getLogger(__name__)

# So many mails are read in one go; the next go is minutes later.
AT_ONCE = 200
Mail = Delivery | Digest
State = Delivery.State
# What the first letter in the name of a mail stands for.
MAILS: dict[str, type[Delivery] | type[Digest]] = {"d": Delivery, "w": Digest}
# A mail that reached one of the mailboxes behind an address arrived; of refusals the mildest is believed.
MILDEST_FIRST = [Kind.DELIVERED, Kind.SOFT, Kind.FULL, Kind.HARD, Kind.COMPLAINT]


def read_mailbox(*, url: str, now: datetime) -> Worked | None:
    """Take what waits in the mailbox for returned mail; None, and a line in the log, when it is away.

    Each mail is written down in a transaction of its own before it is deleted there.
    """
    try:
        worked = work_through(url, take=lambda raw: take_report(raw=raw, now=now), limit=AT_ONCE)
    except MailboxAway as error:
        log.warning("The mailbox of returned mail cannot be read: %s", error)
        return None
    if worked.strange or worked.failed:
        log.warning(
            "Of returned mail, %s not ours and %s not readable are set aside.", worked.strange, worked.failed
        )
    return worked


def take_report(*, raw: bytes, delivered_to: str = "", now: datetime) -> bool:
    """Take one mail that came to the address for returned mail; False when it names no mail of ours.

    A mail that does name one and says nothing, as "I am away", is ours and changes nothing. Safe to run twice.
    """
    if token_of_report(raw, delivered_to=delivered_to) is None:
        return False
    found = read_report(raw, delivered_to=delivered_to)
    if not found:
        log.info("A mail about a mail of ours says nothing that is understood.")
        return True
    take_bounce(bounce=min(found, key=lambda bounce: MILDEST_FIRST.index(bounce.kind)), now=now)
    return True


@transaction.atomic
def take_bounce(*, bounce: Bounce, now: datetime) -> bool:
    """Write down what one report says of one mail; False when it is not ours, is gone or was known.

    What counts is the address the mail went to, not the one a report names: an address can be sent on.
    """
    mail = _mail_named(bounce.token or "")
    if mail is None or mail.state not in (State.SENT, State.DELIVERED, State.BOUNCED):
        return False
    if bounce.kind == Kind.COMPLAINT:
        return _take_complaint(mail, bounce, now)
    if mail.state == State.BOUNCED:
        return False
    if bounce.kind == Kind.DELIVERED:
        return _take_arrival(mail)
    _write(mail, State.BOUNCED, WHY[bounce.kind])
    count_bounce(address=mail.address, kind=bounce.kind, said=bounce.text or bounce.status, now=now)
    return True


def _mail_named(token: str) -> Mail | None:
    """Return the row of a mail, held until the transaction ends, so that two reports count one after the other."""
    model = MAILS.get(token[:1])
    if model is None or not token[1:].isdecimal() or len(token) > 19:
        return None
    return model._default_manager.select_for_update().filter(pk=int(token[1:])).exclude(address="").first()


def _take_arrival(mail: Mail) -> bool:
    """The mailbox is there: what came back from it before this mail left counts no longer."""
    if mail.state == State.DELIVERED:
        return False
    _write(mail, State.DELIVERED)
    known = AddressState.objects.filter(address=mail.address.lower(), last_bounce_at__lt=mail.sent_at)
    known.update(hard_bounces=0, soft_bounces=0, flagged_at=None)
    return True


def _take_complaint(mail: Mail, bounce: Bounce, now: datetime) -> bool:
    """No mail goes there any more; who has another address by now keeps what was chosen for that one."""
    if AddressState.objects.filter(address=mail.address.lower(), complained_at__isnull=False).exists():
        return False
    count_bounce(address=mail.address, kind=Kind.COMPLAINT, said=bounce.text, now=now)
    if mail.user.email.lower() == mail.address.lower():
        _stop_all_mail(mail.user, now)
    return True


def _stop_all_mail(user: User, now: datetime) -> None:
    """As if every "stop" in a mail was pressed; whoever chooses mail again gets it again."""
    try:
        for what in (NEWS, TALKS):
            stop_mail(by=user, what=what, now=now)
    except NotYours:
        log.info("A complaint came from an account that stands still.")


def _write(mail: Mail, state: str, why: str = "") -> None:
    """Write it on the row, and on every row that went along in an overview."""
    type(mail)._default_manager.filter(pk=mail.pk).update(state=state, why=why)
    if isinstance(mail, Digest):
        went = Delivery.objects.filter(digest=mail, state__in=Delivery.ARRIVED)
        went.update(state=state, why=why)
