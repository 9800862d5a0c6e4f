"""Cleaning and comparing names, and reading dates the way Dutch schools write them."""

import re
import unicodedata
from datetime import date, datetime, timedelta

PREFIX_WORDS = frozenset(
    {"van", "de", "der", "den", "het", "t", "v", "d", "ten", "ter", "te", "in", "op", "el", "al", "la", "le"}
    | {"du", "des", "von", "aan", "bij", "onder", "over", "uit", "ver"}
)
MONTHS = {
    "jan": 1,
    "feb": 2,
    "mrt": 3,
    "maa": 3,
    "apr": 4,
    "mei": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "nov": 11,
    "dec": 12,
}
_DAY_FIRST = re.compile(
    r"(\d{1,2})[-/. ]+(\d{1,2}|[a-z]{3,9})\.?[-/. ]+(\d{4}|\d{2})(?:[ t]\d{1,2}:\d{2}.*)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*|z|[+-]\d{2}:\d{2})?")
_EPOCH = date(1899, 12, 30)

Identity = tuple[str, str]


def clean_text(value: str, limit: int = 200) -> str:
    """One line of plain text: NFC, whitespace collapsed, control and direction characters removed."""
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", value))
    visible = "".join(sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return visible.strip()[:limit].rstrip()


def fold(value: str) -> str:
    """For comparing only: no case, no diacritics, no punctuation, single spaces."""
    # The decomposition leaves these whole, and pupils carry them.
    spelled = value.casefold().translate({0x131: "i", 0xF8: "o", 0x142: "l", 0x111: "d", 0xE6: "ae"})
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(sign)
    )
    return " ".join(re.findall(r"[^\W_]+", plain))


def identity(first_name: str, prefix: str, last_name: str) -> Identity:
    """Who this is when names are all there is; the prefix never decides ("v.d. Berg" is "van den Berg")."""
    words = fold(f"{prefix} {last_name}").split()
    while len(words) > 1 and words[0] in PREFIX_WORDS:
        words.pop(0)
    return fold(first_name), " ".join(words)


def parse_date(value: object) -> date | None:
    """A date from a cell or element: dd-mm-yyyy, d-m-yy, "3 mei 2017", yyyy-mm-dd or a spreadsheet date.

    None when it cannot be read; the caller decides whether that matters.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip().casefold()
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return _date(found[3], found[2], found[1])
    # A spreadsheet date whose cell lost its format is a number of days.
    return _EPOCH + timedelta(days=int(text)) if re.fullmatch(r"[2-6]\d{4}", text) else None


def _date(year: str, month: str, day: str) -> date | None:
    number = MONTHS.get(month[:3]) if month.isalpha() else int(month)
    # Two digits: pupils were born after 1969.
    full_year = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000)
    try:
        return date(full_year, number or 0, int(day))
    except ValueError:
        return None
