"""Posts, comments and reactions of six weeks, through the real actions at the moments they were written."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from delivery.actions import newsletters
from groups.models import Membership
from people.models import User
from portal.demo.album import Drawn, hang_pictures
from portal.demo.diary import Entry
from portal.demo.ids import address, chance, demo_id, read_data
from portal.demo.school import Demo
from posts import actions
from posts.actions import interactions
from posts.models import Post, Reaction

KINDS = list(Reaction.Kind)
Readers = dict[str, list[User]]


def write_diary(demo: Demo, entries: list[Entry], drawn: dict[UUID, Drawn]) -> None:
    """Place every post and let its readers answer."""
    readers = _readers(demo)
    for entry in entries:
        post = actions.publish_post(
            post_id=entry.id,
            group=demo.groups[entry.group],
            title=entry.title,
            text=entry.text,
            comments_open=True,
            by=_author(demo, entry),
            now=entry.at,
        )
        hang_pictures(post, entry, drawn)
        if post.comments_open:
            _discuss(demo, post, entry, readers[entry.group])
        _react(post, entry, readers[entry.group], demo.now)


def _readers(demo: Demo) -> Readers:
    """The parents that read along in each group."""
    email_of = {user.pk: email for email, user in demo.people.items()}
    found: Readers = defaultdict(list)
    memberships = Membership.objects.active(timezone.localdate(demo.now)).filter(role=Membership.Role.PARENT)
    names = {group.pk: name for name, group in demo.groups.items()}
    for group_id, user_id in memberships.values_list("group_id", "user_id").order_by("user_id").distinct():
        found[names[group_id]].append(demo.people[email_of[user_id]])
    return found


def _author(demo: Demo, entry: Entry) -> User:
    """Teachers of one group take turns; Anna writes most in 5B, the director writes to everybody."""
    if entry.group == "school":
        return demo.greet
    if entry.group == "5B":
        return demo.people[address("daniela" if entry.number % 4 == 1 else "anna")]
    teachers = [person for person in read_data("staff")["staff"] if entry.group in person.get("groups", ())]
    teachers = [person for person in teachers if person["role"] == "teacher"]
    return demo.people[address(teachers[entry.number % len(teachers)]["email"])]


def _discuss(demo: Demo, post: Post, entry: Entry, readers: list[User]) -> None:
    rnd = chance("talk", entry.id)
    texts = list(entry.comments)
    if entry.shots and rnd.random() < 0.5:
        texts.insert(0, rnd.choice(read_data("comments")["parents"]))
    lines = list(zip(rnd.sample(readers, len(texts)), texts, strict=True))
    if entry.reply:
        lines.append((post.author, entry.reply))
    at = entry.at
    for number, (user, text) in enumerate(lines):
        at = min(at + timedelta(minutes=rnd.randrange(4, 150)), demo.now)
        interactions.write_comment(
            comment_id=demo_id("comment", entry.id, number), post=post, text=text, by=user, now=at
        )


def _react(post: Post, entry: Entry, readers: list[User], now: datetime) -> None:
    """Rows, not actions: there are a thousand, and a kind word has no history."""
    rnd = chance("react", entry.id)
    fans = rnd.sample(readers, rnd.randint(2, min(len(readers), 16 if entry.shots else 9)))
    Reaction.objects.bulk_create(
        Reaction(
            post=post,
            user=user,
            kind=rnd.choices(KINDS, (6, 3, 4))[0],
            reacted_at=min(entry.at + timedelta(minutes=rnd.randrange(3, 600)), now),
        )
        for user in fans
    )


def correct_a_post(demo: Demo, entries: Iterable[Entry]) -> None:
    """Anna changed one post afterwards: the earlier version is kept."""
    entry = [entry for entry in entries if entry.group == "5B" and entry.number % 4 != 1][-3]
    post = Post.objects.get(pk=entry.id)
    actions.edit_post(
        post=post,
        title=post.title,
        text=f"{post.text}\n\nMorgen vertel ik er meer over.",
        comments_open=post.comments_open,
        by=post.author,
        now=entry.at + timedelta(minutes=40),
    )


def leave_a_draft(demo: Demo, entry: Entry, drawn: dict[UUID, Drawn]) -> None:
    """What Anna is still writing: two photos that nobody looked at yet."""
    anna = demo.people[address("anna")]
    post = actions.save_draft(
        post_id=entry.id,
        group=demo.groups[entry.group],
        title=entry.title,
        text=entry.text,
        comments_open=True,
        by=anna,
        now=entry.at,
    )
    hang_pictures(post, entry, drawn, checked=False)


def send_a_newsletter(demo: Demo, entries: Iterable[Entry]) -> None:
    """The director's newsletter, with the last posts for the whole school in it."""
    chosen = [entry for entry in entries if entry.group == "school"][-3:]
    at = chosen[-1].at + timedelta(minutes=10)
    words = read_data("newsletter")
    newsletter = newsletters.save_newsletter(
        newsletter_id=demo_id("newsletter"),
        group=demo.wide,
        draft=newsletters.Draft(
            f"{words['title']} {timezone.localdate(at).isocalendar().week}",
            words["intro"],
            [entry.id for entry in reversed(chosen)],
        ),
        by=demo.greet,
        now=at,
    )
    newsletters.place_newsletter(newsletter=newsletter, by=demo.greet, now=at)


def remember_visits(demo: Demo) -> None:
    """Most of the cast was here four days ago: what came later is new to them."""
    for name in ("anna", "bram", "carla", "dirk", "greet"):
        seen = demo.now - timedelta(days=4)
        interactions.mark_seen(until=seen, by=demo.people[address(name)], now=demo.now)
