"""What a school asks about pictures: its own words in versions, dropping a question, and a question for one event.

The promise: every version of the words stays on record (R153). When it changes what happens with pictures, an older
yes counts no longer: silence is never read as agreeing to something new.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consent.actions.rounds import ask_about_event
from consent.errors import Refused
from consent.models import Purpose, Wording
from consent.permissions import may_change_purposes
from groups.models import School, SchoolGroup
from people.models import User

WORDS = ("title", "sentence", "consequence", "yes_means", "no_means")
EVENT_POSITION = 100


@transaction.atomic
def change_wording(
    *,
    purpose: Purpose,
    words: Mapping[str, str],
    ask_again: bool,
    seen_version: int,
    by: User,
    now: datetime,
) -> Purpose:
    """Write the next version of a question; `words` has the keys of WORDS.

    With `ask_again` an answer to an older version counts no longer. The same words without it change nothing.
    Raises PermissionDenied, and Refused when `seen_version` is not the newest any more.
    """
    row = _locked(purpose, by)
    if row.version != seen_version:
        raise Refused(
            _("Somebody else changed this question in the meantime. Look at the newest words first.")
        )
    wanted = {name: words[name] for name in WORDS}
    if not ask_again and all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    if ask_again:
        row.counts_from = row.version
    row.save(update_fields=[*WORDS, "version", "counts_from"])
    Wording.objects.create(purpose=row, version=row.version, written_by=by, written_at=now, **wanted)
    return row


@transaction.atomic
def retire_purpose(*, purpose: Purpose, by: User, now: datetime) -> Purpose:
    """Stop asking this: it counts as no for everybody from the next request on. Raises PermissionDenied."""
    row = _locked(purpose, by)
    if row.retired_at is None:
        row.retired_at = now
        row.save(update_fields=["retired_at"])
    return row


@transaction.atomic
def restore_purpose(*, purpose: Purpose, by: User) -> Purpose:
    """Ask this again; answers of before that are not too old count again. Raises PermissionDenied."""
    row = _locked(purpose, by)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    return row


@transaction.atomic
def create_event(
    *,
    school: School,
    words: Mapping[str, str],
    group: SchoolGroup | None,
    ends_on: date,
    by: User,
    now: datetime,
) -> Purpose:
    """Ask one more thing, for one event (R138): of a group, or of the whole school with None; mails the guardians.

    The same question for the same group and day is asked once: sent twice, it is returned as it is. Raises
    PermissionDenied, Refused for a last day that is past, ValueError for a group of another school.
    """
    if not may_change_purposes(by, school):
        raise PermissionDenied("Only who leads the school decides what it asks.")
    if group is not None and group.school_id != school.pk:
        raise ValueError("a group of another school")
    if ends_on < timezone.localdate(now):
        raise Refused(_("Choose a day that is still to come."))
    wanted = {name: words[name] for name in WORDS}
    # A form that is sent twice waits here, and then finds the question of the first.
    School.objects.select_for_update().get(pk=school.pk)
    event = {"audience": Purpose.Audience.EVENT, "group": group, "ends_on": ends_on}
    there = school.purposes.filter(retired_at=None, **event, **wanted).first()
    if there is not None:
        return there
    purpose = Purpose.objects.create(school=school, position=EVENT_POSITION, **event, **wanted)
    Wording.objects.create(purpose=purpose, version=1, written_by=by, written_at=now, **wanted)
    ask_about_event(purpose=purpose, by=by, now=now)
    return purpose


def _locked(purpose: Purpose, by: User) -> Purpose:
    row = Purpose.objects.select_for_update(of=("self",)).select_related("school").get(pk=purpose.pk)
    if not may_change_purposes(by, row.school):
        raise PermissionDenied("Only who leads the school decides what it asks.")
    return row
