"""Two things that went wrong: a comment that waits for a decision, one that is gone with its hard copy."""

from datetime import datetime, timedelta

from django.core.management.base import CommandError
from django.utils import timezone

from groups.models import Membership
from moderation import actions
from moderation.models import Report
from people.models import User
from portal.demo.diary import Entry
from portal.demo.ids import address, demo_id, read_data
from portal.demo.school import Demo
from posts.actions import interactions
from posts.models import Comment, Post

AGREEMENT = "abuse"


def record_incidents(demo: Demo, entries: list[Entry]) -> None:
    words = read_data("comments")["offensive"]
    carla, farid = demo.people[address("carla")], demo.people[address("farid")]
    recent, at = _post(entries, "5B", 2)
    insult = _say(demo, recent, words["reported"], at + timedelta(hours=3))
    _report(insult, words["report_note"], carla)
    older, before = _post(entries, "6A", 6)
    gone = _say(demo, older, words["removed"], before + timedelta(hours=2))
    remove_reported(demo, _report(gone, words["removed_note"], farid))


def _post(entries: list[Entry], group: str, back: int) -> tuple[Post, datetime]:
    """The post that is `back` places before the newest of a group, and when it was placed."""
    found = [entry for entry in entries if entry.group == group]
    return Post.objects.get(pk=found[-back].id), found[-back].at


def _say(demo: Demo, post: Post, text: str, at: datetime) -> Comment:
    """Let somebody outside the cast write an unkind comment."""
    cast = {demo.people[address(name)].pk for name in ("carla", "dirk", "farid")}
    parents = Membership.objects.active(timezone.localdate(demo.now)).filter(
        group=post.group, role=Membership.Role.PARENT
    )
    author = User.objects.filter(memberships__in=parents).exclude(pk__in=cast).order_by("pk")[0]
    return interactions.write_comment(
        comment_id=demo_id("comment", post.pk, "unkind"),
        post=post,
        text=text,
        by=author,
        now=min(at, demo.now),
    )


def _report(comment: Comment, note: str, by: User) -> Report:
    at = comment.created_at + timedelta(minutes=50)
    return actions.report_content(target=comment, reason=Report.Reason.HURTFUL, note=note, by=by, now=at)


def remove_reported(demo: Demo, report: Report) -> None:
    """Freeze, print, chain, remove. Raises CommandError when no hard copy comes, for then nothing may go."""
    at = report.reported_at + timedelta(hours=1)
    incident = actions.ask_for_archive(incident=report.incident, by=demo.greet, now=at)
    document = actions.archive_incident(incident=incident, by=demo.greet, now=at + timedelta(minutes=1))
    if document is None:
        raise CommandError("No hard copy for the dossier: WeasyPrint cannot print here (docs/operations.md).")
    actions.remove_content(
        incident=incident,
        agreement=AGREEMENT,
        note="Met de schrijver gebeld. Het spijt haar.",
        by=demo.greet,
        now=at + timedelta(minutes=10),
    )
