"""The pieces of a frozen copy: digests, moments and people as plain JSON, the same on every machine."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from people.models import User


def digest(copy: dict[str, Any]) -> str:
    """Return the SHA-256 of a frozen copy, the same on every machine."""
    return hashlib.sha256(canonical(copy)).hexdigest()


def canonical(copy: dict[str, Any]) -> bytes:
    """Return the copy as bytes; half a character, which is no text anywhere else, has bytes here."""
    return text_of(copy).encode("utf-8", "surrogatepass")


def text_of(copy: dict[str, Any]) -> str:
    """Return the copy as one line of JSON, the same on every machine."""
    return json.dumps(copy, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def moment(value: datetime) -> dict[str, str]:
    """Return one moment twice: as it was in the school, and in universal time."""
    return {"local": timezone.localtime(value).isoformat(), "utc": value.astimezone(UTC).isoformat()}


def person(user: User) -> dict[str, str]:
    return {"name": user.get_full_name() or user.get_short_name(), "account": str(user.pk)}


def sealed(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with the SHA-256 of itself."""
    return {**row, "sha256": digest(row)}
