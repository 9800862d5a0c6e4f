"""Passing the hours on purpose.

The promise: nothing passes the hours without a row that says who, when and why; a row is never changed (R045).
"""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groups.models import School
from hours.models import HoursException
from hours.permissions import may_make_exception
from people.models import User


@transaction.atomic
def make_exception(
    *, school: School, about: str, subject: uuid.UUID, reason: str, by: User, now: datetime, note: str = ""
) -> HoursException:
    """Record that one post or message passes the hours. Asked twice for one subject: the first row stays.

    `about` is a HoursException.About. Raises ValueError for another, PermissionDenied when `by` may not (R045).
    """
    if about not in HoursException.About.values:
        raise ValueError(f"nothing called {about!r} is held")
    if not may_make_exception(by, school, reason):
        raise PermissionDenied
    exception, _created = HoursException.objects.get_or_create(
        about=about,
        subject=subject,
        defaults={"school": school, "made_by": by, "made_at": now, "reason": reason, "note": note.strip()},
    )
    return exception
