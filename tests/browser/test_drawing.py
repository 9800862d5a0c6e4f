"""A photo that is drawn while somebody looks appears by itself; without a script, at the next load."""

import re

from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Live

WIDTH = "async img => { await img.decode(); return img.naturalWidth; }"


def photo_in(page: Page, live: Live) -> str:
    return f"article:has(a[href*='{live.things['post'].pk}']) .k-mozaiek img"


def forget(live: Live) -> None:
    """Signing in showed the feed once: nothing of that is drawn, and nobody asked for it."""
    live.things["photo"].renditions.all().delete()
    cache.clear()


def test_the_version_of_a_family_appears_without_loading_the_page_again(live: Live) -> None:
    page = live.enter("carla", viewport=PHONE)
    forget(live)
    page.goto("/feed/")
    page.evaluate("window.stayed = true")
    image = page.locator(photo_in(page, live)).first
    # What is far below the screen is not asked for.
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()
    expect(image).to_have_attribute("src", re.compile("again="))
    assert image.evaluate(WIDTH) <= 1000, "no photo is as wide as the drawing that stands in its place"
    assert page.evaluate("window.stayed"), "the page was loaded again"
    assert live.things["photo"].renditions.exists()


def test_without_a_script_it_is_there_at_the_next_load(live: Live) -> None:
    page = live.enter("carla", java_script_enabled=False)
    forget(live)
    page.goto("/feed/")
    address = page.locator(photo_in(page, live)).first.get_attribute("src") or ""
    page.reload()
    answer = page.request.get(address, headers={"Accept": "image/webp"})
    assert answer.headers["content-type"] == "image/webp"
