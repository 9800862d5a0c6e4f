"""Sample data for the style guide: every partial once, with something in it."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

COLOURS = (
    "inkt tekst zacht papier bord-800 bord-700 bord-100 bord-50 potlood potlood-100"
    " klei-700 klei-100 lucht-700 lucht-100 pruim-700 pruim-100"
).split()
PEGS = {
    "sailboat": "lucht", "butterfly": "pruim", "flower-tulip": "bord", "star": "potlood", "fish-simple": "lucht",
    "rocket": "klei", "tree-evergreen": "bord", "sun": "potlood", "bird": "klei", "cat": "pruim",
}


@dataclass(frozen=True)
class SamplePeg:
    symbol: str
    colour: str


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As it is written on the list of the class."))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    season = forms.ChoiceField(label=_("Season"), choices=[("s", _("Spring")), ("a", _("Autumn"))])
    answer = forms.ChoiceField(
        label=_("Answer"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=_("Days"), required=False, choices=[("mon", _("Monday")), ("tue", _("Tuesday"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label=_("I have read this"), help_text=_("You can read it again later."))
    photo = forms.FileField(label=_("Photo"), required=False)


def sample_page() -> Page:
    return Paginator(range(30), 10).page(2)


def samples() -> dict[str, object]:
    """The context of templates/styleguide.html."""
    return {
        "colours": COLOURS,
        "pegs": [SamplePeg(symbol, colour) for symbol, colour in PEGS.items()],
        "form": SampleForm(),
        "wrong_form": SampleForm({"note": "…"}, auto_id="wrong_%s"),
        "page": sample_page(),
    }
