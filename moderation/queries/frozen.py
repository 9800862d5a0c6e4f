"""The frozen copy: everything the hard copy says, as plain JSON, taken at one moment."""

import dataclasses
import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any, cast

from django.db.models import Count
from django.utils import timezone

from groups.models import Membership
from moderation.models import Incident
from people.models import User
from posts.models import Comment, Post
from posts.queries.masks import masks_for

FORMAT = "kring-frozen-copy/1"


def frozen_copy(incident: Incident, *, by: User, now: datetime) -> dict[str, Any]:
    """Return what there is to see and to prove: text with every version, thread, audience, photos, reports.

    Names of reporters are left out: the hard copy may be read by more people than the director.
    """
    post = incident.post or _post_of(incident)
    return {
        "format": FORMAT,
        "number": incident.number,
        "school": {"name": incident.school.name, "brin": incident.school.brin},
        "group": incident.group.name,
        "audience": _audience(incident, timezone.localdate(now)),
        "frozen_at": moment(now),
        "frozen_by": person(by),
        "subject": "post" if incident.post_id else "comment",
        "subject_id": str(incident.target.pk),
        "about": {**person(incident.about), "role": incident.target.author_role},
        "post": _post(post),
        "comments": [_comment(comment) for comment in post.comments.select_related("author")],
        "photos": _photos(post, timezone.localdate(now)),
        "reports": [
            {"at": moment(report.reported_at), "reason": report.reason, "note": report.note}
            for report in incident.reports.all()
        ],
    }


def digest(copy: dict[str, Any]) -> str:
    """Return the SHA-256 of a frozen copy, the same on every machine."""
    return hashlib.sha256(canonical(copy)).hexdigest()


def canonical(copy: dict[str, Any]) -> bytes:
    return json.dumps(copy, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def moment(value: datetime) -> dict[str, str]:
    """Return one moment twice: as it was in the school, and in universal time."""
    return {"local": timezone.localtime(value).isoformat(), "utc": value.astimezone(UTC).isoformat()}


def person(user: User) -> dict[str, str]:
    return {"name": user.get_full_name() or user.get_short_name(), "account": str(user.pk)}


def _post_of(incident: Incident) -> Post:
    return cast(Comment, incident.comment).post


def _audience(incident: Incident, today: date) -> dict[str, int]:
    rows = Membership.objects.active(today).filter(group=incident.group_id)
    return dict(rows.values_list("role").annotate(Count("user", distinct=True)).order_by("role"))


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": str(post.pk),
        "author": {**person(post.author), "role": post.author_role},
        "published_at": moment(post.published_at or post.created_at),
        "edited_at": moment(post.edited_at) if post.edited_at else None,
        "title": post.title,
        "text": post.text,
        "versions": [
            {
                "number": version.number,
                "title": version.title,
                "text": version.text,
                "until": moment(version.replaced_at),
            }
            for version in post.versions.all()
        ],
        "reactions": [
            {"kind": reaction.kind, "by": person(reaction.user), "at": moment(reaction.reacted_at)}
            for reaction in post.reactions.select_related("user").order_by("reacted_at", "pk")
        ],
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": str(comment.pk),
        "author": {**person(comment.author), "role": comment.author_role},
        "at": moment(comment.created_at),
        "state": comment.state,
        "text": comment.text,
    }


def _photos(post: Post, today: date) -> list[dict[str, Any]]:
    """The photos as they are shown today: each with the key of its masks, children behind a leaf included."""
    photos = list(post.photos.select_related("post__group").prefetch_related("regions"))
    masks = masks_for(photos, today=today)
    return [
        {
            "id": str(photo.pk),
            "alt": photo.alt_text,
            "mask_key": masks[photo.pk].key,
            "covered": [dataclasses.astuple(box) for box in masks[photo.pk].boxes],
            "master": photo.master_name,
            "sha256_of_upload": photo.sha256,
            "prepared": photo.state == photo.State.READY,
            "uploaded_at": moment(photo.uploaded_at),
        }
        for photo in photos
    ]
