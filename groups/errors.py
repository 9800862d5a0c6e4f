"""What can go wrong in groups, in words a person can act on."""

from django.utils.translation import gettext_lazy as _

# Whoever typed the address of a colleague-to-be at joining would get the role of that colleague.
ADDRESS_UNPROVEN = _(
    "There is an account with this address, and nobody showed that the address is theirs. "
    "Ask your colleague to confirm it first."
)


class Refused(Exception):
    """The change cannot be made. `reason` is a sentence for the person who asked for it."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason
