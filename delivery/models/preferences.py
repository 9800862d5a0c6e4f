"""How one person wants to hear of news (R066, R091). Who never chose has no row: the defaults are in delivery.rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import SchoolGroup
from people.models import Child


class Channel(models.TextChoices):
    """The way something goes to somebody. On the web everything always stands as well."""

    APP = "app", _("at once, in the app")
    MAIL = "mail", _("at once, by e-mail")
    DAILY = "daily", _("once a day, by e-mail")
    WEEKLY = "weekly", _("once a week, by e-mail")
    WEB = "web", _("only on the web")


AT_ONCE = [Channel.APP, Channel.MAIL, Channel.WEB]


class Preference(models.Model):
    """What one account chose for all its schools; the quiet time beside it belongs to hours."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    news = models.CharField(_("news of the groups and the school"), max_length=6, choices=Channel.choices)
    # Conversations, and for staff reports and reminders as well.
    talks = models.CharField(
        _("conversations"), max_length=6, choices=[(way.value, way.label) for way in AT_ONCE]
    )
    titles_only = models.BooleanField(_("only titles in the overview"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(news__in=Channel.values), name="news_goes_some_way"),
            models.CheckConstraint(condition=Q(talks__in=AT_ONCE), name="talks_go_at_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.news}"


class PreferenceException(models.Model):
    """Another choice for the news about one child, or from one group."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference_exceptions"
    )
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(SchoolGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    news = models.CharField(max_length=6, choices=Channel.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(child=None, group__isnull=False) | Q(child__isnull=False, group=None),
                name="exception_is_about_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "child"], name="exception_once_per_child"),
            models.UniqueConstraint(fields=["user", "group"], name="exception_once_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.news}"
