"""Scheduling work for after the commit.

A row in the database is the truth for everything that must happen; the message only rings the bell. So a
broker that is down costs time, never work: the beat's sweep finds the row.
"""

import functools
import importlib
import logging
from typing import Any

from celery import Task
from celery.exceptions import OperationalError
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from redis import RedisError

log = logging.getLogger(__name__)


@functools.cache
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


def after_commit_once(about: str, seconds: int, dotted: str, *args: Any) -> bool:
    """As `after_commit`, once in so many seconds for one `about`, however many ask; True when it was enqueued.

    Without Redis nothing is enqueued: nobody would hear the bell, and the sweep finds the row.
    """
    try:
        is_first = cache.add(f"bell:{dotted}:{about}", 1, seconds)
    except RedisError as error:
        log.warning("Cache down, %s waits for the sweep: %s", dotted, error)
        return False
    if is_first:
        after_commit(dotted, *args)
    return bool(is_first)


def ring(task: Task, *args: Any) -> bool:
    """Put one message on the broker; False, and a line in the log, when the broker does not answer."""
    try:
        task.apply_async(args, retry=False)
    except OperationalError as error:
        log.warning("Broker down, %s waits for the sweep: %s", task.name, error)
        return False
    return True
