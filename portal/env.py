"""Typed readers of the environment. A wrong value stops the start with a sentence, never a guess.

A secret may be given as `NAME` or, for container secrets, as a file in `NAME_FILE`.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def load_file(path: Path) -> None:
    """Put the lines of a `.env` file in the environment; what is already set there wins."""
    if path.is_file():
        environ.Env.read_env(path)


def text(name: str, default: str | None = None) -> str:
    """Return `NAME`, or `default`; without a default the setting is required."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example.")
    return default


def secret(name: str, default: str | None = None) -> str:
    """Return `NAME`, or the content of the file that `NAME_FILE` points at."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return text(name, default)
    if os.environ.get(name, "").strip():
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE points at an empty file.")
    return value


def flag(name: str, default: bool) -> bool:
    """Return a yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in TRUE


def number(name: str, default: int) -> int:
    """Return a whole number of zero or more."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: list[str] | None = None) -> list[str]:
    """Return a comma-separated list."""
    value = text(name, None if default is None else ",".join(default))
    return [word.strip() for word in value.split(",") if word.strip()]


def origin(name: str, default: str | None = None) -> str:
    """Return an address without a path, as browsers compare them: `https://host` or `http://host:port`."""
    return _origin(name, text(name, default))


def origins(name: str, default: list[str] | None = None) -> list[str]:
    """Return a comma-separated list of addresses without a path."""
    return [_origin(name, word) for word in words(name, default)]


def _origin(name: str, value: str) -> str:
    value = value.rstrip("/").lower()
    parts = urlsplit(value)
    if value and (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or value != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ImproperlyConfigured(f"{name} must look like https://host or http://host:port, not {value!r}.")
    return value


def database(name: str) -> dict[str, Any]:
    """Return Django's form of a `postgres://` address."""
    config = dict(environ.Env.db_url_config(secret(name)))
    if config.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must be a postgres:// address.")
    # A socket directory comes as %2Fvar%2Frun in the place of the host.
    return config | {"HOST": unquote(str(config["HOST"]))}


def email(name: str) -> dict[str, Any]:
    """Return Django's EMAIL_* settings for an `smtp://`, `smtp+tls://` or `smtp+ssl://` address."""
    config = dict(environ.Env.email_url_config(secret(name)))
    return {key: value for key, value in config.items() if key.startswith("EMAIL_") and value is not None}
