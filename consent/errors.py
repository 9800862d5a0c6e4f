"""What can go wrong with picture choices, in words a person can act on."""


class Refused(Exception):
    """The change cannot be made. `reason` is a sentence for the person who asked for it."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


class PaperRefused(Exception):
    """A yes on paper that may not be written down; `reasons` maps the ids of the purposes to a sentence."""

    def __init__(self, reasons: dict[int, str]) -> None:
        super().__init__(", ".join(reasons.values()))
        self.reasons = reasons
