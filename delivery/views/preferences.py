"""The page on which people choose how they hear of news (R066, R091)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from common.htmx import is_fragment
from common.http import UserRequest, see_other, sent, signed_in
from common.limits import Limit
from common.push import Outcome, address_mark, public_key
from delivery.actions.preferences import set_preference, try_address_again
from delivery.actions.trying import Tried, send_test
from delivery.errors import NotYours
from delivery.forms.preferences import PreferenceForm
from delivery.queries.choices import Room, room_of, trouble_with
from delivery.queries.devices import devices_of
from delivery.queries.last_week import LastWeek, last_week_of
from hours.actions import set_quiet_time
from hours.queries.quiet import quiet_time_of
from people.queries import is_proven

# A test goes to the own devices and the own address; more than this is no trying out.
TESTS = Limit("delivery-test", attempts=5, seconds=3600)


@signed_in(NotYours)
@require_http_methods(["GET", "HEAD", "POST"])
def preference(request: UserRequest) -> HttpResponse:
    """Show and change how this account hears of news, and when it is left in peace."""
    now = timezone.now()
    form = form_of(request, now)
    if request.method == "POST" and form.is_valid():
        set_preference(by=request.user, choices=form.choices, exceptions=form.exceptions, now=now)
        set_quiet_time(
            user=request.user,
            between=form.between,
            weekend=form.cleaned_data["weekend"],
            by=request.user,
            now=now,
        )
        messages.success(request, _("Your choices are saved."))
        return see_other(reverse("delivery:preference"))
    return page(request, form, now, status=422 if form.errors else 200)


@signed_in(NotYours)
@require_POST
def last_week(request: UserRequest) -> HttpResponse:
    """What the choices on the page, not saved yet, would have sent: that part, or the page with them. Saves nothing."""
    now = timezone.now()
    form = form_of(request, now)
    if not is_fragment(request):
        return page(request, form, now, status=422 if form.errors else 200)
    week = week_of(form, now) if form.is_valid() else None
    context = {"last_week": week, "digest_url": digest_url()}
    return render(request, "delivery/_last_week.html", context, status=200 if week else 422)


@signed_in(NotYours)
@require_POST
def test_create(request: UserRequest) -> HttpResponse:
    """Send a test the ways that were chosen."""
    if not TESTS.take(str(request.user.pk)):
        messages.error(request, _("You tried this five times. Try again in an hour."))
        return see_other(reverse("delivery:preference"))
    room = own_room(request, timezone.now())
    for words in told(send_test(room=room), room):
        messages.info(request, words)
    return see_other(reverse("delivery:preference"))


@signed_in(NotYours)
@require_POST
def address_retry(request: UserRequest) -> HttpResponse:
    """Send mail to the own address again."""
    try_address_again(by=request.user, now=timezone.now())
    messages.success(request, _("Mail goes to %(address)s again.") % {"address": request.user.email})
    return see_other(reverse("delivery:preference"))


def own_room(request: UserRequest, now: datetime) -> Room:
    room = room_of(request.user, now=now)
    if room is None:
        raise PermissionDenied
    return room


def form_of(request: UserRequest, now: datetime) -> PreferenceForm:
    return PreferenceForm(
        sent(request),
        room=own_room(request, now),
        quiet=quiet_time_of(request.user),
        today=timezone.localdate(now),
    )


def page(request: UserRequest, form: PreferenceForm, now: datetime, *, status: int = 200) -> HttpResponse:
    """The page: what is typed while it is not right, else what is saved."""
    devices = devices_of([request.user])
    context: dict[str, Any] = {
        "form": form,
        "policy": form.room.policy,
        "address": request.user.email,
        "trouble": trouble_with(request.user.email),
        "last_week": week_of(form, now),
        "digest_url": digest_url(),
        "devices": devices,
        "push_key": public_key(),
        "push_known": [address_mark(device.endpoint) for device in devices],
    }
    return render(request, "delivery/preference.html", context, status=status)


def week_of(form: PreferenceForm, now: datetime) -> LastWeek:
    """Last week with what was sent, or with what is saved as long as that is not right."""
    room = form.room
    is_right = form.is_bound and form.is_valid()
    profile = room.with_choices(form.choices, form.exceptions) if is_right else room.profile
    return last_week_of(profile, room.children, room.policy, now=now)


def digest_url() -> str:
    try:
        return reverse("delivery:digest-preview")
    except NoReverseMatch:
        return ""


def told(tried: Tried, room: Room) -> list[str]:
    """What became of a test, in a sentence for each way."""
    sentences = []
    if count := tried.pushes[Outcome.ACCEPTED]:
        words = ngettext("A test is sent to %(count)s device.", "A test is sent to %(count)s devices.", count)
        sentences.append(words % {"count": count})
    if tried.pushes[Outcome.GONE]:
        sentences.append(_("A device that takes no notifications any more is taken off the list."))
    if tried.pushes[Outcome.LATER] or tried.pushes[Outcome.REFUSED]:
        sentences.append(
            _("A device could not be reached: the service that brings notifications did not take it.")
        )
    if tried.mailed_to:
        sentences.append(_("A test mail is on its way to %(address)s.") % {"address": tried.mailed_to})
    elif not is_proven(room.user):
        sentences.append(
            _("No mail was sent: confirm first that %(address)s is yours.") % {"address": room.user.email}
        )
    elif not room.profile.ways.takes_mail:
        sentences.append(
            _("No mail was sent: mail to %(address)s does not arrive.") % {"address": room.user.email}
        )
    return sentences
