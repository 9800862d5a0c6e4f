"""`manage.py create_school`: a new school with its director, ready for the first roster."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone, translation

from consent import actions as consent_actions
from groups import actions as group_actions
from groups.models import Membership, School
from people import actions as people_actions
from people.models import User
from policies import actions as policy_actions

BRIN = re.compile(r"[0-9]{2}[A-Z]{2}([0-9]{2})?")


class Command(BaseCommand):
    help = (
        "Make a school with its purposes, its texts and its director; prints the link to choose a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help='name of the school, for example "De Wilgenhof"')
        parser.add_argument("--board", required=True, help="name of the board above the school")
        parser.add_argument(
            "--brin", required=True, help="BRIN number, with or without the location: 99ZZ or 99ZZ00"
        )
        parser.add_argument("--place", default="", help="where the school is; stands under its texts")
        parser.add_argument("--phone", default="")
        parser.add_argument("--email", default="", help="general address of the school")
        parser.add_argument("--director-email", required=True)
        parser.add_argument("--director-first-name", required=True)
        parser.add_argument("--director-last-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        check(options)
        with translation.override("nl"), transaction.atomic():
            school = make_school(options)
            director, is_new = first_director(school, options)
            policy_actions.set_up_documents(school=school, by=director, now=timezone.now())
        self.stdout.write(f"{school.name} is there, led by {director} <{director.email}>.")
        if is_new:
            self.stdout.write(
                f"Choose a password (works once, for an hour): {people_actions.password_link(director)}"
            )
            self.stdout.write("Too late? Ask for a new link on the page to sign in.")
        else:
            self.stdout.write("This account was there already and keeps its password.")


def check(options: dict[str, Any]) -> None:
    """Say what is wrong before anything is written."""
    options["brin"] = options["brin"].strip().upper()
    if not BRIN.fullmatch(options["brin"]):
        raise CommandError(
            f"{options['brin']!r} is not a BRIN number: two digits and two capitals, such as 99ZZ."
        )
    if School.objects.filter(brin=options["brin"]).exists():
        raise CommandError(f"There is a school with BRIN number {options['brin']} already.")
    for name in ("name", "board", "director_first_name", "director_last_name"):
        if not options[name].strip():
            raise CommandError(f"--{name.replace('_', '-')} is empty.")
    for address in filter(None, (options["director_email"], options["email"])):
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address!r} is not an e-mail address.") from error


def make_school(options: dict[str, Any]) -> School:
    names = ("board", "name", "brin", "place", "phone", "email")
    school = group_actions.create_school(**{name: options[name].strip() for name in names})
    consent_actions.set_up_purposes(school=school)
    today = timezone.localdate()
    first = today.year if today.month >= 8 else today.year - 1
    group_actions.create_school_year(school=school, name=f"{first}-{first + 1}")
    return school


def first_director(school: School, options: dict[str, Any]) -> tuple[User, bool]:
    """Give the director an account, or the one that is there already, and the lead of the school."""
    address = options["director_email"].strip().lower()
    user = User.objects.filter(email__iexact=address).first()
    if user is not None and not user.is_active:
        raise CommandError(f"The account of {address} is switched off.")
    is_new = user is None
    director = user or people_actions.create_account(
        email=address,
        password=None,
        first_name=options["director_first_name"].strip(),
        last_name=options["director_last_name"].strip(),
        verified=True,
        by=None,
    )
    group_actions.add_staff(
        user=director,
        group=school.groups.school_wide().get(),
        role=Membership.Role.DIRECTOR,
        by=None,
        now=timezone.now(),
    )
    return director, is_new
