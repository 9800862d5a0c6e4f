"""What a writer sends: a post. Frames on its photos are in forms_tagging.py."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from common.markup import clean_name
from consent.models import Purpose
from groups.models import SchoolGroup
from hours.models import HoursException
from hours.permissions import may_make_exception
from people.models import User
from posts.actions import Meant
from posts.errors import NotReady, Refused
from posts.models import Post
from posts.permissions import may_open_comments, may_send_emergency
from posts.queries.publishing import events_for


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

    readers = forms.ChoiceField(
        label=pgettext_lazy("staff", "Which parents?"),
        choices=[
            ("", pgettext_lazy("staff", "All parents of the group")),
            (Post.Readers.PICTURED, pgettext_lazy("staff", "Only parents of the children on the photos")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    event = forms.ModelChoiceField(
        label=pgettext_lazy("staff", "Are these photos of an event?"),
        queryset=Purpose.objects.none(),
        required=False,
        empty_label=pgettext_lazy("staff", "No, of an ordinary day"),
        help_text=pgettext_lazy("staff", "Who is shown must also have a yes for that event."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    importance = forms.ChoiceField(
        label=pgettext_lazy("staff", "How important is it?"), required=False, widget=forms.RadioSelect
    )
    is_delicate = forms.BooleanField(
        label=pgettext_lazy("staff", "Text not in a mail or notification"),
        required=False,
        help_text=pgettext_lazy(
            "staff", "For what is delicate: the title and the text are read in Kring alone."
        ),
    )
    asks_confirmation = forms.BooleanField(
        label=pgettext_lazy("staff", "Ask readers to say “Read”"),
        required=False,
        help_text=pgettext_lazy(
            "staff", "You see how many families did, in a class also which did not. When is not kept."
        ),
    )

    def __init__(
        self, *args: Any, group: SchoolGroup, writer: User, post: Post | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _initial(post))
        super().__init__(*args, **kwargs)
        for name in ("title", "text"):
            self.fields[name].widget.attrs["class"] = "form-control"
        reasons = [
            pair
            for pair in HoursException.Reason.choices
            if may_make_exception(writer, group.school, pair[0])
        ]
        waits = ("", pgettext("staff", "It can wait"))
        self.fields["reason"] = forms.ChoiceField(
            label=pgettext("staff", "Why can it not wait?"),
            choices=[waits, *reasons],
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.is_taken_back = post is not None and post.is_taken_back
        if post is None or post.is_on_desk:
            choices = degrees_of_importance(writer, group)
            cast(forms.ChoiceField, self.fields["importance"]).choices = choices
        else:
            del self.fields["importance"]
        if not may_open_comments(group):
            del self.fields["comments_open"]
        events = events_for(group, post, today=timezone.localdate())
        if events.exists():
            cast(forms.ModelChoiceField, self.fields["event"]).queryset = events
        else:
            del self.fields["event"]

    def clean_title(self) -> str:
        title = clean_name(self.cleaned_data["title"])
        if self.is_taken_back and not title:
            # Others have seen it: its words change, but do not go.
            raise forms.ValidationError(_("Write a title first."))
        return title

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
            "meant": self._meant(),
        }

    def _meant(self) -> Meant:
        """Only what was sent: a form without one of these neither widens nor narrows who sees what."""
        meant = Meant()
        if "readers" in self.data:
            meant["readers"] = self.cleaned_data["readers"] or None
        if "event" in self.data and "event" in self.fields:
            meant["event"] = self.cleaned_data["event"]
        if "importance" in self.data and "importance" in self.fields:
            meant["importance"] = self.cleaned_data["importance"] or None
        if "delivery" in self.data:
            meant["is_delicate"] = self.cleaned_data["is_delicate"]
            meant["asks_confirmation"] = self.cleaned_data["asks_confirmation"]
        return meant

    @property
    def ticked(self) -> set[str]:
        """The names that were ticked to be about no child on the photos."""
        return set(self.data.getlist("not_about")) if isinstance(self.data, QueryDict) else set()

    def complain(self, refused: Refused) -> None:
        """Show why a post could not be placed, each sentence at the field it is about."""
        found = refused.complaints if isinstance(refused, NotReady) else [(None, str(refused))]
        for field, sentence in found:
            self.add_error(field if field in self.fields else None, sentence)

    @property
    def post_id(self) -> UUID | None:
        """The id this form is about, also when something else in it is wrong."""
        try:
            return UUID(str(self["id"].value()))
        except ValueError:
            return None


def _initial(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {"id": uuid4(), "comments_open": True, "readers": "", "importance": ""}
    typed = {"id": post.pk, "title": post.title, "text": post.text, "comments_open": post.comments_open}
    aimed = {"readers": post.readers or "", "event": post.event_id, "importance": post.importance or ""}
    asked = {"is_delicate": post.withholds_words, "asks_confirmation": post.asks_readers}
    return typed | aimed | asked


def degrees_of_importance(writer: User, group: SchoolGroup) -> list[tuple[str, Any]]:
    degrees = [
        ("", pgettext("staff", "Ordinary")),
        (Post.Importance.IMPORTANT.value, pgettext("staff", "Important")),
    ]
    if may_send_emergency(writer, group):
        degrees.append((Post.Importance.EMERGENCY.value, pgettext("staff", "Emergency")))
    return degrees
