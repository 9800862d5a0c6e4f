"""The telephones and browsers that show notifications."""

import uuid
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User

MARK = 32


def sign_in_mark(user: User) -> str:
    """What changes when the password or the address to sign in with does; it tells nothing of either."""
    return sha256(f"{user.password}\n{user.email}".encode()).hexdigest()[:MARK]


class PushDevice(models.Model):
    """One browser of one account. The endpoint is a secret between Kring and the push service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    name = models.CharField(_("device"), max_length=60)
    # Another account that signs in on the same browser takes it over.
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    # How its account signed in when it was added: whoever got hold of an account loses its notifications as well.
    sign_in = models.CharField(max_length=MARK)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name
