"""What a mail server means when it does not take a mail, or gives it back: one reading for both."""

import enum
import re


class Kind(enum.StrEnum):
    """What happened to a mail that was on its way."""

    # Nobody is at that address.
    HARD = "hard"
    # Somebody is, and has no room.
    FULL = "full"
    # It did not arrive, which says nothing about the address: refused as spam, gave up waiting.
    SOFT = "soft"
    # The reader called it unwanted.
    COMPLAINT = "complaint"
    # A server says that it is in the mailbox.
    DELIVERED = "delivered"


ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
BASIC = re.compile(r"(?<![\d.])([245]\d\d)(?=[ -]|$)")
NO_ROOM = re.compile(r"quota|mail ?box (?:is )?full|full mail ?box|insufficient (?:system )?storage", re.I)
# A server that refuses us, our words or our pace says nothing about the person.
ABOUT_US = re.compile(
    r"spam|block|black ?list|policy|reputation|dmarc|\bspf\b|dkim|sender|rate|relay|denied", re.I
)
NOBODY_THERE = {"1.1", "1.2", "1.3", "1.6", "1.10", "4.4"}
# Codes that mean it too, where nothing is said about us.
MOSTLY_NOBODY = {"1.0", "2.1"}
NOT_SAID = {"", "0.0"}


def status_in(text: str) -> str:
    """Return the first `5.1.1` in a text, or an SMTP code as `550`; empty when there is none."""
    found = ENHANCED.search(text) or BASIC.search(text)
    return found[0] if found else ""


def kind_of(*, status: str, text: str) -> Kind:
    """Return what a final refusal says about the address: HARD, FULL or SOFT.

    `status` is an enhanced code (RFC 3463), `text` what the server said, with its SMTP code in front when
    there is one. HARD only where a code says so; what is doubtful is SOFT.
    """
    said, given = ENHANCED.search(text), ENHANCED.fullmatch(status.strip())
    # Servers that pass on what another one said often give 5.0.0 themselves: the other one knew better.
    best = said if said and (given is None or given[0].endswith(".0.0")) else given
    basic = found[0] if (found := BASIC.search(text)) else ""
    detail = f"{int(best[2])}.{int(best[3])}" if best else ""
    if _is_full(detail, basic, text):
        return Kind.FULL
    is_final = best[1] == "5" if best else basic.startswith("5")
    return Kind.HARD if is_final and _is_nobody(detail, basic, text) else Kind.SOFT


def _is_nobody(detail: str, basic: str, text: str) -> bool:
    """Say whether a final refusal means that nobody is at the address."""
    if detail in NOBODY_THERE:
        return True
    if detail == "4.1":  # Exchange Online, for an address that it does not have
        return "recipient address rejected" in text.lower()
    is_likely = detail in MOSTLY_NOBODY or (detail in NOT_SAID and basic in {"550", "551", "553"})
    return is_likely and not ABOUT_US.search(text)


def _is_full(detail: str, basic: str, text: str) -> bool:
    """Say whether the mailbox has no room; the quota of a sender is another thing."""
    if detail == "2.2":
        return True
    about_mailbox = detail in NOT_SAID or detail.startswith("2.")
    return about_mailbox and detail != "2.3" and (basic == "552" or bool(NO_ROOM.search(text)))
