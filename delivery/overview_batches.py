"""Some overviews that are about to leave, with all that is known of them now: fetched for the batch, never for one."""

from collections import defaultdict
from datetime import datetime

from delivery.models import Channel, Delivery, Digest, DigestQuerySet
from delivery.overview_letters import Printer
from delivery.queries.overviews import News, Overview, overviews_of
from delivery.queries.profiles import profiles_of
from delivery.queries.rights import objections_to
from posts.models import Post

Why = Delivery.Why


class OverviewBatch:
    """Overviews by their key; what stands in the way of each; the mail of each."""

    def __init__(self, digests: DigestQuerySet, now: datetime) -> None:
        self.digests = {digest.pk: digest for digest in digests.select_related("user")}
        self.printer = Printer(now=now)
        self.people = profiles_of({digest.user_id for digest in self.digests.values()}, now=now)
        self.rows: dict[int, list[Delivery]] = defaultdict(list)
        waiting = list(Delivery.objects.queued().filter(digest__in=self.digests))
        posts = Post.objects.select_related("group", "school", "author")
        told = posts.in_bulk({row.post_id for row in waiting if row.post_id})
        for row in waiting:
            # One post for all its readers: reading it again for each row was the dear part.
            row.post = told.get(row.post_id) if row.post_id else None
            self.rows[row.digest_id or 0].append(row)
        everything = [row for rows in self.rows.values() for row in rows]
        self.objections = objections_to(everything, now=now)
        for row in everything:
            if why := self._stopped(row):
                self.objections.setdefault(row.pk, why)
        self.overviews = self._composed(now)

    def objection(self, digest: Digest) -> str:
        """Why this overview does not go; empty when it does."""
        if digest.user_id not in self.people:
            return Why.ACCOUNT
        if not self.people[digest.user_id].ways.takes_mail:
            return Why.NO_WAY
        if digest.pk not in self.overviews:
            return next(iter(self.left_out(digest)), Why.DONE)
        return ""

    def mail(self, digest: Digest) -> bytes:
        """The mail, ready for the mail server. Raises ValueError when it cannot be written."""
        return self.printer.printed(digest, self.overviews[digest.pk])

    def told(self, digest: Digest) -> list[int]:
        """The rows that are in it."""
        return [row.pk for row in self.rows[digest.pk] if row.pk not in self.objections]

    def left_out(self, digest: Digest) -> dict[str, list[int]]:
        """The rows that may not go any more, by why."""
        found: dict[str, list[int]] = {}
        for row in self.rows[digest.pk]:
            if row.pk in self.objections:
                found.setdefault(self.objections[row.pk], []).append(row.pk)
        return found

    def _stopped(self, row: Delivery) -> str:
        """Only a post is told in an overview, and only to who still wants to hear of its group."""
        if row.post is None:
            return Why.DONE
        person = self.people.get(row.user_id)
        if person is not None and person.news_from(row.post.group_id) == Channel.WEB:
            return Why.STOPPED
        return ""

    def _composed(self, now: datetime) -> dict[int, Overview]:
        """The overviews with something in them."""
        news = {}
        for key, digest in self.digests.items():
            told = [row.post for row in self.rows[key] if row.post and row.pk not in self.objections]
            news[key] = News(digest.user_id, Channel(digest.cadence), told)
        return overviews_of(news, self.people, now=now)
