"""The letter of a decision about leave: printed once, kept, and printed again only when its file was lost."""

import hashlib
from datetime import datetime, timedelta

from django.utils.translation import override

from agenda.models import LeaveDecision, LeaveLetter
from common.background import after_commit
from common.pdf import render_pdf
from common.storage import exists_private, write_private

LEFT_LYING = timedelta(minutes=10)
SWEPT_AT_ONCE = 50
TASK = "agenda.tasks.print_letter"


def schedule_letter(decision: LeaveDecision) -> None:
    """Have the letter printed after the commit."""
    after_commit(TASK, decision.pk)


def print_letter(*, decision: LeaveDecision) -> LeaveLetter:
    """Print the letter; the same decision gives the same bytes, so two workers write the same file.

    Raises PdfFailed or OSError: then the sweep comes back to it.
    """
    present = LeaveLetter.objects.filter(decision=decision).first()
    if present is not None and exists_private(present.stored_as):
        return present
    request = decision.request
    context = {
        "decision": decision,
        "leave": request,
        "children": list(request.children.all()),
        "school": request.school,
        "school_name": request.school.name,
        "reference": request.pk.hex[:8].upper(),
    }
    with override("nl"):
        content = render_pdf(
            "pdf/leave_letter.html", context, identifier=request.pk.bytes, created=decision.decided_at
        )
    name = write_private(f"leave-letters/{request.pk.hex[:2]}/{request.pk.hex}.pdf", content)
    letter, _made = LeaveLetter.objects.get_or_create(
        decision=decision,
        defaults={
            "stored_as": name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "made_at": decision.decided_at,
        },
    )
    return letter


def sweep_letters(*, now: datetime) -> int:
    """Ring again for decisions without a letter; returns for how many."""
    lying = LeaveDecision.objects.filter(letter=None, decided_at__lt=now - LEFT_LYING)
    ids = list(lying.order_by("decided_at").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    for pk in ids:
        after_commit(TASK, pk)
    return len(ids)
