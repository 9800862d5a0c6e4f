"""Two weeks of one board with two schools: what happens, moment by moment, and what leaves Kring meanwhile.

Nothing here knows how delivery decides: it does things, rings the clock, and writes down what was handed over.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from itertools import count
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from common.postbox import Answer, Outcome
from common.push import Answer as PushAnswer
from common.push import Outcome as PushOutcome
from common.push import Target
from conversations.models import Conversation
from conversations.removal import hide_message, show_message
from delivery import tasks
from delivery.actions.preferences import set_preference, stop_mail
from delivery.errors import NotYours
from delivery.models import AddressState, Channel
from delivery.queries.choices import Exceptions, room_of
from delivery.rules import Choices
from groups.models import Membership, SchoolGroup
from people.models import User
from posts.actions.desk import take_back_post
from posts.actions.posts import place
from posts.errors import Refused
from posts.models import Post
from posts.removal import hide_content, show_content
from tests import make

TITLE = re.compile(r"Bericht-(\d+)-")


@dataclass
class Scene:
    """Who there is. `readers` can get news; `writers` place it in their groups."""

    readers: list[User]
    seats: list[Membership]
    groups: dict[str, tuple[SchoolGroup, User]]
    talks: list[tuple[Conversation, list[User]]]
    director: User


def make_scene() -> Scene:
    """Families in two classes and two schools; a teacher who is a parent elsewhere; a director."""
    wilg, eik = make.make_school(), make.make_school("De Eik", "11AA")
    class_5b, class_6a, class_1 = (
        make.make_group(school, name) for school, name in ((wilg, "5B"), (wilg, "6A"), (eik, "1"))
    )
    whole = {school: school.groups.school_wide().get() for school in (wilg, eik)}
    anna, bram = make.make_staff("Anna", class_5b), make.make_staff("Bram", class_6a)
    cees = make.make_staff("Cees", class_1)
    greet = make.make_staff("Greet", whole[wilg], Membership.Role.DIRECTOR)
    vera = make.make_staff("Vera", whole[eik], Membership.Role.DIRECTOR)
    children = {
        name: make.make_child(name, group)
        for name, group in (("Emma", class_5b), ("Finn", class_6a), ("Gijs", class_1), ("Lotte", class_5b))
    }
    carla, dirk, koen = (make.make_user(name) for name in ("Carla", "Dirk", "Koen"))
    families = [(carla, "Emma"), (carla, "Finn"), (dirk, "Emma"), (dirk, "Gijs"), (koen, "Lotte")]
    for parent, child in [*families, (anna, "Gijs")]:
        make.make_guardian(children[child], parent)
    readers = [anna, bram, cees, greet, vera, carla, dirk, koen]
    now = timezone.now()
    talk = make.make_conversation(children["Emma"], carla, now=now)
    aside = make.make_conversation(children["Gijs"], cees, dirk, now=now)
    seats = Membership.objects.filter(user__in=[carla, dirk, koen, anna]).order_by("pk")
    return Scene(
        readers=readers,
        seats=list(seats),
        groups={
            "5B": (class_5b, anna),
            "6A": (class_6a, bram),
            "1": (class_1, cees),
            "whole": (whole[wilg], greet),
            "other": (whole[eik], vera),
        },
        talks=[(talk, [carla, anna]), (aside, [cees, dirk])],
        director=greet,
    )


@dataclass
class Left:
    """Something that was handed over: to whom, what is in it, and what of that this person could see then."""

    user: str
    token: str
    told: set[int]
    seen: set[int]


@dataclass
class World:
    """The clock, what is there, and what left. `trouble` is how mail servers and push services answer in turn."""

    scene: Scene
    travel: Any
    trouble: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)
    mails: list[Left] = field(default_factory=list)
    pushes: list[str] = field(default_factory=list)
    # For each post, whose it could be at each moment somebody looked.
    looks: dict[int, list[set[str]]] = field(default_factory=lambda: defaultdict(list))
    broken: set[Any] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        return timezone.now()

    def wait(self, minutes: int) -> None:
        self.travel.shift(timedelta(minutes=minutes))

    def tick(self) -> None:
        """All rounds of the clock, as one minute of a worker that is there."""
        there = {email: self.shown_to(user) for email, user in self.people.items()}
        for number, post in enumerate(self.posts):
            self.looks[number].append({email for email, posts in there.items() if post.pk in posts})
        tasks.plan_news()
        tasks.plan_missed()
        tasks.send_due()

    @property
    def people(self) -> dict[str, User]:
        return {user.email: user for user in self.scene.readers}

    def shown_to(self, user: User) -> set[UUID]:
        """What this person can read now and did not write."""
        there = Post.objects.filter(state=Post.State.PUBLISHED).visible_to(user, self.now)
        return set(there.exclude(author=user).values_list("pk", flat=True))

    def answer(self) -> str:
        return self.trouble.pop(0) if self.trouble else "ok"

    def post(self, where: str, importance: str | None, narrow: bool) -> None:
        group, author = self.scene.groups[where]
        if importance == "emergency" and not group.is_school_wide:
            importance = "important"
        title = f"Bericht-{len(self.posts)}-"
        fields = {"importance": importance, "published_at": self.now, "created_at": self.now}
        post = make.make_post(group, author, title, readers="pictured" if narrow else None, **fields)
        if narrow:
            child = self.scene.seats[len(self.posts) % len(self.scene.seats)].child
            make.make_region(make.make_photo(post), child)
        self.posts.append(post)

    def hide(self, number: int) -> None:
        hide_content(content=self.one(number), by=self.scene.director, now=self.now)

    def show(self, number: int) -> None:
        show_content(content=self.one(number), by=self.scene.director)

    def take_back(self, number: int) -> None:
        post = self.one(number)
        with suppress(Refused, PermissionDenied):
            place(take_back_post(post=post, by=post.author, now=self.now), self.now)

    def one(self, number: int) -> Post:
        return Post.objects.get(pk=self.posts[number % len(self.posts)].pk)

    def say(self, number: int) -> None:
        conversation, people = self.scene.talks[number % 2]
        with suppress(PermissionDenied):
            author = people[number // 2 % 2]
            self.messages.append(make.make_message(conversation, author, "Dag", now=self.now))

    def hide_and_show_message(self, number: int, minutes: int) -> None:
        message = self.messages[number % len(self.messages)]
        hide_message(message=message, by=None, now=self.now)
        self.wait(minutes)
        self.tick()
        show_message(message=message, by=self.scene.director)

    def choose(self, number: int, news: str, talks: str, other: str) -> None:
        user = self.scene.readers[number % len(self.scene.readers)]
        room = room_of(user, now=self.now)
        if room is None:
            return
        by_child = {child.pk: Channel(other) for child in room.children[:1]}
        by_group = {group.pk: Channel(other) for group in room.groups[:1]}
        choices = Choices(Channel(news), Channel(talks), titles_only=bool(number % 2))
        set_preference(by=user, choices=choices, exceptions=Exceptions(by_child, by_group), now=self.now)

    def stop(self, number: int, what: str) -> None:
        with suppress(NotYours):
            stop_mail(by=self.scene.readers[number % len(self.scene.readers)], what=what, now=self.now)

    def device(self, number: int) -> None:
        user = self.scene.readers[number % len(self.scene.readers)]
        if not user.push_devices.exists():
            make.make_device(user, endpoint=f"https://push.kring.test/{user.email}/{next(self.numbers)}")
        else:
            user.push_devices.all().delete()

    def flag(self, number: int) -> None:
        address = self.scene.readers[number % len(self.scene.readers)].email
        if AddressState.objects.filter(address=address).delete()[0] == 0:
            AddressState.objects.create(address=address, flagged_at=self.now)

    def leave_or_join(self, number: int) -> None:
        seat = Membership.objects.get(pk=self.scene.seats[number % len(self.scene.seats)].pk)
        ended, active = Membership.State.ENDED, Membership.State.ACTIVE
        self.broken.add(seat.user.email)
        state = active if seat.state == ended else ended
        Membership.objects.filter(pk=seat.pk).update(state=state)

    def be_away(self, number: int) -> None:
        """Nobody rings the clock for hours or days."""
        self.wait(number % 5 * 11 * 60 + 120)


class Box:
    """A mail server that answers by the trouble of the world and keeps what it took."""

    world: World

    def __init__(self) -> None:
        self.is_down = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def post(self, *, sender: str, to: str, data: bytes) -> Answer:
        answer = self.world.answer()
        if answer == "down":
            self.is_down = True
            return Answer(Outcome.DEFERRED)
        if answer in ("later", "refused", "failed"):
            outcome = {"later": Outcome.DEFERRED, "refused": Outcome.REFUSED, "failed": Outcome.FAILED}
            return Answer(outcome[answer], 451 if answer == "later" else 550, "no")
        mail = message_from_bytes(data, policy=policy.default)
        plain = mail.get_body(("plain",))  # type: ignore[attr-defined]
        said = f"{mail['Subject']}\n{plain.get_content()}"
        told = {int(number) for number in TITLE.findall(said)}
        there = self.world.shown_to(self.world.people[to])
        seen = {number for number in told if self.world.posts[number].pk in there}
        token = str(mail["Message-ID"])
        self.world.mails.append(Left(to, token, told, seen))
        return Answer(Outcome.ACCEPTED, 250)


class Line:
    """A push service that answers by the trouble of the world."""

    world: World

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def push(self, target: Target, message: dict[str, Any], **_more: Any) -> PushAnswer:
        answer = {"later": PushOutcome.LATER, "down": PushOutcome.LATER, "refused": PushOutcome.GONE}
        outcome = answer.get(self.world.answer(), PushOutcome.ACCEPTED)
        if outcome is PushOutcome.ACCEPTED:
            self.world.pushes.append(target.endpoint.split("/")[3])
        return PushAnswer(outcome)


def run(world: World, steps: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
    """Do one thing after the other; what there is nothing for is passed over."""
    needs_post, needs_message = {"hide", "show", "take_back"}, {"hide_and_show_message"}
    for name, arguments in steps:
        if (name in needs_post and not world.posts) or (name in needs_message and not world.messages):
            continue
        getattr(world, name)(*arguments)
