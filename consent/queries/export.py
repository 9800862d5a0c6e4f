"""Everything that was decided about one child, for who asks for it (R178): as data, in one shape for PDF and JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from consent.models import Decision, Objection, PaperForm, Receipt
from groups.models import Enrolment, School
from groups.permissions import groups_where
from people.models import Child, ParentalAuthority, User


@dataclass(frozen=True)
class Reach:
    """How much of a child's file somebody gets: the own choices of a guardian, or all of the schools one leads."""

    child: Child
    user: User
    schools: frozenset[int]

    @property
    def is_whole(self) -> bool:
        return bool(self.schools)


def reach_of(user: User, child_id: Any) -> Reach | None:
    """What this account may have of this child; None when it has nothing to do with it.

    Who leads a school gets what that school knows, also after the child left. Two or three queries.
    """
    led = School.objects.filter(groups__in=groups_where(user, "direct").school_wide())
    been = Enrolment.objects.filter(child=child_id, group__school__in=led)
    schools = frozenset(been.order_by().values_list("group__school", flat=True))
    own = Child.objects.in_authority_of(user).filter(pk=child_id)
    child = (Child.objects.filter(pk=child_id) if schools else own).first()
    return Reach(child, user, schools) if child else None


def collect(reach: Reach, *, now: datetime) -> dict[str, Any]:
    """Every choice with its words, every receipt and paper form and, for who leads the school, every objection.

    Plain JSON values. Six queries at most, however much was decided.
    """
    told: dict[str, Any] = {
        "form": 1,
        "made_at": timezone.localtime(now).isoformat(),
        "made_for": {"id": str(reach.user.pk), "name": reach.user.get_full_name()},
        "child": {"id": str(reach.child.pk), "name": reach.child.full_name},
        "complete": reach.is_whole,
        "guardians": _guardians(reach),
    }
    if reach.is_whole:
        told["objections"] = [_objection(row) for row in _objections(reach)]
    return told


def receipts_in(reach: Reach) -> QuerySet[Receipt]:
    """The receipts whose files go with the export."""
    return Receipt.objects.filter(authority__in=_mine(reach)).filter(_here(reach, "school"))


def paper_in(reach: Reach) -> QuerySet[PaperForm]:
    """The paper forms whose scans go with the export; one that said nothing new has no receipt and goes too."""
    forms = PaperForm.objects.filter(authority__in=_mine(reach))
    return forms.filter(Q(receipts__in=receipts_in(reach)) | Q(receipts=None)).distinct()


def _mine(reach: Reach) -> QuerySet[ParentalAuthority]:
    everybody = ParentalAuthority.objects.filter(child=reach.child)
    return everybody if reach.is_whole else everybody.deciding().filter(guardian=reach.user)


def _here(reach: Reach, path: str) -> Q:
    return Q(**{f"{path}__in": reach.schools}) if reach.is_whole else Q()


def _guardians(reach: Reach) -> list[dict[str, Any]]:
    told: dict[Any, dict[str, Any]] = {
        authority.pk: _guardian(authority) for authority in _mine(reach).select_related("guardian")
    }
    decisions = Decision.objects.filter(authority__in=list(told)).filter(_here(reach, "purpose__school"))
    for decision in decisions.select_related("purpose", "decided_by").order_by("id"):
        told[decision.authority_id]["decisions"].append(_decision(decision))
    for receipt in receipts_in(reach).order_by("made_at"):
        told[receipt.authority_id]["receipts"].append(_receipt(receipt))
    for form in paper_in(reach).select_related("entered_by").order_by("entered_at"):
        told[form.authority_id]["paper_forms"].append(_paper(form))
    return list(told.values())


def _guardian(authority: ParentalAuthority) -> dict[str, Any]:
    return {
        "name": authority.display_name,
        "relation": authority.relation,
        "authority": authority.authority,
        "decisions": [],
        "receipts": [],
        "paper_forms": [],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "title": decision.purpose.title,
        "wording": decision.wording,
        "version": decision.version,
        "answer": decision.answer,
        "via": decision.via,
        "at": timezone.localtime(decision.decided_at).isoformat(),
        "entered_by": decision.decided_by.get_full_name(),
        "receipt": str(decision.receipt_id) if decision.receipt_id else None,
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "number": str(receipt.pk),
        "at": timezone.localtime(receipt.made_at).isoformat(),
        "statement": receipt.statement,
        "seal": receipt.seal,
        "sha256_of_file": receipt.sha256 or None,
    }


def _paper(form: PaperForm) -> dict[str, Any]:
    return {
        "number": str(form.pk),
        "signed_on": form.signed_on.isoformat(),
        "entered_at": timezone.localtime(form.entered_at).isoformat(),
        "entered_by": form.entered_by.get_full_name(),
        "sha256_of_scan": form.sha256,
    }


def _objections(reach: Reach) -> QuerySet[Objection]:
    rows = Objection.objects.filter(child=reach.child).order_by("made_at")
    return rows.select_related("made_by", "taken_back_by")


def _objection(row: Objection) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "day": row.day.isoformat() if row.day else None,
        "made_at": timezone.localtime(row.made_at).isoformat(),
        "made_by": row.made_by.get_full_name(),
        "taken_back_at": timezone.localtime(row.taken_back_at).isoformat() if row.taken_back_at else None,
        "taken_back_by": row.taken_back_by.get_full_name() if row.taken_back_by else None,
    }
