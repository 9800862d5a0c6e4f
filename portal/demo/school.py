"""The school itself: its year, its groups, its texts and the people who work there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from consent import actions as consent_actions
from groups import actions as group_actions
from groups.models import School, SchoolGroup, SchoolYear
from people.models import Child, User
from policies import actions as policy_actions
from portal.demo.families import GROUPS, Name
from portal.demo.ids import address, demo_id, read_data

BRIN = "99ZZ"
PASSWORD = "kring-demo"  # noqa: S105 - printed by `make run`, and refused in production
CAST = ("anna", "bram", "carla", "dirk", "farid", "greet", "henk", "office", "ilse")


@dataclass
class Demo:
    """What the steps of loading hand to each other."""

    now: datetime
    begin: datetime
    school: School
    year: SchoolYear
    groups: dict[str, SchoolGroup] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    children: dict[UUID, Child] = field(default_factory=dict)

    @property
    def wide(self) -> SchoolGroup:
        return self.groups["school"]

    @property
    def greet(self) -> User:
        return self.people[address("greet")]


def school_year(today: date) -> str:
    """The name of the school year of a day: "2026-2027" from 1 August 2026."""
    first = today.year if today.month >= 8 else today.year - 1
    return f"{first}-{first + 1}"


def set_up_school(now: datetime) -> Demo:
    """Make the school with its purposes and groups."""
    school = group_actions.create_school(
        board="Stichting De Kring",
        name="De Wilgenhof",
        brin=BRIN,
        place="Lindedorp",
        phone="010 123 45 67",
        email=address("kantoor"),
    )
    consent_actions.set_up_purposes(school=school)
    year = group_actions.create_school_year(school=school, name=school_year(timezone.localdate(now)))
    demo = Demo(now=now, begin=now - timedelta(weeks=8), school=school, year=year)
    demo.groups["school"] = school.groups.school_wide().get()
    for name, _size, years in GROUPS:
        demo.groups[name] = group_actions.create_group(
            school=school,
            kind=SchoolGroup.Kind.CLASS,
            name=name,
            year=year,
            year_group=years[0] if len(years) == 1 else "",
        )
    return demo


def open_accounts(demo: Demo, people: Iterable[tuple[str, Name, str]]) -> None:
    """Make accounts from (address, name, how children call them); only the cast can sign in."""
    # One hash for all of the cast: hashing is slow by design.
    opened, closed = make_password(PASSWORD), make_password(None)
    users = [
        User(
            id=demo_id("account", email),
            email=email,
            first_name=first,
            prefix=prefix,
            last_name=last,
            called=called,
            date_joined=demo.begin,
            password=opened if email.partition("@")[0] in CAST else closed,
        )
        for email, (first, prefix, last), called in people
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    demo.people |= {user.email: user for user in users}


def hire_staff(demo: Demo) -> None:
    """Give everybody who works at the school an account and a role; Greet comes first and adds the others."""
    staff = read_data("staff")["staff"]
    open_accounts(demo, ((address(s["email"]), tuple(s["name"]), s.get("called", "")) for s in staff))
    for person in staff:
        user = demo.people[address(person["email"])]
        for name in person.get("groups", ["school"]):
            group_actions.add_staff(
                user=user,
                group=demo.groups[name],
                role=person["role"],
                ends_on=demo.year.ends_on if person["role"] == "trainee" else None,
                by=None if person["role"] == "director" else demo.greet,
                now=demo.begin,
            )


def say_goodbye(demo: Demo) -> None:
    """Who left keeps an account that is switched off."""
    for person in read_data("staff")["staff"]:
        if person.get("left"):
            group_actions.deactivate_account(
                user=demo.people[address(person["email"])], by=demo.greet, now=demo.now - timedelta(days=20)
            )


def publish_texts(demo: Demo) -> None:
    """House rules and privacy statement; everybody accepts the rules but Farid, who still has to."""
    documents = policy_actions.set_up_documents(school=demo.school, by=demo.greet, now=demo.begin)
    rules = next(document for document in documents if document.kind == "house-rules")
    for email, user in demo.people.items():
        if email != address("farid"):
            policy_actions.accept_document(document=rules, by=user, now=demo.begin + timedelta(hours=1))
