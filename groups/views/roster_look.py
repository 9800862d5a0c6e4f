"""One look at an uploaded file beside the school: what is in it and what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import RosterUpload, School
from groups.roster.changes import GuardianPlan, MergeProposal, RosterPlan
from groups.roster.current import current_school
from groups.roster.edexml import read_edexml
from groups.roster.guardian_plan import plan_guardians
from groups.roster.plan import plan_roster
from groups.roster.preview import Line, RosterPreview, describe_changes, preview_roster
from groups.roster.problems import RowProblem
from groups.roster.spreadsheet import read_guardians
from groups.roster.types import GuardianSheet, Roster

PUPILS, GUARDIANS = RosterUpload.Kind.PUPILS, RosterUpload.Kind.GUARDIANS


class FileGone(Exception):
    """The file was swept in the meantime."""

    def __str__(self) -> str:
        return _("This file was removed because it was not applied within a day. Choose it again.")


@dataclass(frozen=True)
class Look:
    """What the page shows. Of `roster` and `sheet` one is there, with its plan."""

    roster: Roster | None = None
    sheet: GuardianSheet | None = None
    plan: RosterPlan | None = None
    preview: RosterPreview | None = None
    guardian_plan: GuardianPlan | None = None

    @property
    def content(self) -> Roster | GuardianSheet:
        """What was read, to apply."""
        content = self.roster or self.sheet
        if content is None:
            raise ValueError("a look is at a roster or at a sheet")
        return content

    @property
    def template(self) -> str:
        return "groups/roster_check.html" if self.roster else "groups/roster_guardians.html"

    @property
    def missing(self) -> Sequence[str]:
        return self.sheet.missing if self.sheet else ()

    @property
    def merges(self) -> Sequence[MergeProposal]:
        return self.plan.merges if self.plan else ()

    @property
    def asks(self) -> bool:
        return bool(self.plan and self.plan.needs_confirmation)

    @property
    def fingerprint(self) -> str:
        plan = self.plan or self.guardian_plan
        return plan.fingerprint if plan else ""

    @property
    def problems(self) -> Sequence[RowProblem]:
        plan = self.plan or self.guardian_plan
        return plan.problems if plan else ()

    @property
    def nothing_to_do(self) -> bool:
        plan = self.plan or self.guardian_plan
        return plan is None or (plan.is_empty and not self.merges)

    @property
    def changed_guardians(self) -> list[Line]:
        changes = self.guardian_plan.changed if self.guardian_plan else ()
        return [Line(f"{one.name} ({one.child_name})", describe_changes(one.changes)) for one in changes]

    @property
    def done(self) -> str:
        """What to say when it was applied."""
        if self.roster:
            count = len(self.roster.pupils)
            return ngettext("%(count)d pupil is recorded.", "%(count)d pupils are recorded.", count) % {
                "count": count
            }
        count = len(self.guardian_plan.new) if self.guardian_plan else 0
        return ngettext("%(count)d parent was added.", "%(count)d parents were added.", count) % {
            "count": count
        }


def kind_of(content: bytes) -> str:
    """Pupils when the bytes look like XML in any encoding, else a list of guardians."""
    return PUPILS if content.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")[:1] == b"<" else GUARDIANS


def look_at(content: bytes, kind: str, school: School, mapping: Mapping[str, str], today: date) -> Look:
    """Read `content` and compare it with the school. Raises RosterRefused."""
    if kind == PUPILS:
        roster, current = read_edexml(content), current_school(school)
        plan = plan_roster(current, roster, today=today)
        return Look(roster=roster, plan=plan, preview=preview_roster(current, roster, plan))
    sheet = read_guardians(content, mapping or None)
    return Look(
        sheet=sheet, guardian_plan=None if sheet.missing else plan_guardians(current_school(school), sheet)
    )


def mapping_name(pk: UUID) -> str:
    """Where the session keeps which column is which for one upload."""
    return f"roster-columns-{pk}"
