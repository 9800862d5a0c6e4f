"""Inviting guardians: list, mails, letters (R160, R166, R167). A code is shown once, to its owner."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from common.http import sent
from common.pdf import PdfFailed, render_pdf
from groups import actions, queries
from groups.actions.invitations import CodeLetter
from groups.errors import Refused
from groups.forms.invitations import SelectionForm
from groups.models import SchoolGroupQuerySet
from groups.permissions import groups_where, groups_with_any
from groups.queries import INVITABLE, Standing
from groups.views.fetch import account_of, demand_any_group, guardian_or_404
from people import actions as people_actions
from people.models import ParentalAuthorityQuerySet, User

PER_PAGE = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Show how far each guardian is, and mail a code to the ones that are ticked."""
    user = account_of(request)
    demand_any_group(user, "manage", "register")
    now = timezone.now()
    form = SelectionForm(sent(request), choices=invitable(user, now))
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.mail_invitations(authorities=form.cleaned_data["guardians"], by=user, now=now)
        except Refused as refused:
            form.add_error("guardians", str(refused.reason))
        else:
            text = ngettext(
                "%(count)d mail with a code is on its way.",
                "%(count)d mails with a code are on their way.",
                count,
            )
            messages.success(request, text % {"count": count})
            return redirect(request.get_full_path())
    return show(request, user, form, now)


@login_required
@require_POST
def invitation_letters(request: HttpRequest) -> HttpResponse:
    """Print letters for the guardians that are ticked: new codes, one page each, kept in no cache."""
    user = account_of(request)
    demand_any_group(user, "manage", "register")
    now = timezone.now()
    form = SelectionForm(request.POST, choices=invitable(user, now))
    if not form.is_valid():
        return show(request, user, form, now)
    try:
        letters = actions.write_letters(authorities=form.cleaned_data["guardians"], by=user, now=now)
        document = printed(letters, now)
    except Refused as refused:
        form.add_error("guardians", str(refused.reason))
        return show(request, user, form, now)
    except PdfFailed:
        form.add_error("guardians", _("The letters could not be printed. Choose fewer and try again."))
        return show(request, user, form, now)
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="brieven.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def invitation_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the unused code of a guardian worthless."""
    user = account_of(request)
    guardian = guardian_or_404(user, pk, "manage", "register")
    people_actions.revoke_invitations(authority=guardian, by=user, now=timezone.now())
    messages.success(
        request, _("The code of %(name)s does not work any more.") % {"name": guardian.display_name}
    )
    return redirect("groups:invitation-list")


def invitable(user: User, now: datetime) -> ParentalAuthorityQuerySet:
    return queries.invitable_among(queries.guardians_in(inviting(user), now))


def inviting(user: User) -> SchoolGroupQuerySet:
    """The groups this account invites for: a teacher the own group, the office every group."""
    return groups_with_any(user, "manage", "register").running()


def printed(letters: list[CodeLetter], now: datetime) -> bytes:
    school = letters[0].school
    context = {"letters": letters, "school_name": school.name, "title": _("Invitation to Kring")}
    return render_pdf("pdf/invitation_letter.html", context, identifier=b"invitations", created=now)


def show(request: HttpRequest, user: User, form: SelectionForm, now: datetime) -> HttpResponse:
    groups = inviting(user)
    guardians = queries.guardians_in(groups, now)
    counts = queries.standings_of(guardians)
    chosen = groups.filter(slug=request.GET.get("group", "")).first()
    everybody = request.GET.get("show") == "all"
    if chosen:
        guardians = queries.guardians_in(groups.filter(pk=chosen.pk), now)
    if not everybody:
        guardians = queries.invitable_among(guardians)
    page = Paginator(guardians, PER_PAGE).get_page(request.GET.get("page"))
    classes = queries.classes_of([guardian.child for guardian in page.object_list])
    context = {
        "form": form,
        "page": page,
        "groups": groups,
        "chosen": chosen,
        "invitable": INVITABLE,
        "rows": [(guardian, classes.get(guardian.child_id, [])) for guardian in page.object_list],
        "may_register": groups_where(user, "register").exists(),
        "everybody": everybody,
        "total": sum(counts.values()),
        "open_count": sum(counts.get(s, 0) for s in INVITABLE),
        "standings": [(standing, counts[standing]) for standing in Standing if counts.get(standing)],
        "picked": set(request.POST.getlist("guardians")),
    }
    return render(request, "groups/invitation_list.html", context, status=422 if form.errors else 200)
