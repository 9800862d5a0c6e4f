"""News on a Tuesday afternoon, after the five minutes in which it can be taken back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests import make

LATER = make.NOW + timedelta(minutes=6)


@pytest.fixture
def later() -> datetime:
    return LATER


@pytest.fixture
def afternoon() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as travel:
        yield travel
