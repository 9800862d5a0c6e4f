"""`manage.py verify_dossiers`: is every hard copy still what it was?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from groups.models import School
from moderation.models import DossierDocument
from moderation.queries.chain import faults_of


class Command(BaseCommand):
    help = "Check every document in every dossier against its digest and its place in the chain."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [fault for school in School.objects.order_by("name") for fault in faults_of(school)]
        for fault in faults:
            self.stderr.write(
                f"{fault.document.school} {fault.document} ({fault.document.pk}): {fault.what} does not fit"
            )
        if faults:
            raise CommandError(f"{len(faults)} fault(s) found.")
        self.stdout.write(f"{DossierDocument.objects.count()} document(s), all unchanged.")
