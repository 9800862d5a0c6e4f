"""What can go wrong with posts, in words a person can act on."""


class Refused(Exception):
    """The change cannot be made. `reason` is a sentence for the person who asked for it."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NotReady(Refused):
    """A post may not be placed like this. `complaints` are (field, sentence), all that stands in the way at once."""

    def __init__(self, complaints: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _field, sentence in complaints))
        self.complaints = complaints


class AskAgain(Refused):
    """The change can be made, once whoever asked for it says to be sure. `reason` is the question."""


class NotYours(LookupError):
    """An id that belongs to somebody else or to another group; to the visitor it does not exist."""
