"""Who is let in with a password, and whose session counts."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from people.models import User


class AccountBackend(AuthenticationBackend):
    """Django asks `user_can_authenticate` at each sign-in and, for an open session, at each request."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Refuse an account that is switched off or stands still (R125). Costs no statement: the row is here."""
        stands_still = isinstance(user, User) and user.is_suspended(timezone.now())
        return super().user_can_authenticate(user) and not stands_still
