"""Forms on paper: who may sign for whom, what a form can no longer say yes to, and who may see its scan."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consent.models import Decision, PaperForm, Purpose, Wording
from consent.queries.choices import latest_answers
from consent.rules import same_year
from groups.models import School
from groups.permissions import groups_with_any
from people.models import ParentalAuthority, User
from policies.models import Renewal
from policies.queries import policy_for


def kept_by(user: User) -> QuerySet[School]:
    """The schools for which this account enters forms: it leads them, or keeps their office."""
    kept = groups_with_any(user, "direct", "register").school_wide()
    return School.objects.filter(groups__in=kept).distinct()


def signers_for(user: User) -> QuerySet[ParentalAuthority]:
    """The guardians whose form this account may enter: authority on record, not blocked, account or none."""
    counting = ParentalAuthority.objects.unblocked().filter(authority=ParentalAuthority.Authority.YES)
    here = counting.filter(
        child__enrolments__group__school__in=kept_by(user), child__enrolments__ended_on=None
    )
    return here.select_related("child", "guardian").distinct()


def forms_for(user: User) -> QuerySet[PaperForm]:
    """Every form this account may open: those entered for its school when it keeps them, and the own ones.

    One that said nothing new has no receipt to tell for which school it was; then where the child was enrolled does.
    """
    schools = kept_by(user)
    been = Q(receipts=None, authority__child__enrolments__group__school__in=schools)
    kept = PaperForm.objects.filter(Q(receipts__school__in=schools) | been)
    own = PaperForm.objects.filter(authority__in=ParentalAuthority.objects.deciding().filter(guardian=user))
    return (kept | own).distinct()


def why_not_yes(
    authority: ParentalAuthority, purposes: Iterable[Purpose], *, signed_on: date, today: date
) -> dict[int, str]:
    """Purposes to which a form of this day can no longer say yes, with the sentence why. A no can always be said.

    Fails closed: a yes on paper never passes a no of the same day or later, never counts for words that were written
    later, and never for a school year that is over (R021).
    """
    asked = list(purposes)
    words = _written_on(asked)
    latest = latest_answers(authority, asked)
    reasons: dict[int, str] = {}
    for purpose in asked:
        earlier = latest.get(purpose.pk)
        if _is_of_earlier_year(purpose.school_id, signed_on, today):
            reasons[purpose.pk] = _("This form is of an earlier school year. Ask the parent for a new one.")
        elif purpose.counts_from > 1 and words[purpose.pk] >= signed_on:
            reasons[purpose.pk] = _("This question changed after the date on the form. Ask for a new form.")
        elif earlier and earlier.answer == Decision.Answer.NO and _said_on(earlier) >= signed_on:
            reasons[purpose.pk] = _(
                "This parent chose no on the same day or later. A yes on paper does not undo that."
            )
    return reasons


def newest_own_choice(authority: ParentalAuthority) -> Decision | None:
    """The last time this guardian chose in the portal itself."""
    return authority.decisions.filter(via=Decision.Via.PORTAL).order_by("-id").first()


def _is_of_earlier_year(school_id: int, signed_on: date, today: date) -> bool:
    renews = policy_for(school_id).consent_renewal == Renewal.RECONFIRM
    return renews and not same_year(signed_on, today)


def _written_on(purposes: list[Purpose]) -> dict[int, date]:
    """The day of the wording from which answers count, by purpose."""
    rows = Wording.objects.filter(
        Q(*(Q(purpose=p, version=p.counts_from) for p in purposes), _connector=Q.OR)
    )
    written = rows.values("purpose_id").annotate(at=Max("written_at"))
    return {row["purpose_id"]: timezone.localdate(row["at"]) for row in written}


def _said_on(decision: Decision) -> date:
    """The day somebody really said this: of an answer on paper the date on the form."""
    paper = decision.receipt.paper if decision.receipt else None
    return paper.signed_on if paper else timezone.localdate(decision.decided_at)
