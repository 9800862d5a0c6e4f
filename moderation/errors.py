"""What can go wrong while handling a report, in words a person can act on."""


class NotArchived(Exception):
    """There is no verified hard copy, so nothing may be removed. `reason` is a sentence for the handler."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Refused(Exception):
    """A dossier does not allow this now. `reason` is a sentence for whoever asked."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Gone(LookupError):
    """What somebody wants to report is not there any more."""


class FilesUnreadable(OSError):
    """Photos whose files cannot be read, by their places in the frozen copy; a handler may go on without them."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(", ".join(map(str, numbers)))
