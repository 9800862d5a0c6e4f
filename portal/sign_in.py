"""`/account/login/`: signing in; a session of staff ends after a working day (security plan C08)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import pgettext

from groups.queries import works_at_school
from people.models import User
from people.views import LoginView as PeopleLoginView
from policies.queries import contact_check_due


class LoginView(PeopleLoginView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = self.request.user
        now = timezone.now()
        if isinstance(user, User) and works_at_school(user, timezone.localdate(now)):
            # A moment, not a number of seconds: using the portal does not stretch it.
            self.request.session.set_expiry(now + settings.KRING_STAFF_SESSION)
            if contact_check_due(user, now):
                # Parents are asked on the page of their family; staff have no page they all pass.
                say = pgettext(
                    "staff",
                    "Are your name and e-mail address still right? Look in the menu, below your name.",
                )
                messages.info(self.request, say)
        return response


login = LoginView.as_view()
