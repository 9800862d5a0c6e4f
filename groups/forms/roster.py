"""Reading in a roster: the file, the answers to proposals, the columns that were not recognised."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from groups.models import School
from groups.roster.changes import MergeProposal
from groups.roster.matching import OTHER, SAME
from groups.roster.safe_xml import MAX_BYTES

WAIT = ""


class UploadForm(forms.Form):
    """One file; what kind it is follows from what is in it."""

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("File"),
        help_text=_("The EDEXML export of your administration, or a list of parents as Excel or CSV."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["school"])
        field.queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        if len(schools) == 1:
            field.widget, field.initial = forms.HiddenInput(), schools[0]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise forms.ValidationError(_("This file is too large or too complicated to read."))
        return file


class ApplyForm(forms.Form):
    """What was shown, the answers to proposals, and a yes when many would go."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput())
    confirmed_gone = forms.BooleanField(label=_("Yes, these pupils really left the school"), required=False)

    def __init__(
        self, *args: Any, merges: Sequence[MergeProposal] = (), asks: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"decision_{number}": merge.pupil.key for number, merge in enumerate(merges)}
        if asks:
            self.fields["confirmed_gone"].required = True
            self.fields["confirmed_gone"].error_messages["required"] = _(
                "More than a tenth of the pupils would go. Confirm that this is right."
            )
        else:
            del self.fields["confirmed_gone"]
        for name, merge in zip(self.keys, merges, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=_("Is %(new)s the same child as %(old)s?")
                % {"new": merge.pupil.full_name, "old": merge.current_name},
                choices=[(WAIT, _("Decide later")), (SAME, _("The same child")), (OTHER, _("Another child"))],
                required=False,
            )

    @property
    def decisions(self) -> dict[str, str]:
        """The answers that were given: roster key to SAME or OTHER."""
        answers = {key: self.cleaned_data.get(name, WAIT) for name, key in self.keys.items()}
        return {key: answer for key, answer in answers.items() if answer != WAIT}


class ColumnsForm(forms.Form):
    """Which column of a list of parents holds what."""

    LABELS = {
        "key": _("Pupil number"),
        "first_name": _("First name of the child"),
        "prefix": _("Name prefix of the child"),
        "last_name": _("Last name of the child"),
        "born_on": _("Date of birth of the child"),
        "group": _("Group of the child"),
        "name_1": _("Name of parent 1"),
        "email_1": _("E-mail address of parent 1"),
        "authority_1": _("Authority of parent 1"),
        "name_2": _("Name of parent 2"),
        "email_2": _("E-mail address of parent 2"),
        "authority_2": _("Authority of parent 2"),
    }

    def __init__(self, *args: Any, columns: Sequence[str], known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not in this list")), *((name, name) for name in columns if name)]
        for field, label in self.LABELS.items():
            self.fields[field] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=known.get(field, "")
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("key") and not (data.get("first_name") and data.get("last_name")):
            self.add_error(
                "first_name", _("Point out the columns with the first and the last name of the child.")
            )
        if not data.get("email_1") and not data.get("name_1"):
            self.add_error("email_1", _("Point out a column with a parent: an e-mail address or a name."))
        return data

    @property
    def mapping(self) -> dict[str, str]:
        """Field to header text, as read_guardians takes it."""
        return {field: header for field, header in self.cleaned_data.items() if header}
