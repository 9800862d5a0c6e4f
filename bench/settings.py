"""The settings of a measurement: the real ones in a throw-away directory, with connections that stay open."""

import atexit
import os
import shutil
import tempfile

os.environ["KRING_ENV"] = "embedded"
os.environ["KRING_ENV_FILE"] = os.devnull
os.environ["KRING_VAR"] = tempfile.mkdtemp(prefix="kring-bench-")
for name in (
    "DEBUG",
    "SECRET_KEY",
    "EMAIL_URL",
    "MEDIA_ROOT",
    "ALLOWED_HOSTS",
    "KRING_URL",
    "KRING_LIVE_URL",
    "PORT",
):
    os.environ.pop(name, None)
atexit.register(shutil.rmtree, os.environ["KRING_VAR"], ignore_errors=True)

from portal.settings import *  # noqa: E402, F403
from portal.settings import CACHES, DATABASES  # noqa: E402

# Reconnecting costs both sides the same and would only pull their ratio towards one.
DATABASES["default"]["CONN_MAX_AGE"] = None
ALLOWED_HOSTS = ["testserver"]
for cache in CACHES.values():
    cache["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
    cache.pop("OPTIONS", None)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
