"""What a page says about an incident."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.models import Conversation
from moderation.models import Incident
from moderation.queries.targets import is_out_of_sight, post_around
from posts.models import Post

register = template.Library()


@register.filter
def is_hidden(incident: Incident) -> bool:
    return is_out_of_sight(incident)


@register.filter
def is_finished(incident: Incident) -> bool:
    return incident.state in Incident.FINISHED


@register.filter
def post_of(incident: Incident) -> Post | None:
    """The post it is about or stands below; None for what is said between few."""
    return post_around(incident.target)


@register.filter
def talk_name(talk: Conversation) -> str:
    """Which conversation it is, without a word of what it is called: only who is in it knows that."""
    if talk.child is not None:
        return _("about %(name)s") % {"name": talk.child.short_name}
    return str(talk.get_kind_display())


@register.filter
def age(moment: datetime, now: datetime | None = None) -> str:
    """How long something waits, in words: "sinds vandaag", "sinds gisteren", "al 3 dagen"."""
    days = (timezone.localdate(now) - timezone.localdate(moment)).days
    if days < 1:
        return _("since today")
    if days == 1:
        return _("since yesterday")
    return ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
