"""What can go wrong with accounts and codes, in words a person can act on."""

from django.utils.translation import gettext_lazy as _


class CodeRefused(Exception):
    """A coupling code that opens nothing. `reason` is a sentence for the person who typed it."""

    UNKNOWN = _("We do not know this code. Check that you have all 9 characters.")
    EXPIRED = _("This code has expired. Ask the school for a new code.")
    USED = _("This code has been used already. Sign in or call the school.")

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


class EmailTaken(Exception):
    """There is an account with this e-mail address already, in some spelling of upper and lower case."""


class LinkDead(Exception):
    """A link that was used, replaced by a newer one, or is too old."""
