"""From what came in to what may be seen: the sealed master, and the files made from it.

The promise: what is under a leaf is in no file that leaves the house. A row is the truth; each step may run
twice, may stop halfway, and is taken up again by the sweep.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from common.background import after_commit_once
from common.images import DEFAULT_FORMAT, SIZES, ImageFormat, SealedPhoto, render_all, seal, weakness_of
from common.storage import delete_private, exists_private, new_name, read_private, write_private
from common.uploads import UploadRefused
from posts.actions.faces import look_for_faces, record_faces
from posts.models import Photo, Post, Rendition
from posts.queries.files import known_files
from posts.queries.masks import OPEN_KEY, OPEN_SIZES, every_mask, masks_for

FOLDERS = ("incoming", "pieces", "masters", "renditions")
ORPHAN_AGE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=1)
# Older posts are drawn when somebody opens them; the sweep keeps what is read every day up to date.
SWEPT_PERIOD = timedelta(days=60)
BATCH = 500
ASK_AGAIN_AFTER = 60


def prepare_photo(*, photo: Photo, now: datetime) -> Photo:
    """Seal what came in, find faces, draw the first renditions. What cannot be decoded ends as failed."""
    if photo.state == Photo.State.WAITING:
        try:
            sealed = seal(read_private(photo.source_name))
        except (UploadRefused, FileNotFoundError):
            fail_photo(photo=photo)
        else:
            _keep_master(photo=photo, sealed=sealed, now=now)
        photo.refresh_from_db()
    return render_photo(photo=photo, now=now)


@transaction.atomic
def fail_photo(*, photo: Photo) -> None:
    """Give up on what came in. The tile says so; the sender can take it away or choose another."""
    source = photo.source_name
    failed = Photo.objects.filter(pk=photo.pk, state=Photo.State.WAITING, source_name=source)
    if failed.update(state=Photo.State.FAILED, source_name="") and source:
        transaction.on_commit(lambda: delete_private(source))


def _keep_master(*, photo: Photo, sealed: SealedPhoto, now: datetime) -> None:
    status, faces = look_for_faces(photo=photo, master=sealed.content)
    name = write_private(new_name("masters", "jpg"), sealed.content)
    waiting = Photo.objects.filter(pk=photo.pk, state=Photo.State.WAITING, source_name=photo.source_name)
    with transaction.atomic():
        kept = waiting.update(
            state=Photo.State.READY,
            source_name="",
            master_name=name,
            width=sealed.width,
            height=sealed.height,
            taken_at=sealed.taken_at,
            faces_status=status,
            hint=weakness_of(sealed.content),
        )
        if kept:
            record_faces(photo=photo, faces=faces, now=now)
    delete_private(photo.source_name if kept else name)


def render_photo(
    *, photo: Photo, now: datetime, image_format: ImageFormat = DEFAULT_FORMAT, key: str = ""
) -> Photo:
    """Draw what is missing for what is covered now, and remove what was drawn for anything else.

    Also draws the open ones, for who names the children; those for a guardian of one child, and those for a channel
    outside the portal, are drawn when somebody asks for this `key`. A photo that is not ready stays as it is.
    """
    if photo.state != Photo.State.READY:
        return photo
    mask, others = every_mask(photo, today=timezone.localdate(now))
    wanted = [mask, *(other for other in others if other.key == key)]
    _remove_renditions(row for row in photo.renditions.all() if not exists_private(row.stored_as))
    drawn = set(photo.renditions.values_list("mask_key", "size", "image_format"))
    master = b""
    covered = [(wish.key, wish.boxes, SIZES) for wish in wanted]
    for mask_key, boxes, sizes in [*covered, (OPEN_KEY, (), OPEN_SIZES)]:
        if not {(mask_key, size, image_format) for size in sizes} <= drawn:
            master = master or read_private(photo.master_name)
            _keep(photo, mask_key, image_format, render_all(master, boxes, image_format, sizes))
    if master and (current := Photo.objects.filter(pk=photo.pk).first()):
        # Drawing takes a while. Who chose otherwise meanwhile may have removed the old files before these came.
        mask, others = every_mask(current, today=timezone.localdate(now))
    valid = [mask.key, OPEN_KEY, *(other.key for other in others)]
    _remove_renditions(photo.renditions.exclude(mask_key__in=valid))
    return photo


def _keep(photo: Photo, key: str, image_format: ImageFormat, files: dict[int, bytes]) -> None:
    for size, content in files.items():
        name = write_private(new_name("renditions", image_format), content)
        try:
            kept = _record(photo, key, size, image_format, stored_as=name, byte_count=len(content))
        except BaseException:
            delete_private(name)
            raise
        if not kept:
            delete_private(name)


@transaction.atomic
def _record(photo: Photo, key: str, size: int, image_format: ImageFormat, **file: Any) -> bool:
    """Whether this file is the one that counts: drawn first, from the master the photo still has."""
    same = Photo.objects.filter(pk=photo.pk, state=Photo.State.READY, master_name=photo.master_name)
    if not same.select_for_update().exists():
        return False
    row, _created = Rendition.objects.get_or_create(
        photo=photo, mask_key=key, size=size, image_format=image_format, defaults=file
    )
    return bool(row.stored_as == file["stored_as"])


def _remove_renditions(renditions: Iterable[Rendition]) -> None:
    for rendition in renditions:
        rendition.delete()
        delete_private(rendition.stored_as)


def forget_renditions(*, photo: Photo, keep: str = "") -> None:
    """Remove what was drawn of a photo that nobody can draw any more, but for one key."""
    _remove_renditions(photo.renditions.exclude(mask_key=keep))


def ask_for_rendition(*, photo_id: UUID, key: str, image_format: str = DEFAULT_FORMAT) -> None:
    """Have a missing rendition drawn; however many readers ask, the bell rings once a minute."""
    about = f"{photo_id}:{key}:{image_format}"
    after_commit_once(about, ASK_AGAIN_AFTER, "posts.tasks.render_photo", str(photo_id), image_format, key)


def sweep_renditions(*, now: datetime) -> int:
    """Ask again for everything that should be there and is not; returns how many photos that is."""
    asked = _sweep_waiting(now)
    for batch in _batches(now):
        masks = masks_for(batch, today=timezone.localdate(now))
        drawn = _drawn_sizes(batch)
        for photo in batch:
            if len(drawn.get((photo.pk, masks[photo.pk].key), ())) < len(SIZES):
                ask_for_rendition(photo_id=photo.pk, key=masks[photo.pk].key)
                asked += 1
    return asked


def sweep_stale(*, now: datetime) -> int:
    """Remove files nobody may see any more, of photos nobody asked for since: a date passed, a child left.

    Returns how many. What no reader and no family may see now is drawn again when that changes back.
    """
    today, removed = timezone.localdate(now), 0
    drawn = Photo.objects.filter(Exists(Rendition.objects.filter(photo=OuterRef("pk"))))
    for batch in _in_batches(drawn.filter(state=Photo.State.READY).select_related("post__group")):
        masks = masks_for(batch, today=today)
        keys: dict[UUID, set[str]] = {}
        for photo_id, key in Rendition.objects.filter(photo__in=batch).values_list("photo_id", "mask_key"):
            keys.setdefault(photo_id, set()).add(key)
        for photo in batch:
            if keys.get(photo.pk, set()) - {masks[photo.pk].key, OPEN_KEY}:
                removed += _remove_stale(photo, today)
    return removed


def _remove_stale(photo: Photo, today: date) -> int:
    mask, others = every_mask(photo, today=today)
    valid = [mask.key, OPEN_KEY, *(other.key for other in others)]
    stale = list(photo.renditions.exclude(mask_key__in=valid))
    _remove_renditions(stale)
    return len(stale)


def _sweep_waiting(now: datetime) -> int:
    waiting = Photo.objects.filter(state=Photo.State.WAITING)
    for photo in waiting.filter(uploaded_at__lt=now - GIVE_UP_AFTER):
        fail_photo(photo=photo)
    late = waiting.filter(uploaded_at__lt=now - timedelta(minutes=1))
    for photo in late:
        after_commit_once(str(photo.pk), ASK_AGAIN_AFTER, "posts.tasks.prepare_photo", str(photo.pk))
    return len(late)


def _batches(now: datetime) -> Iterator[list[Photo]]:
    recent = Q(post__in=Post.objects.on_desk()) | Q(
        post__state=Post.State.PUBLISHED,
        post__published_at__gt=now - SWEPT_PERIOD,
    )
    photos = Photo.objects.filter(recent, state=Photo.State.READY, hidden_at=None).select_related(
        "post__group"
    )
    yield from _in_batches(photos)


def _in_batches(photos: QuerySet[Photo]) -> Iterator[list[Photo]]:
    last = None
    while batch := list(photos.filter(Q(pk__gt=last) if last else Q()).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _drawn_sizes(photos: list[Photo]) -> dict[tuple[UUID, str], set[int]]:
    drawn: dict[tuple[UUID, str], set[int]] = {}
    rows = Rendition.objects.filter(photo__in=photos, image_format=DEFAULT_FORMAT)
    for photo_id, key, size in rows.values_list("photo_id", "mask_key", "size"):
        drawn.setdefault((photo_id, key), set()).add(size)
    return drawn


def sweep_files(*, now: datetime) -> int:
    """Remove files that no row points at, once they are an hour old; returns how many."""
    left = _old_files(Path(settings.FILE_UPLOAD_TEMP_DIR), now)
    for folder in _folders():
        names = {str(path.relative_to(settings.MEDIA_ROOT)): path for path in _old_files(folder, now)}
        left += [names[name] for name in names.keys() - known_files(names)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _old_files(folder: Path, now: datetime) -> list[Path]:
    return [path for path in folder.iterdir() if path.stat().st_mtime < (now - ORPHAN_AGE).timestamp()]


def _folders() -> Iterator[Path]:
    for folder in FOLDERS:
        root = Path(settings.MEDIA_ROOT) / folder
        if root.is_dir():
            yield from (Path(entry.path) for entry in os.scandir(root) if entry.is_dir())
