"""Which measures stand around an incident, and which this handler may place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from conversations.models import Conversation
from conversations.permissions import may_pause
from groups.models import Restriction
from groups.permissions import may, may_restrict, restrictions_for
from moderation.models import Incident
from moderation.queries.targets import post_around
from people.models import User
from posts.models import Post


@dataclass(frozen=True)
class Held:
    """`standing` about the writer, the group or the school; `post` whose thread may be paused, or `talk`, if any."""

    standing: list[Restriction]
    post: Post | None
    talk: Conversation | None
    is_paused: bool
    may_freeze: bool
    may_restrict: bool

    @property
    def is_offered(self) -> bool:
        around = self.post or self.talk or self.may_freeze or self.may_restrict
        return bool(self.standing or self.is_paused or around)


def held_around(incident: Incident, user: User, *, now: datetime) -> Held:
    """What bites around an incident, for whoever handles it. Never what holds the handler."""
    about = Q(group=incident.group_id) | Q(user=None, group=None)
    if incident.about_id:
        about |= Q(user=incident.about_id)
    standing = restrictions_for(user).active(now).filter(about, school=incident.school_id)
    handles = may(user, "moderate", incident.group)
    post = _post_of(incident) if handles else None
    talk = incident.talk if incident.talk and may_pause(user, incident.talk) else None
    paused = post or talk
    return Held(
        standing=list(standing.select_related("user", "group", "school", "placed_by").order_by("ends_at")),
        post=post,
        talk=talk,
        is_paused=paused is not None and paused.is_paused(now),
        # One conversation is no reason to hold a whole class; one among the parents of a group can be.
        may_freeze=handles and (incident.talk is None or incident.talk.group_id is not None),
        may_restrict=incident.about is not None and may_restrict(user, incident.about, incident.school),
    )


def _post_of(incident: Incident) -> Post | None:
    post = post_around(incident.target)
    return post if post is not None and post.state == Post.State.PUBLISHED else None
