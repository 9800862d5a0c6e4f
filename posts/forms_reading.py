"""What readers fill in or press: a comment, a reaction, "I have seen this"."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.models import User
from posts.models import Post, Reaction

NO_REACTION = "none"
FIRST_YEAR = 2000


class CommentForm(forms.Form):
    """A comment, with the id of the page it was written on."""

    id = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Load the page again."), "invalid": _("Load the page again.")},
    )
    text = forms.CharField(
        label=_("Your comment"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={
            "required": _("Write your comment first."),
            "max_length": _("Your comment is too long. Use %(limit_value)d characters at most."),
        },
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A feed holds many of these forms; an error links to the field of this post.
        self.fields["text"].widget.attrs["id"] = f"write-{post.pk}"
        self.post = post

    def comment_id(self, by: User) -> UUID:
        """The id of this comment: the same words sent twice from one page are one comment, other words another."""
        return uuid5(self.cleaned_data["id"], f"{by.pk}/{self.post.pk}/{self.cleaned_data['text']}")


class ReactionForm(forms.Form):
    """The button that was pressed; "none" takes the own reaction back, so that a request sent twice is harmless."""

    kind = forms.ChoiceField(choices=[*Reaction.Kind.choices, (NO_REACTION, _("no reaction"))])


class SeenForm(forms.Form):
    """The moment of the newest post on the page that was seen."""

    until = forms.DateTimeField()

    def clean_until(self) -> datetime:
        """A moment the database can give back: nothing was ever placed before the portal."""
        until: datetime = self.cleaned_data["until"]
        if until.year < FIRST_YEAR:
            raise ValidationError(_("Load the page again."))
        return until
