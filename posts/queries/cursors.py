"""Where the next page of a feed starts: just below one post. Plain text, checked when it comes back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from posts.models import Post

SEPARATOR = "~"


@dataclass(frozen=True)
class Cursor:
    """The last post of a page. It opens nothing: the page below it asks again what may be read."""

    published_at: datetime
    post_id: UUID

    def __str__(self) -> str:
        return f"{self.published_at.isoformat()}{SEPARATOR}{self.post_id}"

    @classmethod
    def of(cls, post: Post) -> "Cursor":
        if post.published_at is None:
            raise ValueError("a draft is not in a feed")
        return cls(post.published_at, post.pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises ValueError for anything this class did not write itself."""
        moment, _separator, post_id = text.partition(SEPARATOR)
        published_at = datetime.fromisoformat(moment)
        if published_at.tzinfo is None:
            raise ValueError("a cursor has a time zone")
        if not 2000 <= published_at.year <= 9998:
            raise ValueError("no database compares the ends of time in another zone")
        return cls(published_at, UUID(post_id))
