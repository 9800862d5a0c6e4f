"""What is written in a dossier: its kind, a line, a step, a measure, a letter."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.actions.measures import PLACED_BY, Terms
from moderation.forms_restrictions import TEXTS
from moderation.models import Entry, Incident, Measure
from people.models import Child, User

CHOOSE = ("", _("Choose…"))
# The first day and the last both count, and a measure in the portal lasts 30 days at most.
LONGEST_HOLD = timedelta(days=29)


class DayInput(forms.DateInput):
    """A day, in the only form a browser takes."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FileForm(forms.Form):
    """Whose dossier it is, and what it was. Only the director makes one about staff."""

    file = forms.ChoiceField(label=_("Whose dossier?"), widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("What was it?"), choices=[CHOOSE, *Incident.Category.choices])

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["file"]).choices = kinds_for(leads=leads)


def kinds_for(*, leads: bool) -> list[tuple[str, str]]:
    """The kinds of dossier somebody may choose: one about staff is the director's (R190)."""
    return [
        (value, str(label).capitalize())
        for value, label in Incident.File.choices
        if leads or value != Incident.File.STAFF
    ]


class EntryForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (kind.value, str(kind.label).capitalize())
            for kind in (Entry.Kind.NOTE, Entry.Kind.CALL, Entry.Kind.TALK, Entry.Kind.CONSULT)
        ],
        initial=Entry.Kind.NOTE,
    )
    text = forms.CharField(
        label=_("What happened?"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Write what was said and agreed, not what you think of somebody. It cannot be changed later."
        ),
        error_messages={"required": _("Write down what happened.")},
    )


class OwnerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_short_name()


class StepForm(forms.Form):
    """What has to be done next; by somebody who may open the dossier."""

    title = forms.CharField(
        label=_("What has to be done?"),
        max_length=200,
        error_messages={"required": _("Write down what has to be done.")},
    )
    owner = OwnerField(label=_("Who does it?"), queryset=User.objects.none(), empty_label=None)
    due_on = forms.DateField(label=_("Before which day?"), widget=DayInput())

    def __init__(self, *args: Any, readers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = User.objects.filter(pk__in=[reader.pk for reader in readers])
        cast(OwnerField, self.fields["owner"]).queryset = owners.order_by("first_name", "last_name")


class MeasureForm(forms.Form):
    """A measure about somebody of this dossier: the list for staff or the one for families (R193, R194)."""

    about = forms.ChoiceField(label=_("About whom?"))
    kind = forms.ChoiceField(label=_("Which measure?"))
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    ends_on = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=DayInput(),
        help_text=_("Needed for a measure that works in the portal; that lasts 30 days at most."),
    )
    words = forms.ChoiceField(
        label=_("What is read in the portal?"),
        choices=list(TEXTS.items()),
        required=False,
        help_text=_("Only for a measure that works in the portal. The reason is never shown."),
    )
    note = forms.CharField(
        label=_("Note for the dossier"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, User | Child] = people_of(incident)
        staff = incident.file == Incident.File.STAFF
        kinds = Measure.FOR_STAFF if staff else Measure.FOR_FAMILIES
        choose = cast("dict[str, forms.ChoiceField]", self.fields)
        choose["about"].choices = [(key, str(person)) for key, person in self.people.items()]
        choose["kind"].choices = [(kind.value, str(kind.label).capitalize()) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day is before the first."))
        if data.get("kind") in PLACED_BY:
            self._clean_hold(data)
        return data

    def terms(self) -> Terms:
        data = self.cleaned_data
        words = str(TEXTS[data["words"] or next(iter(TEXTS))])
        return Terms(data["starts_on"], data["ends_on"], data["note"], words)

    def chosen(self) -> User | Child:
        return self.people[self.cleaned_data["about"]]

    def _clean_hold(self, data: dict[str, Any]) -> None:
        today, ends_on = timezone.localdate(), data.get("ends_on")
        if not isinstance(self.people.get(data.get("about", "")), User):
            self.add_error("about", _("This measure works in the portal: choose an adult with an account."))
        if data.get("starts_on") and data["starts_on"] != today:
            self.add_error("starts_on", _("This measure works at once, so it begins today."))
        if "ends_on" not in self.errors and not (ends_on and today <= ends_on <= today + LONGEST_HOLD):
            self.add_error("ends_on", _("Choose a last day, at most 30 days from now."))


def people_of(incident: Incident) -> dict[str, User | Child]:
    """Who a measure can be about: the writer, the child, the guardians of the child."""
    found: list[User | Child] = [person for person in (incident.about, incident.child) if person]
    if incident.child:
        found += User.objects.filter(authorities__child=incident.child, is_active=True).distinct()
    return {str(person.pk): person for person in found}


class LetterForm(forms.Form):
    """A letter that was filled in from a template; everything can still be changed."""

    recipient = forms.CharField(
        label=_("To"), max_length=200, error_messages={"required": _("Write down who the letter is for.")}
    )
    subject = forms.CharField(
        label=_("Subject"), max_length=100, error_messages={"required": _("Write a subject.")}
    )
    text = forms.CharField(
        label=_("Letter"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Write the letter first.")},
    )


class PoliceForm(forms.Form):
    reported_on = forms.DateField(label=_("Reported on"), widget=DayInput())
    station = forms.CharField(
        label=_("Where and to whom"),
        max_length=200,
        error_messages={"required": _("Write down where it was reported.")},
    )
    number = forms.CharField(label=_("Number of the report"), max_length=60, required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FinishForm(forms.Form):
    note = forms.CharField(
        label=_("How did it end?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ComplaintForm(forms.Form):
    text = forms.CharField(
        label=_("Why do you not agree?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down why you do not agree.")},
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The writer gets a mail and reads your answer in the portal. You answer once."),
        error_messages={"required": _("Write your answer first.")},
    )
