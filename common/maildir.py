"""A mailbox as a directory (Maildir): every mail a file, its marks in the name.

Moving and marking are renames, so a crash leaves a mail in one of two states and never in between.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Flags every reader of a Maildir knows; as marks of ours they mean: tried once, tried twice.
MARKS = "FR"
FLAGS = re.compile(r"^(.+?)(?::2,([A-Za-z]*))?$")


class MaildirMail:
    """One file in a Maildir."""

    def __init__(self, path: Path, box: Path) -> None:
        self.path = path
        self.box = box
        self.name, flags = self._parted()
        self.tries = sum(mark in flags for mark in MARKS)

    def _parted(self) -> tuple[str, str]:
        found = FLAGS.match(self.path.name)
        return (found[1], found[2] or "") if found else (self.path.name, "")

    def read(self, size: int) -> bytes:
        """Return the first `size` bytes."""
        with self.path.open("rb") as file:
            return file.read(size)

    def mark(self, tries: int) -> None:
        """Write down in its name how often it was tried."""
        kept = set(self._parted()[1]) - set(MARKS)
        flags = "".join(sorted(kept | set(MARKS[:tries])))
        self._move(self.box / "cur" / f"{self.name}:2,{flags}")
        self.tries = tries

    def delete(self) -> None:
        """Remove it; no matter when another program was first."""
        self.path.unlink(missing_ok=True)

    def set_aside(self, folder: str) -> None:
        """Put it in a folder of the same mailbox, unread."""
        aside = self.box / f".{folder}"
        for name in ("tmp", "new", "cur"):
            (aside / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        (aside / "maildirfolder").touch()
        self._move(aside / "new" / self.name)

    def _move(self, to: Path) -> None:
        os.rename(self.path, to)
        self.path = to


@contextmanager
def open_maildir(url: str) -> Iterator[Iterator[MaildirMail]]:
    """Give the mails of `maildir:///path`, the oldest first. Raises OSError where there is no Maildir."""
    box = Path(unquote(urlsplit(url).path))
    files = [path for name in ("new", "cur") for path in (box / name).iterdir()]
    plain = [path for path in files if path.is_file() and not path.is_symlink() and path.name[0] != "."]
    yield (MaildirMail(path, box) for path in sorted(plain, key=lambda path: path.name))
