"""Sample data for the style guide: the parts that pages share, each with something in it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from groups.models import Membership, SchoolGroup
from groups.queries import Standing
from posts.models import Comment, Post
from posts.queries.cards import Card, ChildMark, CommentLine, Place, PostBody, PostHead, ReactionRow, Thread

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


def sample_comments(now: datetime) -> tuple[CommentLine, ...]:
    """A comment of a parent, one of a teacher, and the place of one that was removed."""
    return (
        CommentLine(
            uuid.UUID(int=2),
            Comment.State.VISIBLE,
            author="Tom Bakker",
            full_name="Tom Bakker",
            text="Wat leuk!",
            created_at=now - timedelta(minutes=50),
        ),
        CommentLine(
            uuid.UUID(int=3),
            Comment.State.VISIBLE,
            author="Juf Marloes",
            full_name="Marloes de Wit",
            role=Membership.Role.TEACHER,
            text="Tot morgen.",
            created_at=now - timedelta(minutes=5),
            is_staff=True,
        ),
        CommentLine(uuid.UUID(int=4), Comment.State.REMOVED),
    )


def sample_card(now: datetime) -> Card:
    """A post of this morning with what hangs on it."""
    post_id = uuid.UUID(int=1)
    return Card(
        head=PostHead(
            post_id,
            Place("5B", SchoolGroup.Kind.CLASS),
            now - timedelta(hours=2),
            title="Naar het bos",
            author="Juf Marloes",
            full_name="Marloes de Wit",
            role=Membership.Role.TEACHER,
            importance=Post.Importance.IMPORTANT,
            is_new=True,
        ),
        body=PostBody(post_id, "Naar het bos", "Trek **oude kleren** aan.\n\n- laarzen\n- een beker"),
        reactions=ReactionRow(post_id, counts=(7, 2, 0)),
        thread=Thread(sample_comments(now), total=3),
        children=(ChildMark(uuid.UUID(int=5), "Emma", "sailboat", "lucht"),),
        comments_are_open=True,
        asks="done",
    )


def removed_card(now: datetime) -> Card:
    """The place of a post that is gone."""
    return Card(PostHead(uuid.UUID(int=6), Place("5B", SchoolGroup.Kind.CLASS), now - timedelta(days=3)))


def samples() -> dict[str, object]:
    """The context of templates/styleguide.html."""
    now = timezone.now()
    return {
        "now": now,
        "cards": [sample_card(now), removed_card(now)],
        "standings": [{"standing": one.value, "invited_until": now} for one in Standing],
        "colours": COLOURS,
        "pegs": [SamplePeg(symbol, colour) for symbol, colour in PEGS.items()],
        "form": SampleForm(),
        "wrong_form": SampleForm({"note": "…"}, auto_id="wrong_%s"),
        "page": sample_page(),
    }
