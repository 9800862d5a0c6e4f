"""What an overview says, as plain values: a template prints them and asks the database nothing.

The promise: a post stands once, also when it is about two children; nothing of a post whose words are withheld is
here, so no template can print it by mistake.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from common.markup import clean_name, to_line
from delivery.models import Channel
from delivery.queries.asked import Asked, asked_of, mark_of
from delivery.queries.cadence import quiet_classes
from delivery.queries.profiles import Profile
from groups.models import Membership, School, SchoolGroup
from hours.models import FreePeriod
from people.models import Child, User
from posts.models import Photo, Post
from posts.queries.cards import ChildMark, Place

OPENING = 300
WEEK = timedelta(days=7)
NOT_FOR_CHILDREN = (SchoolGroup.Kind.SCHOOL, SchoolGroup.Kind.TEAM, SchoolGroup.Kind.COUNCIL)


@dataclass(frozen=True, slots=True)
class Item:
    """A post as everybody who reads it may know it. Withheld words are empty."""

    post_id: UUID
    place: Place
    school: str
    author: str
    published_at: datetime
    title: str = ""
    opening: str = ""
    photos: int = 0
    comments: int = 0
    is_withheld: bool = False


@dataclass(frozen=True)
class Entry:
    """A post in the overview of one person, with the own children it is about."""

    item: Item
    children: tuple[ChildMark, ...] = ()

    @property
    def is_of_the_school(self) -> bool:
        return self.item.place.kind == SchoolGroup.Kind.SCHOOL


@dataclass(frozen=True, slots=True)
class Coming:
    """Days without lessons in the week after this one."""

    first_on: date
    last_on: date
    name: str
    school: str


@dataclass(frozen=True)
class Overview:
    """One overview for one person. `schools` begins with the one whose clock counts."""

    user: User
    cadence: Channel
    is_staff: bool
    titles_only: bool
    schools: list[School]
    entries: list[Entry]
    asked: Asked = field(default_factory=Asked)
    coming: list[Coming] = field(default_factory=list)
    # For who leads a school: its classes in which nothing was posted this week (R037).
    silent: list[SchoolGroup] = field(default_factory=list)

    @property
    def is_weekly(self) -> bool:
        return self.cadence == Channel.WEEKLY

    @property
    def school(self) -> School | None:
        return self.schools[0] if self.schools else None

    @property
    def has_more_schools(self) -> bool:
        return len(self.schools) > 1

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of what is told."""
        told = [timezone.localdate(entry.item.published_at) for entry in self.entries]
        return min(told), max(told)

    @property
    def children(self) -> list[str]:
        """The names of the own children it is about."""
        return sorted({child.name for entry in self.entries for child in entry.children})

    @property
    def tells_of_the_school(self) -> bool:
        return any(not entry.children for entry in self.entries)


@dataclass(frozen=True)
class News:
    """What one overview is to tell: posts with their group, school and author, all of which this person may read."""

    user: UUID
    cadence: Channel
    posts: Collection[Post]


def overviews_of(
    news: Mapping[int, News], people: Mapping[UUID, Profile], *, now: datetime
) -> dict[int, Overview]:
    """The overviews with something in them, by the same keys.

    Twenty queries for any number; three more for each school of which somebody is the director.
    """
    told = {key: new for key, new in news.items() if new.posts and new.user in people}
    items = items_of({post.pk: post for new in told.values() for post in new.posts}.values())
    users = {new.user for new in told.values()}
    marks = _marks_of(people[user] for user in users)
    schools = School.objects.in_bulk({pk for user in users for pk in people[user].schools})
    coming = _coming_in(schools.values(), now)
    asked = asked_of(users, now=now)
    silent = _silent_for(users, now)
    found = {}
    for key, new in told.items():
        person = people[new.user]
        own, is_weekly = sorted(person.schools), new.cadence == Channel.WEEKLY
        found[key] = Overview(
            user=person.user,
            cadence=new.cadence,
            is_staff=bool(person.works_at),
            titles_only=person.choices.titles_only,
            schools=[schools[pk] for pk in own],
            entries=_entries(new.posts, person, items, marks),
            asked=asked[new.user],
            coming=[row for pk in own for row in coming.get(pk, ())] if is_weekly else [],
            silent=silent.get(new.user, []) if is_weekly else [],
        )
    return found


def items_of(posts: Iterable[Post]) -> dict[UUID, Item]:
    """What everybody who reads a post may know of it in a mail. One query."""
    listed = list(posts)
    counted = Photo.objects.shown().filter(post__in=listed).order_by()
    photos = dict(counted.values_list("post").annotate(count=Count("pk")))
    return {post.pk: _item(post, photos.get(post.pk, 0)) for post in listed}


def _item(post: Post, photos: int) -> Item:
    place, author = Place.of(post.group), clean_name(post.author.get_short_name())
    placed_at = post.published_at or post.created_at
    if post.withholds_words:
        return Item(post.pk, place, post.school.name, author, placed_at, is_withheld=True)
    words = to_line(post.text)
    return Item(
        post_id=post.pk,
        place=place,
        school=post.school.name,
        author=author,
        published_at=placed_at,
        title=clean_name(post.title),
        opening=_beginning(words),
        photos=photos,
        comments=0 if post.thread_hidden_at else post.comment_count,
    )


def _beginning(words: str) -> str:
    """The first words, cut between two of them where that can be."""
    if len(words) <= OPENING:
        return words
    return f"{words[:OPENING].rsplit(' ', 1)[0]}…"


def _marks_of(people: Iterable[Profile]) -> dict[UUID, ChildMark]:
    wanted = {child for person in people for children in person.children.values() for child in children}
    return {child.pk: mark_of(child) for child in Child.objects.filter(pk__in=wanted)}


def _entries(
    posts: Iterable[Post], person: Profile, items: Mapping[UUID, Item], marks: Mapping[UUID, ChildMark]
) -> list[Entry]:
    """First what is about each child, then the other groups, then the school."""
    found = {post.pk: Entry(items[post.pk], _about(post.group, person, marks)) for post in posts}
    return sorted(found.values(), key=_rank)


def _about(group: SchoolGroup, person: Profile, marks: Mapping[UUID, ChildMark]) -> tuple[ChildMark, ...]:
    """Every child is in the whole school: what is for everybody is about none of them."""
    if group.kind in NOT_FOR_CHILDREN:
        return ()
    children = [marks[child] for child in person.children.get(group.pk, ())]
    return tuple(sorted(children, key=lambda child: (child.name, str(child.id))))


def _rank(entry: Entry) -> tuple[int, str, datetime, str]:
    if entry.children:
        section, name = 0, entry.children[0].name
    else:
        section, name = (2, entry.item.school) if entry.is_of_the_school else (1, entry.item.place.name)
    return section, name, entry.item.published_at, str(entry.item.post_id)


def _coming_in(schools: Iterable[School], now: datetime) -> dict[int, list[Coming]]:
    """The days without lessons in the next week, by school. One query."""
    today = timezone.localdate(now)
    monday = today + WEEK - timedelta(days=today.weekday())
    sunday = monday + WEEK - timedelta(days=1)
    periods = FreePeriod.objects.from_day(monday).filter(school__in=list(schools), first_on__lte=sunday)
    found: dict[int, list[Coming]] = {}
    for period in periods.select_related("school"):
        row = Coming(period.first_on, period.last_on, clean_name(period.name), period.school.name)
        found.setdefault(period.school_id, []).append(row)
    return found


def _silent_for(users: Collection[UUID], now: datetime) -> dict[UUID, list[SchoolGroup]]:
    """The silent classes of the schools that each of these people leads."""
    led = Membership.objects.active(timezone.localdate(now)).filter(
        user__in=users, role=Membership.Role.DIRECTOR, group__kind=SchoolGroup.Kind.SCHOOL
    )
    seats = list(led.order_by("group__school").values_list("user", "group__school"))
    silent = {school: quiet_classes(school, now) for school in {school for _user, school in seats}}
    found: dict[UUID, list[SchoolGroup]] = {}
    for user, school in seats:
        found.setdefault(user, []).extend(silent[school])
    return found
