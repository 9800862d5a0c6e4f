"""A plan in words a person reads: names of groups instead of keys, labels instead of field names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groups.roster.changes import FieldChange, RosterPlan
from groups.roster.snapshot import CurrentSchool
from groups.roster.types import Roster


@dataclass(frozen=True)
class Line:
    """One thing that changes: who or what, and how."""

    name: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterPreview:
    """The lists on the page, in the order of the file."""

    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    gone: tuple[Line, ...]
    upcoming: tuple[Line, ...]
    groups: tuple[Line, ...]
    staff: tuple[Line, ...]


def preview_roster(current: CurrentSchool, roster: Roster, plan: RosterPlan) -> RosterPreview:
    """Everything applying `plan` would do, as lines."""
    names = {group.reference: group.name for group in current.groups}
    names |= {group.key: group.name for group in roster.groups}
    return RosterPreview(
        new=tuple(Line(one.full_name, _details(names.get(one.class_key or ""))) for one in plan.new),
        changed=_changed(plan, names),
        gone=tuple(Line(one.name, _details(names.get(one.class_key or ""))) for one in plan.gone),
        upcoming=tuple(
            Line(one.full_name, (_("from %(date)s") % {"date": f"{one.starts_on:%d-%m-%Y}"},))
            for one in plan.upcoming
            if one.starts_on
        ),
        groups=_groups(plan),
        staff=tuple(
            Line(one.name, _details(_role(one.role), names.get(one.group_key) or _("whole school")))
            for one in plan.staff
        ),
    )


def describe_changes(changes: Iterable[FieldChange]) -> tuple[str, ...]:
    """Each field as "first name: Sem → Sam"; keys are nobody's business."""
    labels = _labels()
    return tuple(
        f"{labels[change.field]}: {change.old or '–'} → {change.new or '–'}"
        for change in changes
        if change.field in labels
    )


def _labels() -> Mapping[str, str]:
    return {
        "first_name": _("first name"),
        "prefix": _("name prefix"),
        "last_name": _("last name"),
        "born_on": _("date of birth"),
        "year_group": _("year group"),
        "name": _("name"),
        "email": _("e-mail address"),
        "relation": _("relation"),
        "authority": _("parental authority"),
    }


def _changed(plan: RosterPlan, names: Mapping[str, str]) -> tuple[Line, ...]:
    """A pupil who changes and moves is one line."""
    found: dict[str, tuple[str, list[str]]] = {}
    for change in plan.changed:
        found.setdefault(change.id, (change.pupil.full_name, []))[1].extend(describe_changes(change.changes))
    for move in plan.moved:
        details = found.setdefault(move.id, (move.name, []))[1]
        if move.old_class != move.new_class or plan.school_year != plan.old_school_year:
            old, new = names.get(move.old_class or "", "–"), names.get(move.new_class or "", "–")
            details.append(_("group: %(old)s → %(new)s") % {"old": old, "new": new})
        details += [_("joins %(group)s") % {"group": names.get(key, key)} for key in move.joins_clusters]
        details += [_("leaves %(group)s") % {"group": names.get(key, key)} for key in move.leaves_clusters]
    return tuple(Line(name, tuple(details)) for name, details in found.values())


def _groups(plan: RosterPlan) -> tuple[Line, ...]:
    return (
        *(Line(group.name, (_("new"),)) for group in plan.new_groups),
        *(Line(one.group.name, describe_changes(one.changes)) for one in plan.changed_groups),
        *(Line(group.name, (_("ends"),)) for group in plan.gone_groups),
    )


def _details(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _role(role: str) -> str:
    return {
        "teacher": _("teacher"),
        "director": _("director"),
        "counsellor": _("internal counsellor"),
        "administration": _("administration"),
        "trainee": _("trainee"),
    }.get(role, _("staff member"))
