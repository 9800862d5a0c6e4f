"""What staff should know now, from every floor that has something to say."""

from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from common.notices import Source, Told


def told_now(school: int, now: datetime) -> dict[str, Told]:
    """Everything that is due for staff of a school now, by its key."""
    return {told.key: told for source in _sources() for told in source(school, now)}


@cache
def _sources() -> list[Source]:
    return [import_string(name) for name in settings.NOTICE_SOURCES]
