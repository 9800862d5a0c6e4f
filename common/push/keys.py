"""The key pair of this installation: browsers take messages only from who has the private half."""

from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid
from py_vapid.utils import b64urlencode


def is_configured() -> bool:
    """Say whether this installation can push; in production that takes PUSH_PRIVATE_KEY."""
    return bool(settings.PUSH_PRIVATE_KEY)


def public_key() -> str:
    """Return what pages give a browser (applicationServerKey): base64url of 65 bytes; "" when push is off."""
    return public_half(settings.PUSH_PRIVATE_KEY) if is_configured() else ""


def public_half(private_key: str) -> str:
    """Return the public key that belongs to a private one. Raises ValueError when that is none."""
    point = signer(private_key).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


@lru_cache(maxsize=4)
def signer(private_key: str) -> Vapid:
    """Return what signs with this key. Raises ValueError when it is none."""
    return Vapid.from_raw(private_key.encode("ascii"))
