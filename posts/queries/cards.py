"""What the cards of a feed say, as plain values: a template prints them and asks the database nothing.

The frozen ones are what several readers share. A rendered fragment is kept under the whole value, so everything
that changes what is printed must be a field here: the mask of every photo, the state of every comment.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from groups.models import SchoolGroup
from people.models import Child
from posts.models import Comment, Post, Reaction
from posts.queries.confirming import Confirmed


@dataclass(frozen=True, slots=True)
class Place:
    """The group something was said in, as it is named to its readers."""

    name: str
    kind: str

    @classmethod
    def of(cls, group: SchoolGroup) -> "Place":
        return cls(group.name, group.kind)


@dataclass(frozen=True, slots=True)
class ChildMark:
    """A child as its own parents see it on a card."""

    id: UUID
    name: str
    symbol: str
    colour: str

    @classmethod
    def of(cls, child: Child) -> "ChildMark":
        return cls(child.pk, child.short_name, child.symbol, child.colour)


@dataclass(frozen=True, slots=True)
class PhotoTile:
    """A photo as this audience may see it today; `mask` names what is covered.

    `names` are the first names that may stand beside it; in an album only.
    """

    id: UUID
    number: int
    mask: str
    is_covered: bool
    alt_text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostHead:
    """Who said it, where and when. `is_new` and `is_own` differ between readers; a tombstone names nobody."""

    post_id: UUID
    place: Place
    published_at: datetime
    title: str = ""
    author: str = ""
    full_name: str = ""
    role: str = ""
    edited_at: datetime | None = None
    importance: str = ""
    is_new: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class PostBody:
    """What was said and shown. `photos` are the tiles of the mosaic, `photo_count` all photos of the post."""

    post_id: UUID
    title: str
    text: str
    photos: tuple[PhotoTile, ...] = ()
    photo_count: int = 0

    @property
    def is_covered(self) -> bool:
        return any(photo.is_covered for photo in self.photos)


@dataclass(frozen=True, slots=True)
class ReactionRow:
    """How often each kind word was said, in the order of Reaction.Kind, and which one this reader said."""

    post_id: UUID
    counts: tuple[int, ...]
    mine: str = ""
    is_open: bool = False

    @property
    def buttons(self) -> list[dict[str, object]]:
        """What each button prints. A pressed one takes the reaction back."""
        return [
            {"kind": kind.value, "label": kind.label, "count": count, "is_mine": kind == self.mine}
            for kind, count in zip(Reaction.Kind, self.counts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment. A hidden or removed one carries no author and no text."""

    id: UUID
    state: str
    author: str = ""
    full_name: str = ""
    role: str = ""
    text: str = ""
    created_at: datetime | None = None
    is_own: bool = False
    is_staff: bool = False

    @property
    def is_visible(self) -> bool:
        return self.state == Comment.State.VISIBLE

    @property
    def is_removed(self) -> bool:
        return self.state == Comment.State.REMOVED


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments that are printed, oldest first, of the `total` that can be read.

    `is_whole` on the page of the post; `is_hidden` when the school is looking at the conversation: then it is empty.
    """

    lines: tuple[CommentLine, ...] = ()
    total: int = 0
    is_whole: bool = False
    is_hidden: bool = False

    @property
    def is_cut(self) -> bool:
        return not self.is_whole and self.total > sum(1 for line in self.lines if line.is_visible)


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nobody writes here for a while: the words of the school, and until when. Never the reason behind it."""

    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """One post for one reader. A removed post has no body, no reactions and no thread.

    `is_for_pictured`: of the parents only those of the children on the photos read it.
    `asks` is "asked" or "done" for who is asked to say "Read"; `confirmed` is for who wrote it or handles the group.
    `minutes_left` is how long its writer can still take it back.
    `pause` is shown where the comment box was; who handles the group sees it above the box. `is_heated` offers that
    handler to step in (R180).
    """

    head: PostHead
    body: PostBody | None = None
    reactions: ReactionRow | None = None
    thread: Thread | None = None
    children: tuple[ChildMark, ...] = ()
    comments_are_open: bool = False
    may_comment: bool = False
    is_for_pictured: bool = False
    pause: Pause | None = None
    may_pause: bool = False
    is_heated: bool = False
    asks: str = ""
    confirmed: Confirmed | None = None
    minutes_left: int = 0

    @property
    def id(self) -> UUID:
        return self.head.post_id


@dataclass(slots=True)
class FeedPage:
    """One page of a feed. `next_cursor` is empty on the last page; `newest` is set where everything new is shown."""

    cards: list[Card]
    next_cursor: str = ""
    children: list[tuple[ChildMark, Place | None]] = field(default_factory=list)
    child: ChildMark | None = None
    groups: list[SchoolGroup] = field(default_factory=list)
    group: SchoolGroup | None = None
    newest: datetime | None = None
    pause: Pause | None = None
    asking: list[Post] = field(default_factory=list)

    @property
    def has_new(self) -> bool:
        return any(card.head.is_new for card in self.cards)
