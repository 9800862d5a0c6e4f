"""`manage.py sync_permissions`: make the index of rights agree with the memberships, group by group."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import ngettext

from groups import permissions
from groups.models import SchoolGroup


class Command(BaseCommand):
    help = (
        "Rebuild the permission rows of every group from its memberships. Changes nothing where they agree."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        for group in SchoolGroup.objects.order_by("pk"):
            with transaction.atomic():
                changed += permissions.rebuild(group)
        self.stdout.write(
            ngettext("%(count)d row changed.", "%(count)d rows changed.", changed) % {"count": changed}
        )
