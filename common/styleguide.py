"""Sample data for the style guide: every partial once, with something in it."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import pgettext_lazy

COLOURS = [
    "inkt",
    "tekst",
    "zacht",
    "papier",
    "bord-800",
    "bord-700",
    "bord-100",
    "bord-50",
    "potlood",
    "potlood-100",
    "klei-700",
    "klei-100",
    "lucht-700",
    "lucht-100",
    "pruim-700",
    "pruim-100",
]
PEGS = {
    "sailboat": "lucht",
    "butterfly": "pruim",
    "flower-tulip": "bord",
    "star": "potlood",
    "fish-simple": "lucht",
    "rocket": "klei",
    "tree-evergreen": "bord",
    "sun": "potlood",
    "bird": "klei",
    "cat": "pruim",
}


@dataclass(frozen=True)
class SamplePeg:
    symbol: str
    colour: str


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=pgettext_lazy("style guide", "Name"),
        help_text=pgettext_lazy("style guide", "As it is written on the list of the class."),
    )
    note = forms.CharField(
        label=pgettext_lazy("style guide", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    password = forms.CharField(label=pgettext_lazy("style guide", "Password"), widget=forms.PasswordInput)
    season = forms.ChoiceField(
        label=pgettext_lazy("style guide", "Season"),
        choices=[
            ("s", pgettext_lazy("style guide", "Spring")),
            ("a", pgettext_lazy("style guide", "Autumn")),
        ],
    )
    answer = forms.ChoiceField(
        label=pgettext_lazy("style guide", "Answer"),
        choices=[("yes", pgettext_lazy("style guide", "Yes")), ("no", pgettext_lazy("style guide", "No"))],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=pgettext_lazy("style guide", "Days"),
        required=False,
        choices=[
            ("mon", pgettext_lazy("style guide", "Monday")),
            ("tue", pgettext_lazy("style guide", "Tuesday")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(
        label=pgettext_lazy("style guide", "I have read this"),
        help_text=pgettext_lazy("style guide", "You can read it again later."),
    )
    photo = forms.FileField(label=pgettext_lazy("style guide", "Photo"), required=False)


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
