"""To which browser a message may go: its address comes from a stranger, so only known push services are asked."""

import hashlib
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid.utils import b64urldecode

LONGEST_ADDRESS = 1000
# Exactly what browsers write, and nothing that two readers of an address could read in two ways.
ADDRESS = re.compile(
    r"(?P<origin>(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)(:[1-9][0-9]{0,4})?)"
    r"/[A-Za-z0-9!$%&'()*+,./:;=?@_~-]+"
)
# Chrome and what is built on it, Firefox, Safari, Edge on Windows.
SERVICES = {
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://web.push.apple.com",
}
FAMILIES = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
# base64url of 65 bytes and of 16 bytes.
KEY = re.compile(r"[A-Za-z0-9_-]{87}")
SECRET = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Target:
    """One browser, as `PushSubscription` gives it: its address, and base64url of its key and its secret."""

    endpoint: str
    p256dh: str
    auth: str


def is_push_address(endpoint: str) -> bool:
    """Say whether this is an address of a vendor's push service, or of one of PUSH_HOSTS."""
    return origin_of(endpoint) is not None


def origin_of(endpoint: str) -> str | None:
    """Return scheme, host and port of a push address; None for any other address."""
    parts = ADDRESS.fullmatch(endpoint) if len(endpoint) <= LONGEST_ADDRESS else None
    if parts is None:
        return None
    origin = parts["origin"]
    in_family = origin == f"https://{parts['host']}" and parts["host"].endswith(FAMILIES)
    return origin if in_family or origin in SERVICES or origin in settings.PUSH_HOSTS else None


def address_mark(endpoint: str) -> str:
    """Return a mark by which a browser recognises its own address on a page that does not give it away."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def is_target(target: Target) -> bool:
    """Say whether something can be sent there: a push address, a key on the curve and a secret of 16 bytes."""
    try:
        key_and_secret(target)
    except ValueError:
        return False
    return is_push_address(target.endpoint)


def key_and_secret(target: Target) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """Return what a message to this browser is encrypted with. Raises ValueError when it is no such thing."""
    if not (KEY.fullmatch(target.p256dh) and SECRET.fullmatch(target.auth)):
        raise ValueError("Not the keys of a browser.")
    point = b64urldecode(target.p256dh.encode("ascii"))
    secret: bytes = b64urldecode(target.auth.encode("ascii"))
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point), secret
