"""Brings the database of an installation up to date; an empty embedded one gets the demo school."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from consent import actions
from groups.models import School


class Command(BaseCommand):
    help = (
        "Apply migrations, give schools the questions they miss, and load the demo school where there is none outside "
        "production."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        schools = list(School.objects.all())
        for school in schools:
            # A question that came with a newer version of Kring; the words of the school stay as they are.
            actions.set_up_purposes(school=school)
        if settings.PRODUCTION or schools:
            return
        self.stdout.write("» Loading the demo school (once)")
        call_command("load_demo")
