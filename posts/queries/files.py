"""Which private files belong to photos."""

from collections.abc import Iterable

from posts.models import Photo, Rendition


def file_names(photos: Iterable[Photo]) -> list[str]:
    """Every file of these photos: what came in, the sealed master, all renditions. One extra query."""
    listed = list(photos)
    own = [name for photo in listed for name in (photo.source_name, photo.master_name) if name]
    return own + list(Rendition.objects.filter(photo__in=listed).values_list("stored_as", flat=True))


def known_files(names: Iterable[str]) -> set[str]:
    """Which of these names a row still points at. Three queries."""
    asked = list(names)
    sources = Photo.objects.filter(source_name__in=asked).values_list("source_name", flat=True)
    masters = Photo.objects.filter(master_name__in=asked).values_list("master_name", flat=True)
    renditions = Rendition.objects.filter(stored_as__in=asked).values_list("stored_as", flat=True)
    return {*sources, *masters, *renditions}
