"""Forms to place a measure: for how long, and what people read in its place. Never the reason."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Membership, Restriction, School, SchoolGroup
from groups.permissions import groups_where, may_deactivate
from people.models import User

Kind = Restriction.Kind
OWN_WORDS = "own"
# What parents read; addressed to them.
TEXTS = {
    "rest": _("The school has put this at rest for a while. Do you have a question? Call the school."),
    "talk": _("We would rather talk about this with you in person. Make an appointment with the teacher."),
    "said": _("Everything has been said here. We do not go on answering."),
}
WORDS = [*TEXTS.items(), (OWN_WORDS, _("Own words"))]


class TermsForm(forms.Form):
    """How long, and which neutral words."""

    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=30,
        initial=7,
        help_text=_("From now, 1 to 30 days. It ends by itself, and you can lift it earlier."),
        error_messages={
            "required": _("Fill in a number of days."),
            "invalid": _("Fill in a number of days."),
            "min_value": _("Choose 1 to 30 days."),
            "max_value": _("Choose 1 to 30 days."),
        },
    )
    words = forms.ChoiceField(
        label=_("What do people read?"),
        choices=WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what people read.")},
    )
    own_words = forms.CharField(
        label=_("Own words"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if you chose that. Name no names and no reason."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("words") == OWN_WORDS and not data.get("own_words"):
            self.add_error("own_words", _("Write down what people read."))
        return data

    def terms(self, now: datetime) -> dict[str, Any]:
        """What every measure is placed with: `ends_at` and `text`."""
        words = self.cleaned_data["words"]
        text = self.cleaned_data["own_words"] if words == OWN_WORDS else str(TEXTS[words])
        return {"ends_at": now + timedelta(days=self.cleaned_data["days"]), "text": text}


class GroupForm(TermsForm):
    """A group that becomes one to read."""

    group = forms.ModelChoiceField(
        label=_("Group"),
        queryset=SchoolGroup.objects.none(),
        error_messages={"required": _("Choose a group.")},
    )
    field_order = ["group"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = cast("forms.ModelChoiceField[SchoolGroup]", self.fields["group"])
        group.queryset = groups_where(by, "moderate").running().order_by("kind", "name")


class SchoolForm(TermsForm):
    """A school that stands still. Only who leads more than one is asked which."""

    school = forms.ModelChoiceField(
        label=_("School"),
        queryset=School.objects.none(),
        empty_label=_("Choose…"),
        error_messages={"required": _("Choose a school.")},
    )
    field_order = ["school"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        led = School.objects.filter(pk__in=groups_where(by, "direct").school_wide().values("school"))
        self.by, self.led = by, list(led.order_by("name"))
        cast("forms.ModelChoiceField[School]", self.fields["school"]).queryset = led
        if len(self.led) == 1:
            del self.fields["school"]

    def chosen_school(self) -> School:
        return self.led[0] if len(self.led) == 1 else self.cleaned_data["school"]


class Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.get_full_name()} ({obj.email})"


class PersonForm(SchoolForm):
    """Somebody who reads along without writing, or whose account stands still."""

    person = Person(
        label=_("Who is it about?"),
        queryset=User.objects.none(),
        empty_label=_("Choose…"),
        error_messages={"required": _("Choose a person.")},
    )
    kind = forms.ChoiceField(
        label=_("What happens?"),
        choices=[
            (Kind.COMMENTS_OFF, _("Reads along, cannot write or react")),
            (Kind.ACCOUNT_SUSPENDED, _("Cannot sign in, is signed out everywhere; reads a fixed sentence")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens.")},
    )
    field_order = ["school", "person", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = Membership.objects.open().filter(group__school__in=self.led)
        people = User.objects.filter(pk__in=seats.values("user")).exclude(pk=self.by.pk)
        cast(Person, self.fields["person"]).queryset = people.order_by("first_name", "last_name", "pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        person, kind = data.get("person"), data.get("kind")
        if person and kind == Kind.ACCOUNT_SUSPENDED and not may_deactivate(self.by, person):
            self.add_error(
                "kind",
                _("This account is at another school too. You can switch off writing at your own school."),
            )
        return data
