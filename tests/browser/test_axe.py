"""Every page of the portal, judged by axe and measured on a phone: a new row of every_url.csv is looked at by itself."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE, Live
from tests.test_every_url import rows, url_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
# Parents and staff have frames of their own: a page that both get is looked at as both.
PARENTS, STAFF = ["carla", "farid", "wim"], ["anna", "greet", "olga", "henk"]
AT_ONCE = 5
SMALLEST = 320

Row = dict[str, str]


def visits() -> Iterator[tuple[str, Row]]:
    """Yield who looks at which page: one parent and one of the staff, or else anybody at all."""
    for row in rows():
        if row["method"] == "GET":
            lookers = [next((who for who in kind if row[who] == "200"), None) for kind in (PARENTS, STAFF)]
            if row["anonymous"] == "200":
                lookers = ["anonymous"]
            yield from ((who, row) for who in lookers if who)


def batches() -> Iterator[Any]:
    """Sort the visits by person, a few to a test, so that a person signs in once for several pages."""
    for who, own in groupby(sorted(visits(), key=lambda visit: visit[0]), key=lambda visit: visit[0]):
        pages = [row for _who, row in own]
        for start in range(0, len(pages), AT_ONCE):
            yield pytest.param(who, pages[start : start + AT_ONCE], id=f"{who}-{start // AT_ONCE + 1}")


def is_page(page: Page, url: str) -> bool:
    """Pictures, documents and fragments have an address too, but nothing to look at by themselves."""
    return "<html" in page.request.get(url).text()[:200]


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for rule in found for node in rule["nodes"]]


def complaints(page: Page) -> list[str]:
    """What is wrong with the page that is open, at three widths."""
    page.evaluate("document.querySelectorAll('main details:not(.k-menu)').forEach(part => { part.open = true })")
    found = []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        found += [f"{size['width']}px {line}" for line in violations(page)]
    page.set_viewport_size({"width": SMALLEST, "height": 640})
    if (width := page.evaluate("document.scrollingElement.scrollWidth")) > SMALLEST:
        found.append(f"{width} pixels wide on a screen of {SMALLEST}")
    if (heads := page.locator("h1").count()) != 1:
        found.append(f"{heads} times h1")
    if not page.title().removesuffix(" – Kring").strip() or page.locator("html").get_attribute("lang") != "nl":
        found.append(f"title {page.title()!r} or language")
    return found


@pytest.mark.parametrize(("who", "pages"), list(batches()))
def test_every_page_is_for_everybody(who: str, pages: list[Row], live: Live) -> None:
    page, found = live.enter(who), {}
    for row in pages:
        url = url_of(row, live.world)
        if not is_page(page, url):
            continue
        page.set_viewport_size(WIDE)
        assert page.goto(url).status == 200, url
        if wrong := complaints(page):
            found[url] = wrong
    assert not found, "\n".join(f"{url}\n  " + "\n  ".join(lines) for url, lines in found.items())
