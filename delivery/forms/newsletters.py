"""What an editor sends: a newsletter, and that it may go."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from common.markup import clean_name
from delivery.actions.newsletters import Draft
from delivery.models import Newsletter
from delivery.queries.newsletters import intro_of
from groups.models import School
from hours.models import HoursException
from hours.permissions import may_make_exception
from people.models import User
from posts.models import Post


class NewsletterForm(forms.Form):
    """The words, and which of the offered posts stand in it, in the order in which they are sent."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={
            "max_length": gettext_lazy(
                "The title has %(show_value)d characters. It may have %(limit_value)d."
            )
        },
    )
    intro = forms.CharField(
        label=pgettext_lazy("staff", "Your own words"),
        max_length=9_500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "form-control"}),
        error_messages={
            "max_length": gettext_lazy("The text has %(show_value)d characters. It may have %(limit_value)d.")
        },
    )
    posts = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("staff", "Posts"),
        coerce=UUID,
        required=False,
        error_messages={
            "invalid_choice": pgettext_lazy("staff", "One of these posts cannot be chosen any more.")
        },
    )

    def __init__(self, *args: Any, offered: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = [(str(post.pk), post.title) for post in offered]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return clean_name(self.cleaned_data["title"])

    def clean_intro(self) -> str:
        return str(self.cleaned_data["intro"]).replace("\r\n", "\n")

    def require_title(self) -> bool:
        """A draft may be without a title, what is placed may not."""
        if not self.cleaned_data.get("title"):
            self.add_error("title", _("Write a title first."))
        return not self.errors

    @property
    def draft(self) -> Draft:
        """What was made, as the actions want it."""
        values = self.cleaned_data
        return Draft(values["title"], values["intro"], values["posts"])

    @property
    def ticked(self) -> set[str]:
        """The ids of the posts that are chosen, also when something else is wrong."""
        return {str(value) for value in self["posts"].value() or []}


class PlaceForm(forms.Form):
    """That it may go; outside hours with why it cannot wait."""

    def __init__(self, *args: Any, writer: User, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [
            pair for pair in HoursException.Reason.choices if may_make_exception(writer, school, pair[0])
        ]
        self.fields["reason"] = forms.ChoiceField(
            label=pgettext("staff", "Why can it not wait?"),
            choices=[("", pgettext("staff", "It can wait")), *reasons],
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )


def initial_of(newsletter: Newsletter | None, *, week: int) -> dict[str, Any]:
    """What stands in the form at first."""
    if newsletter is None:
        return {"id": uuid4(), "title": _("Newsletter week %(week)s") % {"week": week}}
    chosen = [str(pk) for pk in newsletter.entries.values_list("post", flat=True)]
    post = newsletter.post
    return {"id": post.pk, "title": post.title, "intro": intro_of(post), "posts": chosen}
