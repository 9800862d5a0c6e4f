"""Coupling codes and secret links: how they are made, written, read and hashed."""

import secrets

from django.utils.crypto import salted_hmac

# 32 signs that are hard to confuse on paper: no I, L, O or U. Nine of them are 45 random bits (R167, C04).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9
LOOKALIKES = str.maketrans("ILO", "110")


def new_code() -> str:
    """Return a fresh code as it is printed: `KXR-4TM-7WE`."""
    signs = "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))
    return "-".join(signs[start : start + 3] for start in range(0, LENGTH, 3))


def read_code(typed: str) -> str:
    """Return the nine signs somebody meant, in capitals and without dashes; empty when it cannot be a code."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(LOOKALIKES)
    return signs if len(signs) == LENGTH and set(signs) <= set(ALPHABET) else ""


def hash_code(typed: str) -> str:
    """Return what is stored: a keyed hash, so that a copy of the database does not open an account."""
    return salted_hmac("people.invitation", read_code(typed), algorithm="sha256").hexdigest()


def new_token() -> str:
    """Return the secret part of a link: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is stored of a link; who copies the database cannot open it."""
    return salted_hmac("people.email-change", token, algorithm="sha256").hexdigest()
