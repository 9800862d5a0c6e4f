"""Asking guardians for their choices, reminding them, and stopping (R021, R092, R138).

The promise: only a guardian who decides and has something open gets a mail, and each mail of a day once, whoever
starts it and however often; what a worker left lying the next one sends; a bad address keeps it from nobody else.
Closing stops the mails and changes no answer.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from smtplib import SMTPException

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.background import after_commit
from common.mail import send_mail
from consent.errors import Refused
from consent.models import ConsentRound, Purpose, RoundMail, RoundReminder
from consent.permissions import may_keep_rounds
from consent.queries.rounds import Recipient, recipients_of, schools_to_remind
from groups.models import School
from people.models import User
from people.queries import is_proven

log = logging.getLogger(__name__)

Kind = ConsentRound.Kind
SEND = "consent.tasks.send_reminder"


@transaction.atomic
def open_round(
    *, school: School, closes_on: date, remind_on: Iterable[date], by: User, now: datetime
) -> ConsentRound:
    """Ask all guardians of the school; the first mails go out at once, the next on the days of `remind_on`.

    Raises PermissionDenied, and Refused when a round is open already or the last day is not to come.
    """
    _demand(by, school)
    today = timezone.localdate(now)
    if closes_on <= today:
        raise Refused(_("Choose a day that is still to come."))
    # Two offices that open at once: the second waits here and then finds the round of the first.
    School.objects.select_for_update().get(pk=school.pk)
    if ConsentRound.objects.running().asking().filter(school=school).exists():
        raise Refused(_("A round is open already."))
    consent_round = ConsentRound.objects.create(
        school=school, closes_on=closes_on, opened_by=by, opened_at=now
    )
    days = {day for day in remind_on if today < day <= closes_on}
    RoundReminder.objects.bulk_create(
        RoundReminder(round=consent_round, due_on=day) for day in sorted({today, *days})
    )
    after_commit(SEND, consent_round.reminders.get(due_on=today).pk)
    return consent_round


@transaction.atomic
def ask_about_event(*, purpose: Purpose, by: User, now: datetime) -> ConsentRound:
    """Write to the guardians concerned about the question of one event."""
    consent_round = ConsentRound.objects.create(
        school=purpose.school,
        kind=Kind.EVENT,
        purpose=purpose,
        closes_on=purpose.ends_on or timezone.localdate(now),
        opened_by=by,
        opened_at=now,
    )
    reminder = RoundReminder.objects.create(round=consent_round, due_on=timezone.localdate(now))
    after_commit(SEND, reminder.pk)
    return consent_round


@transaction.atomic
def remind_now(*, consent_round: ConsentRound, by: User, now: datetime) -> RoundReminder:
    """One more reminder, today. Raises PermissionDenied, and Refused for a second one on a day or a closed round."""
    _demand(by, consent_round.school)
    row = _locked(consent_round)
    if row.closed_at is not None:
        raise Refused(_("This round is closed."))
    reminder, is_new = RoundReminder.objects.get_or_create(round=row, due_on=timezone.localdate(now))
    if not is_new:
        raise Refused(_("There is a mail of today already. Tomorrow you can send the next one."))
    after_commit(SEND, reminder.pk)
    return reminder


@transaction.atomic
def close_round(*, consent_round: ConsentRound, by: User, now: datetime) -> ConsentRound:
    """Stop the mails; who did not answer can still do so. Closed already is fine. Raises PermissionDenied."""
    _demand(by, consent_round.school)
    row = _locked(consent_round)
    if row.closed_at is None:
        row.closed_at = now
        row.save(update_fields=["closed_at"])
    return row


@transaction.atomic
def close_due_rounds(*, now: datetime) -> int:
    """Close the rounds whose last day is past; returns how many."""
    past = ConsentRound.objects.running().filter(closes_on__lt=timezone.localdate(now))
    return past.update(closed_at=now)


def open_yearly_reminders(*, now: datetime) -> int:
    """In September: tell the parents of schools that chose so what counts now. Returns for how many schools."""
    today = timezone.localdate(now)
    return sum(_open_yearly_reminder(school, today, now) for school in schools_to_remind(today))


@transaction.atomic
def _open_yearly_reminder(school: School, today: date, now: datetime) -> bool:
    School.objects.select_for_update().get(pk=school.pk)
    if school not in schools_to_remind(today):
        return False
    consent_round = ConsentRound.objects.create(
        school=school, kind=Kind.TELL, closes_on=date(today.year, today.month, 30), opened_at=now
    )
    reminder = RoundReminder.objects.create(round=consent_round, due_on=today)
    after_commit(SEND, reminder.pk)
    return True


def send_due_reminders(*, now: datetime) -> int:
    """Send what the clock asks for; of several days that were missed only the last. Returns the number of mails."""
    sent = 0
    today = timezone.localdate(now)
    for consent_round in ConsentRound.objects.running().filter(closes_on__gte=today):
        due = list(consent_round.reminders.filter(sent_at=None, due_on__lte=today).order_by("due_on"))
        missed = [reminder.pk for reminder in due[:-1]]
        RoundReminder.objects.filter(pk__in=missed, sent_at=None).update(sent_at=now)
        sent += sum(send_reminder(reminder_id=reminder.pk, now=now) for reminder in due[-1:])
    return sent


def send_reminder(*, reminder_id: int, now: datetime) -> int:
    """Mail everybody who still has something open and did not get this one; returns how many. Safe to run twice.

    Every mail is a transaction of its own: what was sent stays sent when the worker stops halfway.
    """
    rows = RoundReminder.objects.select_related("round__school", "round__purpose")
    reminder = rows.filter(pk=reminder_id, sent_at=None, round__closed_at=None).first()
    if reminder is None:
        return 0
    done = set(reminder.mails.values_list("guardian_id", flat=True))
    people = recipients_of(reminder.round, today=timezone.localdate(now))
    results = [_mail_once(reminder, person, now) for person in people if person.guardian.pk not in done]
    if None not in results:
        RoundReminder.objects.filter(pk=reminder.pk).update(sent_at=now)
    return sum(bool(result) for result in results)


def _mail_once(reminder: RoundReminder, person: Recipient, now: datetime) -> bool | None:
    """True when it went out, False when there is nothing to do, None when it must be tried again."""
    row = {"reminder": reminder, "guardian": person.guardian}
    try:
        with transaction.atomic():
            RoundMail.objects.create(**row, sent_at=now)
            _send(reminder, person)
    except IntegrityError:
        return False
    except ValidationError:
        log.warning("Account %s has no address that works.", person.guardian.pk)
        RoundMail.objects.get_or_create(**row, defaults={"is_refused": True, "sent_at": now})
        return False
    except (SMTPException, OSError) as error:
        # Neither the broker nor the mail server answered: this one did not leave.
        log.warning("A mail to account %s waits for the next sweep: %s", person.guardian.pk, error)
        RoundMail.objects.filter(**row).delete()
        return None
    return True


def _send(reminder: RoundReminder, person: Recipient) -> None:
    if not is_proven(person.guardian):
        raise ValidationError("Nobody showed that this address is theirs.")
    consent_round = reminder.round
    context = {
        "school": consent_round.school,
        "round": consent_round,
        "purpose": consent_round.purpose,
        "person": person,
        "is_reminder": reminder.due_on > timezone.localdate(consent_round.opened_at),
    }
    send_mail(template=f"consent/round_{consent_round.kind}", to=[person.guardian.email], context=context)


def _demand(by: User, school: School) -> None:
    if not may_keep_rounds(by, school):
        raise PermissionDenied("Rounds are kept by who leads the school and by its office.")


def _locked(consent_round: ConsentRound) -> ConsentRound:
    return ConsentRound.objects.select_for_update().get(pk=consent_round.pk)
