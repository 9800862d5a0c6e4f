"""What happened outside the portal, and files that show it."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.uploads import UploadRefused
from groups.models import Enrolment, Membership, SchoolGroup
from groups.permissions import groups_where
from moderation.actions.outside import Happening
from moderation.evidence import Evidence, check_evidence
from moderation.forms_dossier import CHOOSE, DayInput, OwnerField, kinds_for
from moderation.models import Incident
from people.models import Child, User

MOST_FILES = 10
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,application/pdf"


class ManyFilesInput(forms.FileInput):
    """Django's file input, allowed to send more than one file."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPTED, "multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class EvidenceField(forms.Field):
    """Photos, screenshots and PDF files, each checked; gives a list of Evidence."""

    widget = ManyFilesInput

    def clean(self, value: Any) -> list[Evidence]:
        files = super().clean(value) or []
        if len(files) > MOST_FILES:
            raise ValidationError(_("Send at most 10 files at a time."))
        try:
            return [check_evidence(file) for file in files]
        except UploadRefused as refusal:
            raise ValidationError(refusal.message) from refusal


class EvidenceForm(forms.Form):
    title = forms.CharField(
        label=_("What is it?"),
        max_length=120,
        help_text=_("For example: screenshot of the group chat, 3 October."),
        error_messages={"required": _("Write down what it is.")},
    )
    evidence = EvidenceField(
        label=_("Photos, screenshots or PDF"),
        help_text=_("At most 10 files of 25 MB. They are kept as they are and cannot be changed."),
        error_messages={"required": _("Choose a file.")},
    )


class OutsideForm(forms.Form):
    """WhatsApp, Signal, social media, by phone, in the yard (R147)."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What happened, in one line"),
        max_length=120,
        help_text=_("For example: insults in a group chat on WhatsApp."),
        error_messages={"required": _("Write down in one line what happened.")},
    )
    happened_on = forms.DateField(label=_("When?"), widget=DayInput())
    group = forms.ModelChoiceField(
        label=_("Which group is it about?"), queryset=SchoolGroup.objects.none(), empty_label=_("Choose…")
    )
    file = forms.ChoiceField(label=_("Whose dossier?"), widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("What was it?"), choices=[CHOOSE, *Incident.Category.choices])
    text = forms.CharField(
        label=_("What happened?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down what happened.")},
    )
    child = forms.ModelChoiceField(
        label=_("Which child is it about?"),
        queryset=Child.objects.none(),
        required=False,
        empty_label=_("No child, or not known"),
    )
    about = OwnerField(
        label=_("Which adult is it about?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody with an account, or not known"),
    )
    evidence = EvidenceField(
        label=_("Photos, screenshots or PDF"),
        required=False,
        help_text=_("At most 10 files of 25 MB. They are kept as they are and cannot be changed."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"id": uuid4(), "happened_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        groups = groups_where(by, "moderate").running()
        leads = groups_where(by, "direct").exists()
        cast(forms.ChoiceField, self.fields["file"]).choices = kinds_for(leads=leads)
        choose = cast("dict[str, forms.ModelChoiceField[Any]]", self.fields)
        choose["group"].queryset = groups.order_by("kind", "name")
        places = Enrolment.objects.current().filter(group__in=groups)
        children = Child.objects.filter(enrolments__in=places).exclude(authorities__guardian=by)
        choose["child"].queryset = children.distinct().order_by("first_name", "last_name")
        seats = Membership.objects.open().filter(Q(group__in=groups))
        people = User.objects.filter(memberships__in=seats).exclude(pk=by.pk)
        choose["about"].queryset = people.distinct().order_by("first_name", "last_name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (day := data.get("happened_on")) and day > timezone.localdate():
            self.add_error("happened_on", _("This day is still to come."))
        group, child, about = data.get("group"), data.get("child"), data.get("about")
        if group and child and not child.enrolments.current().filter(group__school=group.school).exists():
            self.add_error("child", _("This child is at another school."))
        if group and about and not about.memberships.open().filter(group__school=group.school).exists():
            self.add_error("about", _("This person is at another school."))
        return data

    def what(self) -> Happening:
        names = ("title", "text", "happened_on", "file", "category", "about", "child")
        return Happening(**{name: self.cleaned_data[name] for name in names})
