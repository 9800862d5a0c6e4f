"""A school with as many parents as wanted, made fast: whom one post has to reach."""

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.utils import timezone

from delivery.models import Preference
from groups import actions
from groups.models import Membership, School, SchoolGroup, SchoolGroupUserPermission
from people.actions.addresses import prove_address
from people.models import Child, User
from posts.models import Post

BATCH = 2_000
TEXT = "Wat een dag! We zochten dieren in de vijver, vonden vijf soorten paddenstoelen en aten samen. " * 4


def make_crowd(name: str, brin: str, size: int, news: str = "mail") -> tuple[SchoolGroup, User]:
    """A school whose school-wide group has `size` parents of one child each, and its director."""
    school = actions.create_school(board=name, name=name, brin=brin)
    group = school.groups.school_wide().get()
    director = User.objects.create_user(f"director@{school.slug}.test", first_name="Greet", last_name="Bank")
    prove_address(by=director)
    actions.add_staff(user=director, group=group, role=Membership.Role.DIRECTOR, by=None, now=timezone.now())
    view = Permission.objects.get(content_type__app_label="groups", codename="view")
    for start in range(0, size, BATCH):
        _add_parents(school, group, view, range(start, min(start + BATCH, size)), news)
    return group, director


def _add_parents(school: School, group: SchoolGroup, view: Permission, numbers: range, news: str) -> None:
    parents = User.objects.bulk_create(
        User(email=f"p{number}@{school.slug}.test", first_name=f"Ouder{number}", password="!")
        for number in numbers
    )
    children = Child.objects.bulk_create(Child(first_name=f"Kind{number}") for number in numbers)
    Membership.objects.bulk_create(
        Membership(
            user=parent,
            group=group,
            role=Membership.Role.PARENT,
            child=child,
            state=Membership.State.ACTIVE,
            starts_on=date(2026, 8, 1),
        )
        for parent, child in zip(parents, children, strict=True)
    )
    SchoolGroupUserPermission.objects.bulk_create(
        SchoolGroupUserPermission(user=parent, permission=view, content_object=group) for parent in parents
    )
    # News goes to addresses that were shown to be theirs.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=parent, email=parent.email, verified=True, primary=True) for parent in parents
    )
    Preference.objects.bulk_create(Preference(user=parent, news=news, talks="mail") for parent in parents)


def place(group: SchoolGroup, author: User, title: str) -> Post:
    """A post for everybody in the group, placed now."""
    return Post.objects.create(
        school=group.school,
        group=group,
        author=author,
        author_role=Membership.Role.DIRECTOR,
        title=title,
        text=TEXT,
        state=Post.State.PUBLISHED,
        published_at=timezone.now(),
    )
