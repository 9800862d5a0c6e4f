"""What this person did last to the frames of photos, kept in the session so that it can be taken back.

Several steps, over all photos; gone with signing out. The places and ids stay on the server.
"""

from typing import Any
from uuid import UUID

from common.http import UserRequest
from posts.actions import snapshot
from posts.models import Photo, Region

KEY, MOST = "frame_steps", 50
Step = dict[str, Any]


def remember(request: UserRequest, photo: Photo, before: Region | None, after: Region | None) -> None:
    """Note one change to one frame; None stands for no frame. What changed nothing is no step."""
    region = after or before
    step: Step = {"before": snapshot(before), "after": snapshot(after)}
    if region is not None and step["before"] != step["after"]:
        step |= {"photo": str(photo.pk), "region": str(region.pk)}
        request.session[KEY] = [*_steps(request), step][-MOST:]


def last_step(request: UserRequest, photo: Photo) -> Step | None:
    return next((step for step in reversed(_steps(request)) if step["photo"] == str(photo.pk)), None)


def forget(request: UserRequest, step: Step) -> None:
    request.session[KEY] = [kept for kept in _steps(request) if kept is not step]


def region_of(step: Step) -> UUID:
    return UUID(step["region"])


def _steps(request: UserRequest) -> list[Step]:
    return list(request.session.get(KEY, []))
