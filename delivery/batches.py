"""Some rows that are about to leave, with all that is known of them now: fetched for the batch, never for a row."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from delivery.letters import Letter, letter_about, letter_of_conversation, letter_of_notice, names_of
from delivery.models import Channel, Delivery, DeliveryQuerySet
from delivery.queries.profiles import profiles_of
from delivery.queries.rights import objections_to

# A hundred rows are about a few things: each of those is fetched once, not beside every row.
WITH = (
    "user",
    "school",
    "post__group",
    "post__school",
    "post__author",
    "message__conversation__school",
    "message__conversation__child",
    "notice__school",
    "notice__group",
)
Why = Delivery.Why


class Batch:
    """Rows by their key; what stands in the way of each; the mail of each."""

    def __init__(self, rows: DeliveryQuerySet, now: datetime) -> None:
        self.now = now
        self.rows = {row.pk: row for row in rows.queued().prefetch_related(*WITH)}
        self.people = profiles_of({row.user_id for row in self.rows.values()}, now=now)
        self.objections = objections_to(list(self.rows.values()), now=now)
        self.letters: dict[UUID | None, Letter] = {}
        self.names = names_of({row.pk: self._children(row) for row in self.rows.values()})

    def objection(self, row: Delivery) -> str:
        """Why this one does not go; empty when it does."""
        if row.user_id not in self.people:
            return Why.ACCOUNT
        if row.channel == Channel.MAIL and not self.people[row.user_id].ways.takes_mail:
            return Why.ADDRESS
        return self.objections.get(row.pk) or self._stopped(row)

    def mail(self, row: Delivery) -> bytes:
        """The mail of one row, ready for the mail server. Raises ValueError when it cannot be written."""
        return self._letter(row).printed(
            row, self.people[row.user_id], self.names.get(row.pk, ""), now=self.now
        )

    def same_conversation(self, row: Delivery) -> Iterator[Delivery]:
        """The other rows about one conversation for one person; they are in the batch no longer."""
        talk = _conversation_of(row)
        if talk is not None:
            found = [key for key, other in self.rows.items() if _conversation_of(other) == talk]
            yield from (self.rows.pop(key) for key in found if not self.objection(self.rows[key]))

    def _stopped(self, row: Delivery) -> str:
        """Chosen for the web alone since it was planned or held back; what matters has a floor of its own."""
        person = self.people[row.user_id]
        if row.message is not None:
            wanted = person.choices.talks
        elif row.post is not None and not row.post.is_important:
            wanted = person.news_from(row.post.group_id)
        else:
            return ""
        return Why.STOPPED if wanted == Channel.WEB else ""

    def _letter(self, row: Delivery) -> Letter:
        about = row.post_id or row.message_id or row.notice_id
        if about not in self.letters:
            self.letters[about] = self._written(row)
        return self.letters[about]

    def _written(self, row: Delivery) -> Letter:
        if row.post is not None:
            return letter_about(row.post)
        if row.message is not None:
            return letter_of_conversation(row.message)
        if row.notice is not None:
            return letter_of_notice(row.notice, self.now)
        raise ValueError("There is no mail about nothing.")

    def _children(self, row: Delivery) -> set[UUID]:
        """The children of the reader it is about, or the child of the conversation."""
        if row.post is not None:
            person = self.people.get(row.user_id)
            return person.children[row.post.group_id] if person else set()
        child = row.message.conversation.child_id if row.message else None
        return {child} if child else set()


def _conversation_of(row: Delivery) -> tuple[UUID, UUID] | None:
    """Whose conversation a row is about, and which; None for anything else."""
    return (row.user_id, row.message.conversation_id) if row.message else None
