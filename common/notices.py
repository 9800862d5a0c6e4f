"""What a floor can say that staff should know, without knowing who brings it.

A source is a function `(school id, now) -> list of Told`: everything that is due at that moment. Asked again it says
the same for as long as it holds, and nothing once it does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Told:
    """One thing: what kind it is, a key that says it once, the page that shows it, and the accounts it is for."""

    kind: str
    key: str
    path: str
    people: frozenset[UUID]
    group: int | None = None


Source = Callable[[int, datetime], list[Told]]
