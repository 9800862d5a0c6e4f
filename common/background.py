"""Scheduling work for after the commit.

A row in the database is the truth for everything that must happen; the message only rings the bell. So a
broker that is down costs time, never work: the beat's sweep finds the row.
"""

import importlib
import logging
from functools import cache
from typing import Any

from celery import Task
from celery.exceptions import OperationalError
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

log = logging.getLogger(__name__)


@cache
def task_named(dotted: str) -> Task:
    """Return the Celery task with this dotted name.

    Raises ImportError for an unknown module and ImproperlyConfigured for anything that is not a task.
    """
    module_name, _, name = dotted.rpartition(".")
    if not module_name:
        raise ImproperlyConfigured(f"{dotted!r} is not the dotted name of a task.")
    task = getattr(importlib.import_module(module_name), name, None)
    if not isinstance(task, Task):
        raise ImproperlyConfigured(f"{dotted!r} is not a Celery task.")
    return task


def after_commit(dotted: str, *args: Any) -> None:
    """Enqueue the task `dotted` with `args` (JSON values: ids, not things) when the transaction commits.

    The name is resolved now, so a typo fails in the request and not in the night.
    """
    task = task_named(dotted)
    transaction.on_commit(lambda: ring(task, *args))


def ring(task: Task, *args: Any) -> bool:
    """Put one message on the broker; False, and a line in the log, when the broker does not answer."""
    try:
        task.apply_async(args, retry=False)
    except OperationalError as error:
        log.warning("Broker down, %s waits for the sweep: %s", task.name, error)
        return False
    return True
