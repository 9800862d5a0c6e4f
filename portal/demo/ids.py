"""Chance and ids that come out the same every time."""

import random
import tomllib
import uuid
from functools import cache
from pathlib import Path
from typing import Any

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.kring.test")
DATA = Path(__file__).resolve().parent / "data"
DOMAIN = "demo.kring.test"


def demo_id(*words: object) -> uuid.UUID:
    """The id that belongs to these words, such as ("child", "Emma")."""
    return uuid.uuid5(NAMESPACE, "/".join(str(word) for word in words))


def chance(*words: object) -> random.Random:
    """A row of dice that falls the same way for the same words."""
    return random.Random("/".join(str(word) for word in words))  # noqa: S311 - decoration, not a secret


@cache
def read_data(name: str) -> dict[str, Any]:
    """What is written in `data/<name>.toml`; read once, not to be changed."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def address(name: str) -> str:
    return f"{name}@{DOMAIN}"
