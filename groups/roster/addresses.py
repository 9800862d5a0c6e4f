"""E-mail addresses as people type them in a spreadsheet, and what is wrong with one in plain words."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from groups.roster.names import clean_text

ADDRESS_WRONG = "bad_email"
MAX_ADDRESS = 254


def clean_address(text: str) -> str:
    """Lower case, one line, without a "mailto:" in front; nothing is guessed or corrected."""
    return re.sub(r"^mailto:\s*", "", clean_text(text, 400).lower())


def address_problem(address: str) -> str | None:
    """A sentence about a wrong address; None for a good one and for none at all."""
    if not address:
        return None
    if "@" not in address:
        return _("The e-mail address has no @: %(address)s") % {"address": address}
    if address.count("@") > 1:
        return _("There is more than one e-mail address in one cell: %(address)s") % {"address": address}
    try:
        validate_email(address)
    except ValidationError:
        return _("This is no e-mail address that works: %(address)s") % {"address": address}
    if len(address) > MAX_ADDRESS:
        return _("This e-mail address is too long: %(address)s") % {"address": address}
    return None
