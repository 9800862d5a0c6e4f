"""The dossiers: which there are, and what is in one. Who opens one is written down (R150)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from groups.permissions import groups_where
from moderation import actions
from moderation.models import Incident
from moderation.permissions import may_file, may_keep_dossiers, may_lead
from moderation.queries.chain import is_unchanged
from moderation.queries.dossiers import (
    STATES,
    Chosen,
    chosen_dossiers,
    is_destroyed,
    looked_into,
    readers_of,
    years_of,
)
from moderation.queries.retention import due_dossiers
from moderation.queries.timeline import timeline
from people.models import User

PAGE_SIZE = 50


def fetch_dossier(user: User, key: UUID | str) -> Incident:
    """Return a dossier this account may open, by its id or its number; 404 otherwise."""
    found = Incident.objects.open_to(user).select_related(
        *("group", "school", "about", "child", "post__author", "comment__post", "comment__author"),
        *("photo__post", "photo__uploaded_by", "closed_by", "assigned_to", "held_by", "complaint"),
    )
    try:
        return get_object_or_404(found, pk=UUID(str(key)))
    except ValueError:
        # A number is that of one school; whoever leads two with the same number follows a link instead.
        matches = list(found.filter(number=key)[:2])
        if len(matches) != 1:
            raise Http404 from None
        return matches[0]


@login_required
@require_safe
def dossier_list(request: UserRequest) -> HttpResponse:
    """The dossiers this account may open, by kind, category, school year and state."""
    if not may_keep_dossiers(request.user):
        raise PermissionDenied
    chosen, years = chosen_of(request), years_of(request.user)
    found = chosen_dossiers(request.user, chosen, today=timezone.localdate())
    page = Paginator(found.select_related("group", "about", "child", "school"), PAGE_SIZE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "chosen": chosen,
        "years": [(year, f"{year}-{int(year) + 1}") for year in years if year.isdigit()],
        "files": Incident.File.choices,
        "categories": Incident.Category.choices,
        "leads": leads_somewhere(request.user),
        "handles": handles_somewhere(request.user),
    }
    return render(request, "moderation/dossier_list.html", context)


@login_required
@require_safe
def dossier_detail(request: UserRequest, key: str) -> HttpResponse:
    """One dossier as a whole; it prints on A4."""
    incident = fetch_dossier(request.user, key)
    now = timezone.now()
    actions.inspect_dossier(incident=incident, by=request.user, now=now)
    context = detail_context(incident, request.user, timezone.localdate(now))
    return render(request, "moderation/dossier.html", context)


def detail_context(incident: Incident, user: User, today: date) -> dict[str, Any]:
    steps = list(incident.steps.select_related("owner", "done_by"))
    return {
        "incident": incident,
        "documents": documents_of(incident),
        "lines": timeline(incident),
        "steps": steps,
        "done": sum(step.done_at is not None for step in steps),
        "measures": incident.measures.select_related("person", "child", "restriction", "lifted_by"),
        "readers": readers_of(incident, today=today),
        "looked": looked_into(incident),
        "reason": actions.unfinished_business(incident),
        "leads": may_lead(user, incident),
        "files": may_file(user, incident),
        "is_due": due_dossiers(incident.school, today).filter(pk=incident.pk).exists(),
    }


def documents_of(incident: Incident) -> list[dict[str, Any]]:
    """The documents of a dossier, each with whether its file is still what the chain knows."""
    return [
        {
            "document": document,
            "is_destroyed": is_destroyed(document),
            "is_unchanged": not is_destroyed(document) and is_unchanged(document),
        }
        for document in incident.documents.select_related("incident", "made_by").order_by("sequence")
    ]


def chosen_of(request: UserRequest) -> Chosen:
    """What is asked for above the list; a word that is not known chooses nothing."""
    asked = {name: request.GET.get(name, "") for name in ("state", "file", "category", "year")}
    known = {
        "state": set(STATES),
        "file": set(Incident.File.values),
        "category": set(Incident.Category.values),
    }
    kept = {name: value for name, value in asked.items() if value in known.get(name, {value})}
    if not kept.get("year", "").isdigit():
        kept["year"] = ""
    return Chosen(**kept)


def leads_somewhere(user: User) -> bool:
    return groups_where(user, "direct").exists()


def handles_somewhere(user: User) -> bool:
    return groups_where(user, "moderate").exists()
