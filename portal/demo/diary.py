"""Which posts there are, when, and who stands on their pictures: a plan, nothing is written here."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from portal.demo.families import GROUPS, Family, Pupil
from portal.demo.ids import chance, demo_id, read_data
from portal.demo.pictures import room_for

WEEKS = 6
POSTS_PER_GROUP = 12
LEVELS = {"1/2A": "young", "1/2B": "young", "3": "young", "4": "middle", "5B": "middle"}
# On every other picture of their group, so that the parents of the demo see their own child.
FAMILIAR = {"5B": ("Emma",), "6A": ("Finn", "Yassin")}


@dataclass(frozen=True)
class Shot:
    """One picture to draw: the scene and who is on it, in order of place."""

    id: UUID
    scene: str
    seed: int
    pupils: tuple[Pupil, ...]


@dataclass(frozen=True)
class Entry:
    """One post: `group` is the name of a class, or "school"."""

    id: UUID
    group: str
    number: int
    at: datetime
    title: str
    text: str
    shots: tuple[Shot, ...]
    comments: tuple[str, ...]
    reply: str


def plan_diary(families: list[Family], now: datetime) -> list[Entry]:
    """Six weeks of posts in every group and in the whole school, oldest first."""
    posts = read_data("posts")["posts"]
    pupils = [pupil for family in families for pupil in family.pupils]
    entries = []
    for place, (group, _size, _years) in enumerate(GROUPS):
        level = [post for post in posts if post["level"] == LEVELS.get(group, "upper")]
        shared = [post for post in posts if post["level"] == "ab"[place % 2]]
        chosen = _order(level, shared, group)
        entries += _entries(chosen, group, place, [pupil for pupil in pupils if pupil.group == group], now)
    entries += _entries([p for p in posts if p["level"] == "school"], "school", len(GROUPS), pupils, now)
    return sorted(entries, key=lambda entry: (entry.at, entry.id))


def _order(level: list[dict[str, Any]], shared: list[dict[str, Any]], group: str) -> list[dict[str, Any]]:
    """Mix the texts, pictures evenly between the others; the text with most pictures comes last."""
    rnd = chance("order", group)
    rnd.shuffle(shared)
    chosen = level + shared[: POSTS_PER_GROUP - len(level)]
    rnd.shuffle(chosen)
    newest = max(chosen, key=lambda post: len(post.get("scenes", ())))
    pictured = [post for post in chosen if post.get("scenes") and post is not newest]
    plain = [post for post in chosen if not post.get("scenes")]
    places = [(number / len(posts), post) for posts in (pictured, plain) for number, post in enumerate(posts)]
    return [post for _place, post in sorted(places, key=lambda pair: pair[0])] + [newest]


def _entries(
    posts: list[dict[str, Any]], group: str, place: int, pupils: list[Pupil], now: datetime
) -> list[Entry]:
    moments = _moments(len(posts), place, now)
    return [
        Entry(
            id=demo_id("post", group, number),
            group=group,
            number=number,
            at=at,
            title=post["title"],
            text=post["text"],
            shots=_shots(post.get("scenes", ()), group, number, pupils),
            comments=tuple(post.get("comments", ())),
            reply=post.get("reply", ""),
        )
        for number, (post, at) in enumerate(zip(posts, moments, strict=True))
    ]


def _moments(count: int, place: int, now: datetime) -> list[datetime]:
    """Moments on school days of the last six weeks, spread evenly; each group has its own time of day."""
    local = timezone.localtime(now)
    clock = time(14, 10 + 5 * place) if place < len(GROUPS) else time(9, 5)
    days = [local.date() - timedelta(days=back) for back in range(WEEKS * 7)]
    moments = [
        datetime.combine(day, clock, tzinfo=local.tzinfo) for day in reversed(days) if day.isoweekday() <= 5
    ]
    past = [moment for moment in moments if moment < now]
    last = len(past) - 1 - place % 2
    return [past[last - round((count - 1 - number) * last / count)] for number in range(count)]


def _shots(scenes: list[str], group: str, number: int, pupils: list[Pupil]) -> tuple[Shot, ...]:
    return tuple(
        Shot(
            id=demo_id("photo", group, number, place),
            scene=scene,
            seed=number * 10 + place,
            pupils=_cast(scene, group, number + place, pupils),
        )
        for place, scene in enumerate(scenes)
    )


def _cast(scene: str, group: str, number: int, pupils: list[Pupil]) -> tuple[Pupil, ...]:
    rnd = chance("cast", scene, group, number)
    room = room_for(scene)
    if not room:
        return ()
    familiar = [p for p in pupils if p.name[0] in FAMILIAR.get(group, ())] if number % 2 == 0 else []
    others = [pupil for pupil in pupils if pupil not in familiar]
    cast = familiar + rnd.sample(others, rnd.randint(max(2, room - 2), room) - len(familiar))
    rnd.shuffle(cast)
    return tuple(cast)


def plan_draft(families: list[Family], now: datetime) -> Entry:
    """What Anna is still writing: two pictures of her group."""
    pupils = [pupil for family in families for pupil in family.pupils if pupil.group == "5B"]
    shots = tuple(
        Shot(demo_id("photo", "draft", place), scene, 900 + place, tuple(pupils[place * 4 : place * 4 + 4]))
        for place, scene in enumerate(("craft", "picnic"))
    )
    return Entry(
        id=demo_id("post", "draft"),
        group="5B",
        number=POSTS_PER_GROUP,
        at=now - timedelta(minutes=25),
        title="Lampionnen maken",
        text="Vanmiddag knipten we",
        shots=shots,
        comments=(),
        reply="",
    )
