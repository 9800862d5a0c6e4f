"""What can go wrong with hours and the calendar, in words a person can act on."""


class Refused(Exception):
    """The change cannot be made. `reason` is a sentence for the person who asked for it."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason
