"""The settings of the test run: the real ones, in a throw-away directory.

`make test` and `make test-services` start the servers and hand over their addresses. A bare `pytest`
without REDIS_URL runs with Django's in-memory cache.
"""

import atexit
import os
import shutil
import tempfile
from typing import Any

# Nobody's own `.env` may decide what a test sees, and every worker of xdist gets a directory of its own.
os.environ["KRING_ENV"] = "embedded"
os.environ["KRING_ENV_FILE"] = os.devnull
os.environ["KRING_VAR"] = tempfile.mkdtemp(prefix="kring-test-")
for name in (
    "DEBUG",
    "SECRET_KEY",
    "EMAIL_URL",
    "MEDIA_ROOT",
    "ALLOWED_HOSTS",
    "KRING_URL",
    "KRING_LIVE_URL",
    "PORT",
    "BOUNCE_ADDRESS",
    "BOUNCE_MAILBOX_URL",
    "PUSH_PRIVATE_KEY",
    "PUSH_HOSTS",
):
    os.environ.pop(name, None)
atexit.register(shutil.rmtree, os.environ["KRING_VAR"], ignore_errors=True)
# pytest-playwright keeps an event loop in the thread that also uses the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from portal.settings import *  # noqa: E402, F403
from portal.settings import CACHES, DATABASES, VAR_DIR  # noqa: E402

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
database: dict[str, Any] = DATABASES["default"]
if database["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: an in-memory database shared by threads has other locks.
    database["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
# `cache.clear()` empties a whole Redis database: every worker of xdist clears its own.
own = 1 + int(WORKER.removeprefix("gw")) if WORKER.startswith("gw") else 1
address = os.environ.get("REDIS_URL", "")
for cache in CACHES.values():
    if address:
        cache["LOCATION"] = f"{address}{'&' if '?' in address else '?'}db={own}"
    else:
        cache["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
        cache.pop("OPTIONS", None)

# argon2 costs 50 ms a sign-in by design; its own test names it explicitly.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
