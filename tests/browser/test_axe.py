"""Every page of the portal, judged by axe and measured on a phone.

The pages come from every_url.csv, so a new address is looked at by itself; so do the forms that are sent empty.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import make
from tests.browser.conftest import PHONE, WIDE, Live
from tests.test_every_url import rows, url_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
# Parents and staff have frames of their own: a page that both get is looked at as both.
PARENTS, STAFF = ["carla", "farid", "wim"], ["anna", "greet", "olga", "henk"]
AT_ONCE = 5
# A page while it is being packed, a file once it is.
FILES = {"posts:child-download"}
SMALLEST = 320

Row = dict[str, str]


def visits() -> Iterator[tuple[str, Row]]:
    """Yield who looks at which page: one parent and one of the staff, or else anybody at all."""
    for row in rows():
        if row["method"] == "GET" and row["url"] not in FILES:
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
    answer = page.request.get(url)
    return answer.headers["content-type"].startswith("text/html") and "<html" in answer.text()[:200]


def violations(page: Page, within: str | None = None) -> list[str]:
    found = Axe().run(page, context=within, options=AXE_OPTIONS).response["violations"]
    nodes = [(rule["id"], node) for rule in found for node in rule["nodes"]]
    return [f"{rule}: {node['html'][:160]} {node['failureSummary'][:300]}" for rule, node in nodes]


def complaints(page: Page) -> list[str]:
    """What is wrong with the page that is open, at three widths."""
    page.evaluate(
        "document.querySelectorAll('main details:not(.k-menu)').forEach(part => { part.open = true })"
    )
    found = []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        found += [f"{size['width']}px {line}" for line in violations(page)]
    page.set_viewport_size({"width": SMALLEST, "height": 640})
    if (width := page.evaluate("document.scrollingElement.scrollWidth")) > SMALLEST:
        found.append(f"{width} pixels wide on a screen of {SMALLEST}")
    if (heads := page.locator("h1").count()) != 1:
        found.append(f"{heads} times h1")
    if (
        not page.title().removesuffix(" – Kring").strip()
        or page.locator("html").get_attribute("lang") != "nl"
    ):
        found.append(f"title {page.title()!r} or language")
    return found


def empty_forms() -> Iterator[tuple[str, Row]]:
    """Yield every form that answers 422 when nothing is filled in, with the first person who gets that far."""
    for row in rows():
        who = next((who for who in (*PARENTS, *STAFF) if row[who] == "422"), None)
        if row["method"] == "POST" and who:
            yield who, row


def send_empty(page: Page, url: str) -> None:
    """Send a form without anything in it, from the page that is open."""
    send = """url => { const form = document.createElement('form'); form.method = 'post'; form.action = url;
      form.append(document.querySelector('[name=csrfmiddlewaretoken]').cloneNode());
      document.body.append(form); form.submit(); }"""
    with page.expect_navigation(url=f"**{url}"):
        page.evaluate(send, url)


def report(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{url}\n  " + "\n  ".join(lines) for url, lines in found.items())


@pytest.mark.parametrize("who", sorted({who for who, _row in empty_forms()}))
def test_a_form_that_is_not_right_says_so_to_everybody(who: str, live: Live) -> None:
    page, found = live.enter(who), {}
    for looker, row in empty_forms():
        if looker != who:
            continue
        page.set_viewport_size(WIDE)
        page.goto("/feed/")
        url = url_of(row, live.world)
        send_empty(page, url)
        wrong = complaints(page)
        if not page.title().startswith("Fout: ") or not page.locator("#errors").count():
            wrong.append(f"no summary of what is wrong, title {page.title()!r}")
        if wrong:
            found[url] = wrong
    assert not found, report(found)


@pytest.mark.parametrize(
    ("who", "url"), [("anonymous", "/nothing/"), ("carla", "/posts/x/"), ("anna", "/requests/")]
)
def test_the_pages_of_a_refusal_are_for_everybody(who: str, url: str, live: Live) -> None:
    page = live.enter(who)
    assert page.goto(url).status in {403, 404}
    assert complaints(page) == []
    live.forgive("status of 40")


def test_the_page_with_found_faces_is_for_everybody(live: Live) -> None:
    photo = live.things["photo"]
    for number, state in enumerate(["detected", "confirmed", "dismissed"]):
        region = make.make_found(photo, score=0.9, x=0.2 + number / 5, state=state)
    page, url = live.enter("anna"), f"/photos/{photo.pk}/regions/"
    page.goto(f"{url}?frame={region.pk}")
    assert complaints(page) == []
    page.set_viewport_size(WIDE)
    page.goto(f"{url}?frame={photo.regions.get(state='detected').pk}")
    assert complaints(page) == []
    page.locator("#no-face").click()
    page.locator("#sure").wait_for()
    assert complaints(page) == []


@pytest.mark.parametrize(("who", "url"), [("carla", "/feed/"), ("anna", "/feed/")])
def test_every_menu_opens_within_the_screen(who: str, url: str, live: Live) -> None:
    page = live.enter(who, viewport={"width": SMALLEST, "height": 640})
    page.goto(url)
    for menu in page.locator("details.k-menu:visible").all():
        menu.locator("summary").click()
        # What an open menu covers is not there to be pressed.
        assert violations(page, within="details.k-menu[open]") == []
        box = menu.locator(".k-menu__vlak").bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= SMALLEST
        page.keyboard.press("Escape")


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
    assert not found, report(found)


def test_the_judge_is_awake(live: Live) -> None:
    page = live.open()
    page.set_content(
        "<html lang='nl'><title>Kring</title><main><h1>Foto</h1><img src='data:,'></main></html>"
    )
    assert [line.split(":")[0] for line in violations(page)] == ["image-alt"]
