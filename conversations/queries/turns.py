"""Does a conversation go back and forth between two people (R128, R180)?"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations, groupby
from uuid import UUID

from conversations.models import Conversation, Message

PERIOD = timedelta(hours=1)
LOOKED_AT = 200


def is_heated(conversation: Conversation, *, turns: int, now: datetime) -> bool:
    """Did two people answer each other at least `turns` times in the last hour? One query.

    Several messages of one person in a row are one turn; what others say in between does not count. 0 never asks.
    """
    if turns == 0:
        return False
    said = Message.objects.shown().filter(
        conversation=conversation, sent_at__gt=now - PERIOD, sent_at__lte=now
    )
    authors = list(said.order_by("-number").values_list("author_id", flat=True)[:LOOKED_AT])
    return longest_exchange(authors, at_least=turns) >= turns


def longest_exchange(authors: Sequence[UUID], *, at_least: int) -> int:
    """The number of turns of the two people who answered each other most; shorter ones may count as 0."""
    spoke = Counter(authors)
    pairs = combinations(sorted(author for author in spoke if spoke[author] >= at_least // 2), 2)
    return max((_turns(authors, set(pair)) for pair in pairs), default=0)


def _turns(authors: Sequence[UUID], pair: set[UUID]) -> int:
    return sum(1 for _author, _said in groupby(author for author in authors if author in pair))
