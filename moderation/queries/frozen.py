"""The frozen copy: everything the hard copy says, as plain JSON, taken at one moment."""

import dataclasses
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from groups.models import Membership
from moderation.models import TARGETS, Incident
from moderation.queries import talks
from moderation.queries.pieces import canonical, digest, moment, person, sealed, text_of
from people.models import User
from posts.models import Comment, Photo, Post, PostVersion, Reaction
from posts.queries.masks import masks_for

__all__ = ["FORMAT", "canonical", "digest", "frozen_copy", "moment", "person", "text_of"]

FORMAT = "kring-frozen-copy/3"


def frozen_copy(incident: Incident, *, head: dict[str, Any], by: User, now: datetime) -> dict[str, Any]:
    """Return what there is to see and to prove: text with every version, thread, audience, photos, reports.

    `head` is where the chain of the school stood at this moment. Each object carries the SHA-256 of itself.
    Names of reporters are left out: the hard copy may be read by more people than the director.
    """
    post = post_of(incident)
    return {
        "format": FORMAT,
        "number": incident.number,
        "school": {"name": incident.school.name, "brin": incident.school.brin},
        "group": incident.group.name,
        "audience": _audience(incident, timezone.localdate(now)),
        "readers": (post.readers or "") if post else "",
        "frozen_at": moment(now),
        "frozen_by": person(by),
        "chain": head,
        "subject": subject_of(incident),
        "subject_id": str(incident.target.pk if incident.target else incident.pk),
        "about": _about(incident, post),
        "category": incident.category,
        "outside": _outside(incident),
        "post": _post(post) if post else None,
        "comments": [_comment(c) for c in post.comments.select_related("author")] if post else [],
        "photos": _photos(post, timezone.localdate(now)) if post else talks.files_copy(incident),
        "conversation": talks.conversation_copy(incident.talk) if incident.talk else None,
        "messages": talks.messages_copy(incident) if incident.talk else [],
        "reports": [
            {
                "id": str(report.pk),
                "at": moment(report.reported_at),
                "reason": report.reason,
                "note": report.note,
                "photo": str(report.photo_id or ""),
            }
            for report in incident.reports.all()
        ],
    }


def post_of(incident: Incident) -> Post | None:
    """The post it is about or belongs to; None for what happened outside the portal."""
    if incident.post is not None:
        return incident.post
    below = incident.comment or incident.photo
    return below.post if below else None


def subject_of(incident: Incident) -> str:
    """post, thread, comment, photo, message, conversation or outside."""
    if incident.post_id and incident.is_thread:
        return "thread"
    return next((name for name in TARGETS if getattr(incident, f"{name}_id")), "outside")


def _about(incident: Incident, post: Post | None) -> dict[str, str] | None:
    if incident.about is None:
        return None
    written = incident.comment or post
    role = written.author_role if written else ""
    if incident.talk is not None:
        role = talks.roles_in(incident.talk).get(incident.about.pk, "")
    return {**person(incident.about), "role": role}


def _outside(incident: Incident) -> dict[str, str] | None:
    if incident.target is not None:
        return None
    day = incident.happened_on.isoformat() if incident.happened_on else ""
    return sealed({"title": incident.title, "text": incident.text, "happened_on": day})


def _audience(incident: Incident, today: date) -> dict[str, int]:
    if incident.talk is not None:
        return talks.audience_of(incident.talk, today)
    rows = Membership.objects.active(today).filter(group=incident.group_id)
    return dict(rows.values_list("role").annotate(Count("user", distinct=True)).order_by("role"))


def _post(post: Post) -> dict[str, Any]:
    row = {
        "id": str(post.pk),
        "author": {**person(post.author), "role": post.author_role},
        "published_at": moment(post.published_at or post.created_at),
        "edited_at": moment(post.edited_at) if post.edited_at else None,
        "state": post.state,
        "title": post.title,
        "text": post.text,
        "versions": [_version(version) for version in post.versions.select_related("replaced_by")],
        "reactions": [
            _reaction(reaction)
            for reaction in post.reactions.select_related("user").order_by("reacted_at", "pk")
        ],
    }
    return sealed(row)


def _version(version: PostVersion) -> dict[str, Any]:
    row = {
        "number": version.number,
        "title": version.title,
        "text": version.text,
        "until": moment(version.replaced_at),
        "replaced_by": person(version.replaced_by),
    }
    return sealed(row)


def _reaction(reaction: Reaction) -> dict[str, Any]:
    return {"kind": reaction.kind, "by": person(reaction.user), "at": moment(reaction.reacted_at)}


def _comment(comment: Comment) -> dict[str, Any]:
    row = {
        "id": str(comment.pk),
        "author": {**person(comment.author), "role": comment.author_role},
        "at": moment(comment.created_at),
        "state": comment.state,
        "text": comment.text,
    }
    return sealed(row)


def _photos(post: Post, today: date) -> list[dict[str, Any]]:
    """The photos as they are shown today: each with the key of its masks, children behind a leaf included."""
    photos = list(post.photos.select_related("post__group", "uploaded_by").prefetch_related("regions"))
    masks = masks_for(photos, today=today)
    return [_photo(photo, masks[photo.pk].key, masks[photo.pk].boxes) for photo in photos]


def _photo(photo: Photo, key: str, boxes: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": str(photo.pk),
        "alt": photo.alt_text,
        "mask_key": key,
        "covered": [list(dataclasses.astuple(box)) for box in boxes],
        "sha256_of_upload": photo.sha256,
        "prepared": photo.state == photo.State.READY,
        "hidden": photo.hidden_at is not None,
        "uploaded_at": moment(photo.uploaded_at),
        "uploaded_by": person(photo.uploaded_by),
    }
