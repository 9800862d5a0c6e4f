"""The holiday list of the government, with every trap that was measured in it (facts.md section 5)."""

import json
from datetime import date

import pytest

from hours.holidays import Holiday, UnreadableList, read_holidays

AUTUMN = Holiday(date(2026, 10, 10), date(2026, 10, 18), "Herfstvakantie")
CHRISTMAS = Holiday(date(2026, 12, 19), date(2027, 1, 3), "Kerstvakantie", is_compulsory=True)


def vacation(name, *regions, compulsory="false"):
    parts = [{"region": region, "startdate": first, "enddate": last} for region, first, last in regions]
    return {"type": name, "compulsorydates": compulsory, "regions": parts}


def document(*vacations, year="2026-2027"):
    content = {"title": f"Schoolvakanties {year}", "schoolyear": year, "vacations": list(vacations)}
    return {"id": "x", "type": "schoolvakanties", "content": [content], "notice": "x"}


def packed(*documents):
    return json.dumps(list(documents) if len(documents) != 1 else documents[0]).encode()


HERFST = vacation(
    "\n          Herfstvakantie\n        ",
    (" noord\n", "2026-10-09T22:00:00.000Z", "2026-10-17T22:00:00.000Z"),
    ("midden", "2026-10-16T22:00:00.000Z", "2026-10-24T22:00:00.000Z"),
)
KERST = vacation(
    "Kerstvakantie",
    ("heel Nederland ", "2026-12-18T23:00:00.000Z", "2027-01-02T23:00:00.000Z"),
    compulsory=" true ",
)


def test_midnight_in_amsterdam_is_written_as_the_evening_before():
    found = read_holidays(packed(document(HERFST, KERST)), "noord")
    assert found.holidays == [AUTUMN, CHRISTMAS]
    assert found.problems == []


def test_each_region_has_its_own_days():
    [autumn, _christmas] = read_holidays(packed(document(HERFST, KERST)), "midden").holidays
    assert (autumn.first_on, autumn.last_on) == (date(2026, 10, 17), date(2026, 10, 25))


def test_truth_is_a_word_here_and_false_is_not_true():
    assert [h.is_compulsory for h in read_holidays(packed(document(HERFST, KERST)), "noord").holidays] == [
        False,
        True,
    ]


def test_plain_days_and_moments_without_a_zone_are_taken_as_they_are():
    days = vacation("Meivakantie", ("zuid", "2027-04-24", "2027-05-02T00:00:00"))
    assert read_holidays(packed(document(days)), "zuid").holidays == [
        Holiday(date(2027, 4, 24), date(2027, 5, 2), "Meivakantie")
    ]


def test_one_year_in_several_documents_is_taken_once():
    assert read_holidays(packed(document(HERFST), document(HERFST, KERST)), "noord").holidays == [
        AUTUMN,
        CHRISTMAS,
    ]


def test_two_documents_that_say_otherwise_are_named_and_neither_is_taken():
    other = vacation("HERFSTVAKANTIE", ("noord", "2026-10-16", "2026-10-24"))
    found = read_holidays(packed(document(HERFST, KERST), document(other)), "noord")
    assert found.holidays == [CHRISTMAS]
    assert "twice" in found.problems[0] or "twee keer" in found.problems[0]


def test_the_same_name_in_two_years_is_two_holidays():
    next_year = vacation("Herfstvakantie", ("noord", "2027-10-16", "2027-10-24"))
    found = read_holidays(packed(document(HERFST), document(next_year, year="2027-2028")), "noord")
    assert [h.year for h in found.holidays] == [2026, 2027]


def test_a_summer_belongs_to_the_year_before_it():
    summer = vacation("Zomervakantie", ("noord", "2027-07-16T22:00:00.000Z", "2027-08-28T22:00:00.000Z"))
    [holiday] = read_holidays(packed(document(summer)), "noord").holidays
    assert (holiday.year, holiday.last_on) == (2026, date(2027, 8, 29))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-10-17", "2026-10-09"),
        ("2026-10-09", "2036-10-17"),
        ("vrijdag", "2026-10-17"),
        (None, 7),
        ("0001-01-01T00:00:00+14:00", "2026-10-17"),
    ],
)
def test_days_that_cannot_be_right_are_named(first, last):
    found = read_holidays(
        packed(document(vacation("Herfstvakantie", ("noord", first, last)), KERST)), "noord"
    )
    assert found.holidays == [CHRISTMAS]
    assert "Herfstvakantie" in found.problems[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b'<?xml version="1.0" encoding="UTF-8"?><error><code>404</code></error>',
        b"\xef\xbb\xbf\n <!DOCTYPE html><html></html>",
        b"\xff\xfe{}",
        b"{",
        b"[" * 100_000,
        b"7",
        b"null",
        b'"noord"',
        b"{}",
        b'{"content": {"vacations": 3}}',
        b'[{"content": [{"vacations": [{"type": "x", "regions": [3, null]}]}]}]',
        packed(document(vacation("Carnaval", ("zuid", "2027-02-13", "2027-02-21")))),
        b" " * (1024 * 1024 + 1),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(content):
    with pytest.raises(UnreadableList) as refusal:
        read_holidays(content, "noord")
    assert str(refusal.value)


def test_a_mark_at_the_beginning_of_the_file_is_skipped():
    assert read_holidays(b"\xef\xbb\xbf" + packed(document(HERFST)), "noord").holidays == [AUTUMN]
