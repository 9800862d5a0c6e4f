"""`manage.py import_roster FILE`: show what an export would change and apply it, from the server itself."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from groups.actions.guardian_sheet import apply_guardians
from groups.actions.roster import apply_roster
from groups.errors import Refused
from groups.models import School
from groups.roster.changes import GuardianPlan, RosterPlan
from groups.roster.current import current_school
from groups.roster.edexml import read_edexml
from groups.roster.guardian_plan import plan_guardians
from groups.roster.plan import plan_roster
from groups.roster.preview import preview_roster
from groups.roster.problems import RosterRefused
from groups.roster.spreadsheet import read_guardians
from groups.roster.types import Roster


class Command(BaseCommand):
    help = "Read in a roster (EDEXML) or, with --guardians, a list of parents (CSV or XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--school", metavar="BRIN", help="needed when the file does not say it and there are several"
        )
        parser.add_argument("--guardians", action="store_true", help="the file is a list of parents")
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")
        parser.add_argument(
            "--confirm-gone", action="store_true", help="yes, more than a tenth of the pupils left"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            if options["guardians"]:
                self.take_guardians(content, options)
            else:
                self.take_pupils(content, options)
        except OSError as error:
            raise CommandError(str(error)) from error
        except (RosterRefused, Refused) as refusal:
            raise CommandError(str(refusal)) from refusal

    def take_pupils(self, content: bytes, options: dict[str, Any]) -> None:
        roster, now = read_edexml(content), timezone.now()
        school = self.find_school(options["school"] or roster.brin)
        current = current_school(school)
        plan = plan_roster(current, roster, today=timezone.localdate(now))
        self.show_roster(plan, preview_roster(current, roster, plan), roster)
        if not options["dry_run"]:
            apply_roster(
                school=school,
                roster=roster,
                plan_fingerprint=plan.fingerprint,
                confirmed_gone=options["confirm_gone"],
                by=None,
                now=now,
            )
            self.stdout.write(self.style.SUCCESS("Applied."))

    def take_guardians(self, content: bytes, options: dict[str, Any]) -> None:
        sheet = read_guardians(content)
        if sheet.missing:
            raise CommandError(
                f"No column found for: {', '.join(sheet.missing)}. Columns: {', '.join(sheet.columns)}."
            )
        school = self.find_school(options["school"])
        plan = plan_guardians(current_school(school), sheet)
        self.show_guardians(plan)
        if not options["dry_run"]:
            apply_guardians(
                school=school, sheet=sheet, plan_fingerprint=plan.fingerprint, by=None, now=timezone.now()
            )
            self.stdout.write(self.style.SUCCESS("Applied."))

    def find_school(self, brin: str | None) -> School:
        """The school with this BRIN (the first four signs count); without one, the only school there is."""
        schools = School.objects.filter(brin__istartswith=brin[:4]) if brin else School.objects.all()
        found = list(schools[:2])
        if len(found) != 1:
            raise CommandError(
                "Say which school this is: --school BRIN." if found else "There is no such school here."
            )
        return found[0]

    def show_roster(self, plan: RosterPlan, preview: Any, roster: Roster) -> None:
        self.stdout.write(f"School year {plan.school_year}, {len(roster.pupils)} pupils in the file.")
        for title in ("groups", "new", "changed", "gone", "upcoming", "staff"):
            lines = getattr(preview, title)
            self.stdout.write(f"{title}: {len(lines)}")
            for line in lines:
                self.stdout.write(f"  {line.name} {' · '.join(line.details)}".rstrip())
        self.stdout.write(f"unchanged: {plan.unchanged_count}, proposals: {len(plan.merges)}")
        for note in (*plan.warnings, *plan.problems):
            self.stdout.write(self.style.WARNING(str(note)))

    def show_guardians(self, plan: GuardianPlan) -> None:
        self.stdout.write(
            f"new: {len(plan.new)}, changed: {len(plan.changed)}, the same: {plan.unchanged_count}"
        )
        self.stdout.write(f"in Kring but not in the list (they stay): {len(plan.absent)}")
        for problem in plan.problems:
            self.stdout.write(self.style.WARNING(f"{problem} ({problem.who})"))
