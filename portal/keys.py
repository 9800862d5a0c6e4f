"""Secrets that an installation makes for itself."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

# How many points the curve P-256 has (FIPS 186-5): every number from 1 up to this one is a private key.
CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def own_key(path: Path, make: Callable[[], str]) -> str:
    """Return the key that this installation keeps here, made once and readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(make())
    return path.read_text(encoding="ascii").strip()


def new_secret_key() -> str:
    """Return a key for signing sessions and links."""
    return secrets.token_urlsafe(64)


def new_push_key() -> str:
    """Return a private key for web push: base64url of its 32 bytes, on one line."""
    number = 1 + secrets.randbelow(CURVE_ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode("ascii").rstrip("=")
