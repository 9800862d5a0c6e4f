"""Short ways through the pages, as a person walks them. Fields are found by name: words change, names do not."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.drawings import file_of

ADDRESS = re.compile(r"/photos/[0-9a-f-]{36}/[0-9a-f]{24}/\d+/")
WEBP = {"Accept": "image/webp"}


def press(page: Page, value: str) -> None:
    """Press the visible button of a form that means this."""
    page.locator(f"button[name=then][value='{value}']:visible").last.click()


def write(page: Page, slug: str, title: str, text: str = "Wat een dag.") -> None:
    page.goto(f"/groups/{slug}/posts/new/")
    page.locator("[name=title]").fill(title)
    page.locator("textarea[name=text]").fill(text)


def choose_photos(page: Page, *names: str) -> None:
    page.locator("#id_photos").set_input_files([file_of(name, 100 + 9 * len(name)) for name in names])


def photo_addresses(page: Page) -> set[str]:
    """The addresses of all photos the page shows or offers."""
    return set(ADDRESS.findall(page.content()))


def middle(page: Page, address: str) -> tuple[int, ...]:
    """The colour in the middle of a photo as this person gets it, once it is drawn: until then a placeholder."""
    answer = page.request.get(address, headers=WEBP)
    for _attempt in range(120):
        if answer.headers["content-type"] != "image/svg+xml":
            break
        page.wait_for_timeout(250)
        answer = page.request.get(address, headers=WEBP)
    picture = Image.open(io.BytesIO(answer.body())).convert("RGB")
    colour = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(colour, tuple)
    return colour


def until(page: Page, is_so: Callable[[], bool], attempts: int = 300) -> None:
    """Wait for what no page shows, while the page goes on."""
    for _attempt in range(attempts):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("waited in vain")


def goes_on(page: Page) -> AbstractContextManager[object]:
    """Do what is in the block, and wait until it led to the page of another address."""
    before = page.url
    return page.expect_navigation(url=lambda url: url != before)


def drag(page: Page, canvas: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over a photo; places are parts of its width and height."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=5)
    page.mouse.up()


def expect_saved(page: Page) -> None:
    """Wait until every change was sent and every answer is on the page."""
    # A frame that is moved by keys is kept after half a second of rest, by the clock of the page.
    page.evaluate("() => new Promise((done) => setTimeout(done, 600))")
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
