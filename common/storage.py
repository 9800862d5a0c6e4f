"""Private files: written whole or not at all, named by the server, never reachable by an address."""

import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)
SAFE_NAME = re.compile(r"^[a-z0-9_-]+(/[a-z0-9_-]+)*(\.[a-z0-9]{1,5})?$")


def new_name(folder: str, suffix: str) -> str:
    """Return an unguessable name such as `photos/3f/3f2a….webp`; the visitor's own file name is not in it."""
    token = uuid4().hex
    return f"{folder}/{token[:2]}/{token}.{suffix.lstrip('.')}"


def path_of(name: str) -> Path:
    """Return where the file `name` lies. Raises ValueError for a name that no server made."""
    if not SAFE_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name of ours.")
    return Path(settings.MEDIA_ROOT) / name


def write_private(name: str, content: bytes) -> str:
    """Write `content` under `name` and return the name; a full disk leaves no half file. Raises OSError."""
    path = path_of(name)
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    temporary = path.with_name(f".new-{uuid4().hex}")
    try:
        with open(temporary, "xb", opener=private_opener) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return name


def private_opener(path: str, flags: int) -> int:
    """Open a new file that others on this machine cannot read, whatever the umask says."""
    return os.open(path, flags, settings.FILE_UPLOAD_PERMISSIONS)


def read_private(name: str) -> bytes:
    """Return the content. Raises FileNotFoundError when it is gone."""
    return path_of(name).read_bytes()


def exists_private(name: str) -> bool:
    """Is the file there?"""
    return path_of(name).is_file()


def delete_private(name: str) -> None:
    """Remove the file; gone already is fine."""
    path_of(name).unlink(missing_ok=True)


def delete_all(names: Iterable[str]) -> None:
    """Delete files no row names any more; one that does not go is left for the sweep and holds up no other."""
    for name in names:
        try:
            delete_private(name)
        except OSError:
            log.exception("File %s could not be deleted", name)


def delete_after_commit(names: Iterable[str]) -> None:
    """Delete private files once the rows that named them are really gone."""
    known = list(names)
    transaction.on_commit(lambda: delete_all(known))
