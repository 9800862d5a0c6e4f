"""What stands with the words of a report: photos as their readers get them, and documents, for who handles it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.documents import PDF
from common.images import CONTENT_TYPES
from conversations.models import MessageFile
from moderation.models import Incident
from posts.models import Photo, Rendition
from posts.queries.masks import masks_for

SIZE = 1000


@dataclass(frozen=True)
class Attached:
    """A photo or document of a report. `stored_as` is empty while the picture is being drawn again."""

    id: UUID
    name: str
    is_photo: bool
    content_type: str
    stored_as: str


def attached_to(incident: Incident, *, today: date) -> list[Attached]:
    """All photos of a reported post, the reported photo, or the files of a reported message; never without leaves.

    Nothing of what is removed, and nothing of a whole conversation: that is read in the copy for the dossier.
    """
    if incident.message is not None:
        files = incident.message.files.filter(state=MessageFile.State.READY)
        return [
            Attached(file.pk, file.name, True, CONTENT_TYPES["jpeg"], file.drawn_as)
            if file.is_photo
            else Attached(file.pk, file.name, False, PDF, file.stored_as)
            for file in files
        ]
    if incident.photo is not None:
        photos = Photo.objects.filter(pk=incident.photo.pk)
    elif incident.post is not None and not incident.is_thread:
        photos = Photo.objects.filter(post=incident.post)
    else:
        return []
    return _as_served(list(photos.filter(state=Photo.State.READY).select_related("post__group")), today)


def _as_served(photos: list[Photo], today: date) -> list[Attached]:
    """What everybody without an own child on it gets. Two queries beside those of the masks."""
    masks = masks_for(photos, today=today)
    drawn = {
        (row.photo_id, row.mask_key): row
        for row in Rendition.objects.filter(photo__in=photos, size=SIZE).order_by("image_format")
    }
    found = []
    for photo in photos:
        row = drawn.get((photo.pk, masks[photo.pk].key))
        kind = row.image_format if row else "jpeg"
        found.append(
            Attached(photo.pk, "", True, CONTENT_TYPES[kind], row.stored_as if row else "")  # type: ignore[index]
        )
    return found
