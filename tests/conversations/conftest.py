"""The clock of a page: a Tuesday afternoon in which everybody works, unless a test travels on."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from conversations.models import Conversation
from people.models import Child, User
from tests import make


@pytest.fixture
def afternoon() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def talk(afternoon: Any, emma: Child, anna: User, carla: User, dirk: User) -> Conversation:
    """Carla asks the teacher of Emma something; Dirk reads along."""
    conversation = make.make_conversation(emma, carla)
    make.make_message(conversation, carla, "Emma leest niet graag.")
    return conversation
