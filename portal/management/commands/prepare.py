"""Brings the database of an installation up to date; an empty embedded one gets the demo school."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from groups.models import School


class Command(BaseCommand):
    help = "Apply migrations and, where no school exists outside production, load the demo school."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.PRODUCTION or School.objects.exists():
            return
        self.stdout.write("» Loading the demo school (once)")
        call_command("load_demo")
