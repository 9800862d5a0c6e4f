"""The words of an overview, the same in the mail and on the page: "u" to families, "je" to who works at a school."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from delivery.links import confirm_url
from delivery.queries.asked import ToRead
from delivery.queries.overviews import Coming, Entry, Item, Overview
from groups.models import SchoolGroup
from posts.queries.cards import Place

DAYS_IN_WEEK = 7
# Of a coat peg: what is behind the letter, and the letter.
PEGS = {
    "lucht": ("#e2eef6", "#1f5b86"),
    "pruim": ("#f4e7f1", "#74386c"),
    "bord": ("#dcebe4", "#1c5a4c"),
    "potlood": ("#fdf0cc", "#6b4900"),
    "klei": ("#fbe6df", "#a03a25"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that waits for the reader, with what to press. The icon is for the page: a mail has no pictures."""

    icon: str
    words: str
    button: str
    address: str


@dataclass(frozen=True, slots=True)
class Peg:
    """What stands beside a post: the first letter of a child or of the place, never a picture."""

    letter: str
    background: str
    colour: str


def subject_of(overview: Overview) -> str:
    """Which children it is about (C06), or that it is about the work."""
    if overview.is_staff and not overview.children:
        return _("Your week in Kring") if overview.is_weekly else _("Your day in Kring")
    school = [_("the school")] if overview.tells_of_the_school else []
    about = {"names": get_text_list([*overview.children, *school], _("and"))}
    week = _said(
        overview, pgettext("parent", "Your week: %(names)s"), pgettext("staff", "Your week: %(names)s")
    )
    day = _said(overview, pgettext("parent", "Your day: %(names)s"), pgettext("staff", "Your day: %(names)s"))
    return (week if overview.is_weekly else day) % about


def heading_of(overview: Overview) -> str:
    if overview.is_weekly:
        return _said(
            overview, pgettext("parent", "Your week in short"), pgettext("staff", "Your week in short")
        )
    return _said(overview, pgettext("parent", "Your day in short"), pgettext("staff", "Your day in short"))


def opening_of(overview: Overview) -> str:
    """Of which days the news is."""
    first, last = overview.days
    if first == last:
        return _("This is the news of %(day)s.") % {"day": date_format(first, "l j F")}
    same_month = (first.year, first.month) == (last.year, last.month)
    days = {"first": date_format(first, "j" if same_month else "j F"), "last": date_format(last, "j F")}
    return _("This is the news of %(first)s to %(last)s.") % days


def why_of(overview: Overview) -> str:
    if overview.is_weekly:
        return _said(
            overview,
            pgettext("parent", "You get this overview once a week."),
            pgettext("staff", "You get this overview once a week."),
        )
    return _said(
        overview,
        pgettext("parent", "You get this overview once a day."),
        pgettext("staff", "You get this overview once a day."),
    )


def asked_heading(overview: Overview) -> str:
    return _said(overview, pgettext("parent", "We ask you"), pgettext("staff", "We ask you"))


def asked_lines(overview: Overview, *, in_mail: bool) -> list[Line]:
    """What waits, each with what to press. In a mail "Read" is answered by a signed link, without signing in."""
    site, asked = settings.KRING_URL if in_mail else "", overview.asked
    rules = _said(
        overview,
        pgettext("parent", "Read the house rules of %(school)s and say whether you agree."),
        pgettext("staff", "Read the house rules of %(school)s and say whether you agree."),
    )
    choose = pgettext("parent", "Choose who may see %(name)s in photos.")
    return [
        *(
            Line(
                "camera",
                choose % {"name": child.name},
                _("Choose"),
                site + reverse("consent:child", args=[child.id]),
            )
            for child in asked.choices
        ),
        *(
            Line(
                "house-line",
                rules % {"school": name},
                _("To the house rules"),
                site + reverse("policies:house-rules"),
            )
            for name in (school.name for school in asked.rules)
        ),
        *(_to_read(post, overview, in_mail) for post in asked.confirmations),
        *_talks(asked.conversations, site),
    ]


def _to_read(post: ToRead, overview: Overview, in_mail: bool) -> Line:
    here = reverse("posts:post-detail", args=[post.post_id])
    address = confirm_url(overview.user.pk, post.post_id) if in_mail else here
    return Line("check-circle", _did_read(post, overview), pgettext("confirm", "Read"), address)


def _talks(count: int, site: str) -> Iterator[Line]:
    """How many conversations have something new, never what."""
    if count:
        words = ngettext(
            "%(count)d conversation with something new", "%(count)d conversations with something new", count
        )
        address = site + reverse("conversations:conversation-list")
        yield Line("chats", words % {"count": count}, _("To the conversations"), address)


def _did_read(post: ToRead, overview: Overview) -> str:
    if not post.title:
        place = {"place": _in_a_sentence(place_name(post.place))}
        return (
            _said(
                overview,
                pgettext("parent", "Did you read the post of %(place)s?"),
                pgettext("staff", "Did you read the post of %(place)s?"),
            )
            % place
        )
    return _said(
        overview,
        pgettext("parent", "Did you read “%(title)s”?"),
        pgettext("staff", "Did you read “%(title)s”?"),
    ) % {"title": post.title}


def about_of(entry: Entry, overview: Overview) -> str:
    """Whom it is about, where, who wrote it and on which day: "Lina, groep 6 · juf Marloes · dinsdag"."""
    place = place_name(entry.item.place)
    if entry.children:
        children = get_text_list([child.name for child in entry.children], _("and"))
        place = f"{children}, {_in_a_sentence(place)}"
    if overview.has_more_schools:
        place = f"{place} · {entry.item.school}"
    first, last = overview.days
    is_long = (last - first).days >= DAYS_IN_WEEK
    return f"{place} · {entry.item.author} · {_day(entry.item.published_at, is_long)}"


def _day(moment: datetime, is_long: bool) -> str:
    return date_format(timezone.localtime(moment), "l j F" if is_long else "l")


def place_name(place: Place) -> str:
    """A group as its readers call it: "Groep 5B", or the name it has."""
    return _("Class %(name)s") % {"name": place.name} if place.kind == SchoolGroup.Kind.CLASS else place.name


def _in_a_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def title_of(item: Item) -> str:
    return _("There is a new post") if item.is_withheld else item.title


def link_of(item: Item) -> str:
    """What there is to see besides the words: "Bekijk 30 foto's en 3 reacties"."""
    if item.is_withheld:
        return _("Sign in to read it")
    photos = ngettext("%(count)d photo", "%(count)d photos", item.photos) % {"count": item.photos}
    comments = ngettext("%(count)d comment", "%(count)d comments", item.comments) % {"count": item.comments}
    there = [words for words, count in ((photos, item.photos), (comments, item.comments)) if count]
    if not there:
        return _("Read it in Kring")
    return _("Look at %(things)s") % {"things": get_text_list(there, _("and"))}


def peg_of(entry: Entry) -> Peg:
    colour = entry.children[0].colour if entry.children else "bord"
    letters = [child.name[:1] for child in entry.children[:2]] or [place_name(entry.item.place)[:1]]
    return Peg("".join(letters).upper(), *PEGS.get(colour, PEGS["bord"]))


def days_of(row: Coming) -> str:
    """The days of a week without lessons: "vr 16 okt", "ma 12 – vr 16 okt"."""
    if row.first_on == row.last_on:
        return _short(row.first_on)
    return f"{_short(row.first_on)} – {_short(row.last_on)}"


def _short(day: date) -> str:
    return date_format(day, "D j b")


def _said(overview: Overview, to_family: str, to_staff: str) -> str:
    return to_staff if overview.is_staff else to_family


def page_of(overview: Overview) -> dict[str, Any]:
    """What the page shows: the words of the mail, without its links that count for who is not signed in."""
    return {
        "overview": overview,
        "subject": subject_of(overview),
        "opening": opening_of(overview),
        "asked": asked_lines(overview, in_mail=False),
        "entries": [
            {
                "id": entry.item.post_id,
                "child": entry.children[0] if entry.children else None,
                "about": about_of(entry, overview),
                "title": title_of(entry.item),
                "opening": "" if overview.titles_only else entry.item.opening,
                "link": link_of(entry.item),
            }
            for entry in overview.entries
        ],
        "coming": [(days_of(row), row) for row in overview.coming],
    }
