"""What a school asks about pictures.

The promise: a school always has the standard questions, and its own words are never overwritten (R020, R022).
"""

from django.db import transaction

from consent.defaults import PURPOSES
from consent.models import Purpose, Wording
from groups.models import School


@transaction.atomic
def set_up_purposes(*, school: School) -> list[Purpose]:
    """Give a school the standard purposes (R020, R022, R121, R141); one it has keeps the school's words."""
    purposes = []
    for position, (subject, audience, words) in enumerate(PURPOSES):
        purpose, created = Purpose.objects.get_or_create(
            school=school,
            subject=subject,
            audience=audience,
            defaults={"position": position, **words},
        )
        if created:
            Wording.objects.create(purpose=purpose, version=purpose.version, **words)
        purposes.append(purpose)
    return purposes
