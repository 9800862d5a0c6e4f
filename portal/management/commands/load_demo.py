"""`manage.py load_demo`: the demo school De Wilgenhof, made once."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from groups.models import School
from portal.demo.load import is_loaded, load_demo


class Command(BaseCommand):
    help = "Make the demo school De Wilgenhof, with drawn pictures. A second time nothing changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--photos", type=int, help="draw at most so many pictures (fewer is faster)")
        parser.add_argument(
            "--yes-this-is-a-demo",
            action="store_true",
            help="load it in production or next to another school: everybody knows the passwords of the demo",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("The demo school is there already: nothing changed.")
            return
        if not options["yes_this_is_a_demo"]:
            self._refuse_a_real_school()
        began = time.monotonic()
        load_demo(now=timezone.now(), photos=options["photos"], say=self._say)
        self._say(f"De Wilgenhof is there ({time.monotonic() - began:.0f} seconds)")

    def _refuse_a_real_school(self) -> None:
        """Accounts with a password that everybody knows do not belong next to real children."""
        if settings.PRODUCTION:
            raise CommandError("This is production. For a public demo: load_demo --yes-this-is-a-demo")
        if School.objects.exists():
            raise CommandError("There is a school here already. To add the demo: --yes-this-is-a-demo")

    def _say(self, text: str) -> None:
        self.stdout.write(f"» {text}")
