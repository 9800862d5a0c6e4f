"""What can go wrong in a conversation, in words a person can act on."""


class Refused(Exception):
    """The change cannot be made. `reason` is a sentence for the person who asked for it."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NotYours(LookupError):
    """An id that belongs to somebody else or to another conversation; to the visitor it does not exist."""
