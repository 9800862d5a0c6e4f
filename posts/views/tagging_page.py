"""The page of the tagger and the part of it that a change swaps; shared by all views that change a photo."""

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext

from common.htmx import is_fragment, render_either
from common.http import UserRequest
from posts.forms_tagging import CheckForm, RegionForm
from posts.models import Photo, Region
from posts.queries.checking import is_drawn, may_be_searched, photo_check
from posts.queries.frames import Frames, frames_of
from posts.queries.naming import adults_of, first_choices, pupils_of
from posts.views.fetching import photo_to_tag
from posts.views.undoing import last_step


@dataclass
class Shown:
    """What is special about this answer: forms with an error, a question, and what a screen reader says."""

    form: RegionForm | None = None
    check_form: CheckForm | None = None
    question: str = ""
    said: str = ""
    aim: str = ""
    status: int = 200


def show(
    request: UserRequest, photo: Photo, region: Region | None, shown: Shown | None = None
) -> HttpResponse:
    """Render the tagger with this frame open; only what changes when htmx asks."""
    shown, today = shown or Shown(), timezone.localdate()
    check, frames = photo_check(photo.post, today=today), frames_of(photo, today=today)
    tile = check.tile_of(photo)
    form = shown.form or form_for(photo, region)
    if goes_on := request.GET.get("go") == "on":
        form.fields["child"].widget.attrs["autofocus"] = region is not None
    context = {
        "photo": photo,
        "post": photo.post,
        "form": form,
        "check_form": shown.check_form or CheckForm(instance=photo),
        "region": region,
        "tile": tile,
        "check": check,
        "frames": frames,
        "first_choices": first_choices(form.pupils),
        "question": shown.question,
        "said": shown.said,
        "aim": shown.aim,
        "goes_on": goes_on,
        "last_step": last_step(request, photo),
        "may_search": may_be_searched(photo),
        "is_searching": request.GET.get("search") == "on" and photo.faces_status is None,
        "as_parents_see": request.GET.get("view") == "parents",
        "is_drawn": is_drawn(photo, tile.mask.key),
    }
    return render_either(
        request, "posts/photo_regions.html", "posts/_photo_frames.html", context, shown.status
    )


def form_for(photo: Photo, region: Region | None, sent: QueryDict | None = None) -> RegionForm:
    today = timezone.localdate()
    pupils, adults = pupils_of(photo, today=today), adults_of(photo, today=today)
    return RegionForm(sent, pupils=pupils, adults=adults, region=region)


def answer(
    request: UserRequest, photo: Photo, region: Region | None, shown: Shown | None = None
) -> HttpResponse:
    """After a change: for htmx the new state, without a script the way to it. `region` is opened."""
    if is_fragment(request):
        return show(request, photo_to_tag(request, photo.pk), region, shown)
    url = reverse("posts:photo-regions", args=[photo.pk])
    return redirect(f"{url}?frame={region.pk}" if region else url)


def decided(frames: Frames, region: Region) -> Shown:
    """The answer to a decision about one face: what to say of it, and where the focus goes."""
    row = next((row for row in frames.rows if row.region == region), None)
    said = sentence(row.number, row.name, row.is_covered) if row else ""
    return Shown(said=said, aim="" if frames.undecided else "check-next")


def sentence(number: int, name: str, is_covered: bool) -> str:
    words = {"number": number, "name": name}
    if is_covered:
        return pgettext("photo", "Frame %(number)s: %(name)s, behind a leaf.") % words
    return pgettext("photo", "Frame %(number)s: %(name)s.") % words
