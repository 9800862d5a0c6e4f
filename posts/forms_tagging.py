"""What somebody sends who says who is on a photo: a frame with a name, and that the photo was looked at."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from common.images import Box
from common.markup import clean_name
from consent.queries.recognising import Reason
from people.models import Child, User
from posts.models import Photo, Region
from posts.queries.checking import has_frames
from posts.queries.names import names_in_alt
from posts.queries.naming import Adult, Pupil, reason_of

KINDS = [
    (Region.Shape.ELLIPSE, gettext_lazy("A face")),
    (
        Region.Shape.RECTANGLE,
        gettext_lazy("Something else: a name card, work with a name on it, or a whole child"),
    ),
]


class ChildField(forms.ModelChoiceField):
    """A child by name; behind the name stands why the child is covered, where it is."""

    why: dict[UUID, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        if obj.pk not in self.why:
            return str(obj.full_name)
        return _("%(name)s (behind a leaf: %(why)s)") % {"name": obj.full_name, "why": self.why[obj.pk]}


class PersonField(forms.ModelChoiceField):
    """An adult by the name others read, with the reason behind it where there is one."""

    names: dict[UUID, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return self.names[obj.pk]


class RegionForm(forms.Form):
    """A frame in percent of the photo, and who is in it; names of the photo before come first."""

    child = ChildField(
        queryset=Child.objects.none(),
        required=False,
        label=pgettext_lazy("child", "Name"),
        empty_label=pgettext_lazy("staff", "Nobody I know: behind a leaf"),
    )
    person = PersonField(
        queryset=User.objects.none(),
        required=False,
        label=pgettext_lazy("staff", "Adult of the school, or a parent or helper"),
        empty_label=pgettext_lazy("staff", "No adult"),
    )
    shape = forms.ChoiceField(
        label=gettext_lazy("What is in the frame"),
        choices=KINDS,
        initial=Region.Shape.ELLIPSE,
        widget=forms.RadioSelect,
    )
    left = forms.FloatField(label=gettext_lazy("Left (%)"), min_value=0, max_value=100)
    top = forms.FloatField(label=gettext_lazy("Top (%)"), min_value=0, max_value=100)
    width = forms.FloatField(label=gettext_lazy("Width (%)"), min_value=0, max_value=100)
    height = forms.FloatField(label=gettext_lazy("Height (%)"), min_value=0, max_value=100)

    def __init__(
        self,
        *args: Any,
        pupils: list[Pupil],
        adults: list[Adult],
        region: Region | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _place_of(region))
        super().__init__(*args, **kwargs)
        self.pupils = pupils
        self._offer_children(pupils, region)
        self._offer_adults(adults, region)

    def _offer_children(self, pupils: list[Pupil], region: Region | None) -> None:
        ids = {pupil.child.pk for pupil in pupils}
        if region and region.child_id:
            ids.add(region.child_id)
        child = cast(ChildField, self.fields["child"])
        child.widget.attrs["aria-describedby"] = "region-title"
        child.queryset = Child.objects.filter(pk__in=ids)
        child.why = {pupil.child.pk: str(pupil.why.label) for pupil in pupils if pupil.is_covered}
        if region and region.is_found:
            child.empty_label = pgettext_lazy("staff", "Choose a name")
        if any(pupil.uses for pupil in pupils):
            child.choices = _used_first(child, pupils)

    def _offer_adults(self, adults: list[Adult], region: Region | None) -> None:
        field = cast(PersonField, self.fields["person"])
        field.names = {adult.person.pk: _adult_label(adult) for adult in adults}
        if region and region.person and region.person_id not in field.names:
            field.names[region.person.pk] = region.person.get_short_name()
        field.queryset = User.objects.filter(pk__in=field.names)
        parts = [
            (pgettext("staff", "Of the school"), [adult for adult in adults if adult.is_staff]),
            (pgettext("staff", "A parent or helper"), [adult for adult in adults if not adult.is_staff]),
        ]
        offered = [
            (label, [(one.person.pk, _adult_label(one)) for one in group]) for label, group in parts if group
        ]
        known = {adult.person.pk for adult in adults}
        gone = [(pk, name) for pk, name in field.names.items() if pk not in known]
        field.choices = [("", field.empty_label), *offered, *gone]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("child") and values.get("person"):
            self._keep_one_name(values)
        if not self.errors:
            try:
                values["box"] = _box(values)
            except ValueError as error:
                raise ValidationError(_("The frame does not fit on the photo.")) from error
        return values

    def _keep_one_name(self, values: dict[str, Any]) -> None:
        """Who chooses an adult for a frame that named a child means the adult, and the other way round."""
        changed = [name for name in ("child", "person") if name in self.changed_data]
        if len(changed) != 1:
            self.add_error("person", _("Choose a child or an adult, not both."))
        else:
            values["child" if changed == ["person"] else "person"] = None


class CheckForm(forms.ModelForm):
    """One sentence about a photo for who cannot see it."""

    class Meta:
        model = Photo
        fields = ["alt_text"]
        labels = {"alt_text": gettext_lazy("What can be seen on the photo?")}
        help_texts = {
            "alt_text": pgettext_lazy("staff", "For people who listen to the page. Do not use names.")
        }

    def clean_alt_text(self) -> str:
        alt_text = clean_name(self.cleaned_data["alt_text"])
        if found := names_in_alt(self.instance.post, alt_text, today=timezone.localdate()):
            raise ValidationError([name.sentence for name in found])
        return alt_text

    def require_frames(self) -> bool:
        """A photo without one frame is only open when somebody says so in so many words."""
        if not has_frames(self.instance):
            self.add_error(None, _("Draw a frame around each face, or say that nobody can be recognised."))
        return not self.errors


def _used_first(child: ChildField, pupils: list[Pupil]) -> list[Any]:
    """The choices of the field in parts: who is on the photo before, elsewhere in this post, and everybody."""
    recent = {pupil.child.pk for pupil in pupils if pupil.is_recent}
    used = {pupil.child.pk: -pupil.uses for pupil in pupils if pupil.uses and not pupil.is_recent}
    children = list(child.queryset or ())
    parts = [
        (pgettext("staff", "On the photo before"), [one for one in children if one.pk in recent]),
        (
            pgettext("staff", "More often in this post"),
            sorted((one for one in children if one.pk in used), key=lambda one: used[one.pk]),
        ),
        (
            pgettext("staff", "The others"),
            [one for one in children if one.pk not in recent and one.pk not in used],
        ),
    ]
    named = [
        (label, [(one.pk, child.label_from_instance(one)) for one in group])
        for label, group in parts
        if group
    ]
    return [("", child.empty_label), *named]


def _adult_label(adult: Adult) -> str:
    if adult.why == Reason.RECOGNISABLE:
        return adult.name
    words = {"name": adult.name, "why": reason_of(adult.why, is_adult=True)}
    return _("%(name)s (behind a leaf: %(why)s)") % words


def _place_of(region: Region | None) -> dict[str, Any]:
    if region is None:
        return {"left": 40, "top": 30, "width": 20, "height": 25}
    parts = {"left": region.x, "top": region.y, "width": region.width, "height": region.height}
    return {name: round(value * 100, 2) for name, value in parts.items()} | {
        "child": region.child_id,
        "person": region.person_id,
        "shape": region.shape,
    }


def _box(values: dict[str, Any]) -> Box:
    left, top = values["left"] / 100, values["top"] / 100
    # A frame pulled a little past the edge is cut off there, not refused.
    width, height = min(values["width"] / 100, 1 - left), min(values["height"] / 100, 1 - top)
    return Box(left, top, width, height, values["shape"])
