"""Synthetic exports and spreadsheets, built in code. Everybody in them is invented."""

import io
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

from groups.roster.snapshot import CurrentGroup, CurrentGuardian, CurrentPupil, CurrentSchool

TODAY = date(2026, 10, 6)
BRIN = "12AB"
CANARIES = {
    "sofinummer": "CANARY-SOFI",
    "bsn": "CANARY-BSN",
    "onderwijsnummer": "CANARY-ONDWNR",
    "bsn_ondwnr-4": "CANARY-BSN4",
    "rijksregisternummer": "CANARY-RIJKS",
    "etniciteit": "CANARY-ETN",
    "land": "CANARY-LAND",
    "land_vader": "CANARY-VADER",
    "land_moeder": "CANARY-MOEDER",
    "gewicht": "CANARY-GEW",
    "gewicht_nieuw": "CANARY-GEWN",
    "fotourl": "CANARY-FOTO",
    "postcodenl": "CANARY-PC",
    "geslacht": "CANARY-SEX",
    "gebruikersnaam": "CANARY-LOGIN",
    "emailadres": "CANARY-MAIL",
}


def element(tag: str, value: str = "", **attributes: str) -> str:
    """One element with escaped text."""
    spelled = "".join(f" {name}={quoteattr(text)}" for name, text in attributes.items())
    return f"<{tag}{spelled}>{escape(value)}</{tag}>"


def group(key: str, name: str, year: str = "5") -> str:
    """A class."""
    return f"<groep key={quoteattr(key)}>{element('naam', name)}{element('jaargroep', year)}</groep>"


def cluster(key: str, name: str) -> str:
    """A cluster."""
    return f"<samengestelde_groep key={quoteattr(key)}>{element('naam', name)}</samengestelde_groep>"


def pupil(
    key: str,
    first: str = "",
    last: str = "",
    prefix: str = "",
    place: str = "",
    clusters: str = "",
    born: str = "2017-03-04",
    extra: str = "",
    **fields: str,
) -> str:
    """A pupil; `place` is the key of the class, `fields` are further elements by name."""
    parts = {"achternaam": last, "voorvoegsel": prefix, "roepnaam": first, "geboortedatum": born, **fields}
    inside = "".join(element(tag, value) for tag, value in parts.items() if value)
    inside += element("groep", key=place) if place else ""
    if clusters:
        listed = "".join(element("samengestelde_groep", key=one) for one in clusters.split())
        inside += f"<samengestelde_groepen>{listed}</samengestelde_groepen>"
    return f"<leerling key={quoteattr(key)}>{inside}{extra}</leerling>"


def document(
    *pupils: str,
    groups: str = "",
    staff: str = "",
    year: str = "2026-2027",
    brin: str = BRIN,
    version: str = "2.1",
    reference: str = "2026-10-01",
    made: str = "2026-10-05T08:30:00",
    head: str = '<?xml version="1.0" encoding="UTF-8"?>',
    extra: str = "",
) -> str:
    """A whole export."""
    school = {
        "schooljaar": year,
        "peildatum": reference,
        "brincode": brin,
        "aanmaakdatum": made,
        "auteur": "Test",
        "xsdversie": version,
    }
    inside = "".join(element(tag, value) for tag, value in school.items() if value)
    return (
        f"{head}\n<EDEX>\n<school>{inside}{extra}</school>\n"
        + (f"<groepen>{groups}</groepen>\n" if groups else "")
        + f"<leerlingen>{''.join(pupils)}</leerlingen>\n"
        + (f"<leerkrachten>{staff}</leerkrachten>\n" if staff else "")
        + "</EDEX>"
    )


def canaries() -> str:
    """Every element that must never come further than the parser."""
    return "".join(element(tag, value) for tag, value in CANARIES.items())


def csv(*rows: str, encoding: str = "utf-8", header: str = "") -> bytes:
    """A semicolon file; without a header of its own in the Social Schools layout."""
    social = "Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mailadres ouder/verzorger 1;"
    return "\r\n".join([header or social + "E-mailadres ouder/verzorger 2", *rows, ""]).encode(encoding)


def xlsx(*rows: list[object]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def school(*pupils: CurrentPupil, guardians: tuple[CurrentGuardian, ...] = ()) -> CurrentSchool:
    """The school as Kring knows it: classes 5A and 5B of this year."""
    groups = (CurrentGroup("g1", "K5A", "5A", "5"), CurrentGroup("g2", "K5B", "5B", "5"))
    return CurrentSchool(BRIN, "2026-2027", groups, pupils, guardians)


def child(
    key: str,
    first: str,
    last: str = "de Boer",
    place: str | None = "K5B",
    born: date | None = None,
    **fields: object,
) -> CurrentPupil:
    """A child in Kring, in year group 5."""
    return CurrentPupil(
        f"id-{key or first}", key, first, "", last, born or date(2017, 3, 4), "5", place, **fields
    )


CLASSES = group("K5A", "5A") + group("K5B", "5B")
