"""What a writer sends: a post, and frames on its photos."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from common.images import Box
from common.markup import clean_name
from groups.models import SchoolGroup
from people.models import Child
from posts.models import Photo, Post, Region
from posts.permissions import may_open_comments
from posts.queries.checking import Pupil


class ManyFilesInput(forms.FileInput):
    """Django's file input, allowed to send more than one file."""

    allow_multiple_selected = True


class LinesField(forms.CharField):
    """Text over several lines; a line end counts as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class PostForm(forms.Form):
    """A post as it is typed. Files travel along as `photos` and are judged one by one by the action."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        error_messages={
            "max_length": gettext_lazy(
                "The title has %(show_value)d characters. It may have %(limit_value)d."
            )
        },
    )
    text = LinesField(
        label=pgettext_lazy("staff", "Message"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "max_length": gettext_lazy(
                "The message has %(show_value)d characters. It may have %(limit_value)d."
            )
        },
    )
    comments_open = forms.BooleanField(
        label=pgettext_lazy("staff", "Parents may comment"),
        required=False,
        help_text=pgettext_lazy("staff", "Everybody in the group reads the comments."),
    )

    def __init__(self, *args: Any, group: SchoolGroup, post: Post | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(post))
        super().__init__(*args, **kwargs)
        for name in ("title", "text"):
            self.fields[name].widget.attrs["class"] = "form-control"
        if not may_open_comments(group):
            del self.fields["comments_open"]

    def clean_title(self) -> str:
        return clean_name(self.cleaned_data["title"])

    def require_title(self) -> bool:
        """A draft may be without a title, what is placed may not."""
        if not self.cleaned_data.get("title"):
            self.add_error("title", _("Write a title first."))
        return not self.errors

    def words(self) -> dict[str, Any]:
        """What was typed, as the actions want it."""
        values = self.cleaned_data
        return {
            "title": values["title"],
            "text": values["text"],
            "comments_open": values.get("comments_open", False),
        }

    @property
    def post_id(self) -> UUID | None:
        """The id this form is about, also when something else in it is wrong."""
        try:
            return UUID(str(self["id"].value()))
        except ValueError:
            return None


class ChildField(forms.ModelChoiceField):
    """A child by name; behind the name stands why the child is covered, where it is."""

    why: dict[UUID, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        if obj.pk not in self.why:
            return str(obj.full_name)
        return _("%(name)s (behind a leaf: %(why)s)") % {"name": obj.full_name, "why": self.why[obj.pk]}


class RegionForm(forms.Form):
    """A frame in percent of the photo, and who is in it; names of the photo before come first."""

    child = ChildField(
        queryset=Child.objects.none(),
        required=False,
        label=pgettext_lazy("child", "Name"),
        empty_label=pgettext_lazy("staff", "Nobody I know: behind a leaf"),
    )
    shape = forms.ChoiceField(label=gettext_lazy("What is in the frame"), choices=Region.Shape.choices)
    left = forms.FloatField(label=gettext_lazy("Left (%)"), min_value=0, max_value=100)
    top = forms.FloatField(label=gettext_lazy("Top (%)"), min_value=0, max_value=100)
    width = forms.FloatField(label=gettext_lazy("Width (%)"), min_value=0, max_value=100)
    height = forms.FloatField(label=gettext_lazy("Height (%)"), min_value=0, max_value=100)

    def __init__(self, *args: Any, pupils: list[Pupil], region: Region | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _place_of(region))
        super().__init__(*args, **kwargs)
        ids = {pupil.child.pk for pupil in pupils}
        if region and region.child_id:
            ids.add(region.child_id)
        child = cast(ChildField, self.fields["child"])
        child.queryset = Child.objects.filter(pk__in=ids)
        child.why = {pupil.child.pk: str(pupil.why.label) for pupil in pupils if pupil.is_covered}
        if region and region.is_found:
            child.empty_label = pgettext_lazy("staff", "Choose a name")
        if recent := {pupil.child.pk for pupil in pupils if pupil.is_recent}:
            child.choices = _recent_first(child, recent)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            try:
                values["box"] = _box(values)
            except ValueError as error:
                raise ValidationError(_("The frame does not fit on the photo.")) from error
        return values


class CheckForm(forms.ModelForm):
    """One sentence about a photo for who cannot see it; without frames also that nobody is known there."""

    nobody = forms.BooleanField(
        required=False, label=pgettext_lazy("staff", "Nobody can be recognised on this photo")
    )

    class Meta:
        model = Photo
        fields = ["alt_text"]
        labels = {"alt_text": gettext_lazy("What can be seen on the photo?")}
        help_texts = {
            "alt_text": pgettext_lazy("staff", "For people who listen to the page. Do not use names.")
        }

    def require_frames(self) -> bool:
        """A photo without one frame is only open when somebody says so in so many words."""
        if not self.cleaned_data.get("nobody") and not self.instance.regions.standing().exists():
            self.add_error(
                "nobody", _("Draw a frame around each face, or tick that nobody can be recognised.")
            )
        return not self.errors


def _recent_first(child: ChildField, recent: set[UUID]) -> list[Any]:
    """The choices of the field in two parts: who is on the photo before, and everybody else."""
    children = list(child.queryset or ())
    before, rest = pgettext("staff", "On the photo before"), pgettext("staff", "The others")
    return [
        ("", child.empty_label),
        (before, [(one.pk, child.label_from_instance(one)) for one in children if one.pk in recent]),
        (rest, [(one.pk, child.label_from_instance(one)) for one in children if one.pk not in recent]),
    ]


def _initial(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {"id": uuid4(), "comments_open": True}
    return {"id": post.pk, "title": post.title, "text": post.text, "comments_open": post.comments_open}


def _place_of(region: Region | None) -> dict[str, Any]:
    if region is None:
        return {"left": 40, "top": 30, "width": 20, "height": 25}
    parts = {"left": region.x, "top": region.y, "width": region.width, "height": region.height}
    return {name: round(value * 100, 2) for name, value in parts.items()} | {
        "child": region.child_id,
        "shape": region.shape,
    }


def _box(values: dict[str, Any]) -> Box:
    left, top = values["left"] / 100, values["top"] / 100
    # A frame pulled a little past the edge is cut off there, not refused.
    width, height = min(values["width"] / 100, 1 - left), min(values["height"] / 100, 1 - top)
    return Box(left, top, width, height, values["shape"])
