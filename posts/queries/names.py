"""Names of children in the words beside a photo: found by comparing words, never by guessing who is meant.

The promise: a first name stands beside a photo only where every child of that name has a counted yes to it, a surname
never (R020). What is found too much costs the writer a tick, what is found too little is a name in public.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from common.markup import to_plain
from consent.models import Purpose
from consent.queries.recognising import places, recognisable
from people.models import Child
from posts.models import Post
from posts.queries.masks import CLASS_KINDS

SURNAME = "~"
# The first part of a double name is called as well, but not where it is only a particle ("El", "De").
SHORTEST_CALL = 3
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "Ae", "œ": "oe"}
)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?:;\n]")
_APOSTROPHES = re.compile("['’‘`´]")


@dataclass(frozen=True)
class FoundName:
    """A name in the words of a post with photos. `key` is what a tick says; a final one cannot be ticked away.

    `field` is title, text or photos; of a photo `number` says which, from 1.
    """

    key: str
    name: str
    field: str
    is_final: bool = False
    number: int = 0

    @property
    def sentence(self) -> str:
        """What a writer reads about it."""
        values = {"name": self.name, "number": self.number}
        if self.field == "photos" and self.number:
            return (
                _("The description of photo %(number)s names %(name)s. Describe the photo without names.")
                % values
            )
        if self.field == "photos":
            return _("This names %(name)s. Describe the photo without names.") % values
        if self.is_final:
            return _("The surname %(name)s may never stand with a photo. Take it out.") % values
        return (
            _(
                "%(name)s may not be named with a photo. Take the name out, or tick that it is not about that child."
            )
            % values
        )


class Word(NamedTuple):
    key: str
    written: str
    begins: bool


class Called(NamedTuple):
    """One way to name a child: the words, what a tick calls it, and how the school writes it."""

    words: tuple[str, ...]
    key: str
    name: str
    child_id: UUID
    prefix: tuple[str, ...] = ()


def words_of(text: str) -> list[Word]:
    """The words of a text without accents; `key` also without capitals. `begins` is first in its sentence."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(sign for sign in decomposed if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(_APOSTROPHES.sub("'", plain)):
        begins = not words or _SENTENCE_END.search(plain[end : match.start()]) is not None
        words.append(Word(match.group().casefold(), match.group(), begins))
        end = match.end()
    return words


def names_found(
    post: Post, *, title: str, text: str, today: date, has_photos: bool = False
) -> list[FoundName]:
    """The names that may not stand in these words as they are. Five queries.

    Empty for a post without photos, unless `has_photos` says that one is about to come. In the description of a
    photo no name may stand at all: it would stay when a yes is taken back.
    """
    alts = list(post.photos.filter(hidden_at=None).values_list("alt_text", flat=True))
    if not alts and not has_photos:
        return []
    children = children_near(post, today)
    allowed = _may_be_named(post, children, today)
    found = [
        *_found_in(to_plain(title), "title", children, allowed),
        *_found_in(to_plain(text), "text", children, allowed),
    ]
    for number, alt in enumerate(alts, start=1):
        found += _found_in_alt(alt, children, number)
    return found


def names_in_alt(post: Post, alt_text: str, *, today: date) -> list[FoundName]:
    """The names in the description of one photo; none of them may stay."""
    return _found_in_alt(alt_text, children_near(post, today), 0) if alt_text else []


def unresolved(found: Iterable[FoundName], ticked: Collection[str]) -> list[FoundName]:
    """What still stands in the way: surnames, and first names nobody ticked to be about something else."""
    return [name for name in found if name.is_final or name.key not in ticked]


def children_near(post: Post, today: date) -> list[Child]:
    """Whose names are looked for: the children of the group, of the whole school, and all named on the photos."""
    group = post.group
    here = {"group": group.pk} if group.kind in CLASS_KINDS else {"group__school": group.school_id}
    placed = Q(pk__in=places(today).filter(**here).order_by().values("child"))
    return list(Child.objects.filter(placed | Q(pk__in=_pictured(post))).order_by("pk"))


def _pictured(post: Post) -> list[UUID]:
    rows = post.photos.filter(regions__child__isnull=False).order_by()
    return list(rows.values_list("regions__child", flat=True).distinct())


def _may_be_named(post: Post, children: list[Child], today: date) -> set[UUID]:
    """The yes to a first name is asked for posts in the group, and reaches no further."""
    if post.group.kind not in CLASS_KINDS:
        return set()
    ids = [child.pk for child in children]
    return recognisable(ids, school=post.school_id, audience=Purpose.Audience.NAME, today=today)


def _found_in(text: str, field: str, children: list[Child], allowed: set[UUID]) -> list[FoundName]:
    """Each name once, final where one of its places is."""
    words = words_of(text)
    at: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        at[word.key].append(place)
    calls = [call for child in children for call in _calls(child)]
    called = {word for call in calls for word in call.words}
    found = {
        call.key: FoundName(call.key, call.name, field)
        for call in calls
        if call.child_id not in allowed and _places_of(call.words, words, at, genitive=True)
    }
    for call in (call for child in children for call in _surnames(child)):
        for place in _places_of(call.words, words, at):
            sure = _is_surely_a_name(call, words, place, called)
            if sure is not None and (sure or call.key not in found):
                found[call.key] = FoundName(call.key, call.name, field, is_final=sure)
    return list(found.values())


def _found_in_alt(alt: str, children: list[Child], number: int) -> list[FoundName]:
    found = _found_in(to_plain(alt), "photos", children, set())
    return [replace(name, is_final=True, number=number) for name in found]


def _calls(child: Child) -> Iterator[Called]:
    whole = tuple(word.key for word in words_of(child.first_name))
    if whole:
        yield Called(whole, " ".join(whole), child.first_name, child.pk)
    if len(whole) > 1 and len(whole[0]) >= SHORTEST_CALL:
        yield Called(whole[:1], " ".join(whole), child.first_name, child.pk)


def _surnames(child: Child) -> Iterator[Called]:
    prefix = tuple(word.key for word in words_of(child.prefix))
    for part in {child.last_name, *child.last_name.split("-")}:
        if words := tuple(word.key for word in words_of(part)):
            yield Called(words, SURNAME + " ".join(words), part.strip(), child.pk, prefix)


def _places_of(
    call: tuple[str, ...], words: list[Word], at: Mapping[str, list[int]], *, genitive: bool = False
) -> list[int]:
    """Where these words stand one after the other; "Daans" is said of Daan."""
    last = {call[-1], f"{call[-1]}s"} if genitive else {call[-1]}
    begins = last if len(call) == 1 else call[:1]
    return [
        place
        for place in sorted(place for word in begins for place in at.get(word, ()))
        if place + len(call) <= len(words)
        and words[place + len(call) - 1].key in last
        and all(words[place + step].key == word for step, word in enumerate(call[:-1]))
    ]


def _is_surely_a_name(call: Called, words: list[Word], place: int, called: Collection[str]) -> bool | None:
    """A surname that is no everyday word here; False when it may be either, None for the word itself ("bos")."""
    before = place - len(call.prefix)
    has_prefix = before >= 0 and tuple(word.key for word in words[before:place]) == call.prefix
    previous = words[max(0, (before if has_prefix else place) - 1)]
    word = words[place]
    if not word.begins and previous.key in called:
        return True
    if not word.written[0].isupper():
        return None
    return not word.begins and not word.written.isupper()
