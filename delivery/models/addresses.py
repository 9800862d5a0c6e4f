"""What is known of mail addresses because something came back."""

from django.db import models
from django.db.models import Q


class AddressState(models.Model):
    """One address to which something came back. An address that always worked has no row."""

    # In small letters.
    address = models.EmailField(max_length=254, unique=True)
    hard_bounces = models.PositiveIntegerField(default=0)
    soft_bounces = models.PositiveIntegerField(default=0)
    last_bounce_at = models.DateTimeField(null=True, blank=True)
    # What the mail server said last, cut short.
    last_said = models.CharField(max_length=200, blank=True)
    # After three hard ones no mail goes there any more, and the office sees the family (G11).
    flagged_at = models.DateTimeField(null=True, blank=True)
    # The reader called a mail unwanted: nothing but what was asked for goes there.
    complained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["address"]
        indexes = [
            models.Index(
                fields=["flagged_at"], condition=Q(flagged_at__isnull=False), name="flagged_addresses"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def takes_mail(self) -> bool:
        return self.flagged_at is None and self.complained_at is None
