"""A school with a full class, made fast: what a feed has to work through."""

import random
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from consent import actions as consent_actions
from consent.models import Decision, Purpose
from groups import actions
from groups.models import Membership, SchoolGroup
from people.models import Child, ParentalAuthority, User
from posts.models import Comment, Photo, Post, Reaction, Region

PUPILS = 25
COMMENTS, REACTIONS, REGIONS = 10, 15, 3
# Photos per post, over and over: 1.3 on average, as in the reference measurements of comparable products.
PHOTOS = (1, 1, 2, 1, 1, 1, 3, 1, 1, 1)
SENTENCE = "we gingen met de klas naar het bos en vonden vijf soorten paddenstoelen aan de rand van de vijver"
WORDS = SENTENCE.split()


@dataclass
class BenchSchool:
    group: SchoolGroup
    teacher: User
    parents: list[User]
    children: list[Child]


def make_school(name: str = "Bench") -> BenchSchool:
    """A school with one class: a teacher, 25 children, two guardians each, all with a choice about photos."""
    now = timezone.now()
    school = actions.create_school(board=name, name=name, brin="99BB")
    consent_actions.set_up_purposes(school=school)
    year = actions.create_school_year(school=school, name="2026-2027")
    group = actions.create_group(school=school, kind=SchoolGroup.Kind.CLASS, name="5B", year=year)
    teacher = User.objects.create_user(
        "teacher@bench.test", first_name="Anna", last_name="Bank", called="Juf Anna"
    )
    actions.add_staff(user=teacher, group=group, role=Membership.Role.TEACHER, by=None, now=now)
    parents, children = [], []
    for number in range(PUPILS):
        child = Child(first_name=f"Kind{number}", last_name="Bank")
        actions.register_child(school=school, child=child, started_on=date(2026, 8, 1), by=None, now=now)
        actions.enrol_child(child=child, group=group, started_on=date(2026, 8, 1), by=None, now=now)
        children.append(child)
        for side in "ab":
            parents.append(_guardian(child, f"{number}{side}", now))
    return BenchSchool(group, teacher, parents, children)


def _guardian(child: Child, name: str, now: datetime) -> User:
    user = User.objects.create_user(f"parent{name}@bench.test", first_name=f"Ouder{name}", last_name="Bank")
    yes = ParentalAuthority.Authority.YES
    row = ParentalAuthority.objects.create(child=child, guardian=user, name=name, authority=yes)
    actions.set_authority(authority=row, value=yes, by=None, now=now)
    school = child.enrolments.current()[0].group.school
    # Every fifth child stays behind a leaf.
    answer = "no" if name.startswith(("4", "9")) else "yes"
    for purpose in Purpose.objects.filter(school=school):
        Decision.objects.create(
            authority=row, purpose=purpose, answer=answer, wording=purpose.wording, decided_by=user
        )
    return user


def make_posts(school: BenchSchool, count: int) -> None:
    """Posts of about 400 characters with their photos, regions, comments and reactions; the newest has 50 comments."""
    chance = random.Random(1)
    now = timezone.now()
    posts = [
        Post(
            school=school.group.school,
            group=school.group,
            author=school.teacher,
            author_role="teacher",
            title=f"Bericht {number}",
            text=" ".join(chance.choices(WORDS, k=75)),
            state=Post.State.PUBLISHED,
            published_at=now - timedelta(hours=number + 1),
            comment_count=50 if number == 0 else COMMENTS,
        )
        for number in range(count)
    ]
    Post.objects.bulk_create(posts)
    _make_photos(school, posts, chance)
    Comment.objects.bulk_create(
        Comment(
            post=post,
            author=chance.choice(school.parents),
            author_role="parent",
            text=" ".join(chance.choices(WORDS, k=12)),
            created_at=post.published_at + timedelta(minutes=number),
        )
        for post in posts
        for number in range(post.comment_count)
    )
    Reaction.objects.bulk_create(
        Reaction(post=post, user=user, kind=chance.choice(Reaction.Kind.values))
        for post in posts
        for user in chance.sample(school.parents, REACTIONS)
    )


def _make_photos(school: BenchSchool, posts: list[Post], chance: random.Random) -> None:
    photos = [
        Photo(
            post=post,
            position=position,
            state=Photo.State.READY,
            width=1600,
            height=1200,
            master_name="m.jpg",
            sha256=uuid.uuid4().hex * 2,
            uploaded_by=school.teacher,
            checked_by=school.teacher,
            checked_at=timezone.now(),
        )
        for number, post in enumerate(posts)
        for position in range(PHOTOS[number % len(PHOTOS)])
    ]
    Photo.objects.bulk_create(photos)
    Region.objects.bulk_create(
        Region(
            photo=photo,
            x=0.1 + 0.25 * number,
            y=0.3,
            width=0.1,
            height=0.15,
            child=child,
            drawn_by=school.teacher,
        )
        for photo in photos
        for number, child in enumerate(chance.sample(school.children, REGIONS))
    )
