"""A message that only one browser can read, and the signature of who sends it."""

import json
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from common.push.addresses import Target, key_and_secret
from common.push.keys import signer

LARGEST_MESSAGE = 3000
# Who carries a message sees its length only in such steps.
STEP = 256
# Push services take a token of at most twenty-four hours.
TOKEN_LIFETIME = 12 * 3600


def to_bytes(message: Mapping[str, Any]) -> bytes:
    """Return the JSON of a message, filled up with spaces. Raises ValueError when it is over 3,000 bytes."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > LARGEST_MESSAGE:
        raise ValueError(f"A push message has at most {LARGEST_MESSAGE} bytes.")
    return text + b" " * (-len(text) % STEP)


def encrypt(body: bytes, target: Target) -> bytes:
    """Return the body as only this browser can read it (RFC 8291). Raises ValueError for keys that are none."""
    key, secret = key_and_secret(target)
    once = ec.generate_private_key(ec.SECP256R1())
    return bytes(http_ece.encrypt(body, private_key=once, dh=key, auth_secret=secret, version="aes128gcm"))


def sign(origin: str, now: float) -> str:
    """Return the Authorization for one push service: who we are and how to reach us (RFC 8292)."""
    contact = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    claims = {"aud": origin, "exp": int(now) + TOKEN_LIFETIME, "sub": f"mailto:{contact}"}
    return str(signer(settings.PUSH_PRIVATE_KEY).sign(claims)["Authorization"])
