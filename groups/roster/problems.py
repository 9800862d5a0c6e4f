"""What can be wrong with an export: a refusal of the whole file, or a row to look at."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


class RosterRefused(Exception):
    """The whole file is refused: `message` is for the office, `code` for tests and logs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, order=True)
class RowProblem:
    """One row to look at. A blocking row is skipped: nothing changes for that child or guardian."""

    row: int
    code: str
    message: str
    who: str = ""
    blocking: bool = True

    def __str__(self) -> str:
        return _("Row %(row)d: %(message)s") % {"row": self.row, "message": self.message}
