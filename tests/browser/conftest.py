"""A real Chromium on a real server, with one small school behind it.

Whatever a page complains about fails the test that opened it: an error in the console, a refusal of the content
policy, an exception, a dialog, a request to another origin.
"""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from common.storage import new_name, write_private
from people.models import User
from posts import actions
from posts.models import Photo
from scripts import build_assets
from tests import make
from tests.browser.drawings import drawn
from tests.world import World, build_world

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Half a minute is patience for a busy machine, in milliseconds; a page that works answers far sooner.
PATIENCE = 30_000
# Without a photo, so that signing in asks for no drawing and leaves no request on its way.
QUIET = "/account/password/change/"
# A form with an error in it answers 422; Chromium writes that down as if something were missing.
EXPECTED = "status of 422"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def built_assets() -> None:
    """A bare `pytest` on a clean clone has no stylesheet yet."""
    if build_assets.MODULES.is_dir():
        build_assets.main([])
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return browser_type_launch_args | {
        "executable_path": path,
        "headless": True,
        "args": FLAGS,
        "chromium_sandbox": False,
    }


class Live:
    """The school on a live server; `enter` opens the browser of one person."""

    def __init__(self, browser: Browser, url: str, world: World) -> None:
        self.browser, self.url, self.world = browser, url, world
        self.things, self.people = world.things, world.people
        self.problems: list[str] = []
        self._contexts: list[BrowserContext] = []
        self._states: dict[str, Any] = {}

    def open(self, **options: Any) -> Page:
        """Return a page of a new, empty browser that writes down what goes wrong in it.

        Without a service worker, behind which a test can answer no request itself; `service_workers="allow"` has one.
        """
        options = {
            "viewport": WIDE,
            "locale": "nl-NL",
            "timezone_id": "Europe/Amsterdam",
            "service_workers": "block",
        } | options
        context = self.browser.new_context(base_url=self.url, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        self._watch(context)
        return context.new_page()

    def enter(self, name: str, **options: Any) -> Page:
        """Return a page of somebody who signed in, through the real form the first time."""
        if name == "anonymous":
            return self.open(**options)
        if name not in self._states:
            self._states[name] = self._sign_in(self.people[name])
        return self.open(storage_state=self._states[name], **options)

    def _sign_in(self, user: User) -> Any:
        page = self.open()
        sign_in(page, user, QUIET)
        state = page.context.storage_state()
        page.close()
        return state

    def _watch(self, context: BrowserContext) -> None:
        def hear(message: ConsoleMessage) -> None:
            address = message.location.get("url", "")
            # A drawing that is asked for again while somebody names a face has another address by then.
            if message.type == "error" and EXPECTED not in message.text and not address.endswith("?again=1"):
                self.problems.append(f"console: {message.text} ({address})")

        def see(url: str) -> None:
            if not url.startswith((f"{self.url}/", f"blob:{self.url}/")):
                self.problems.append(f"another origin: {url}")

        def shut(dialog: Any) -> None:
            self.problems.append(f"a dialog: {dialog.message}")
            dialog.dismiss()

        context.on("console", hear)
        context.on("weberror", lambda error: self.problems.append(f"exception: {error.error}"))
        context.on("request", lambda request: see(request.url))
        context.on("dialog", shut)

    def forgive(self, words: str) -> None:
        """Forget the complaints about something that this test does on purpose."""
        self.problems = [problem for problem in self.problems if words not in problem]

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def sign_in(page: Page, user: User, lands_on: str = "/feed/") -> None:
    page.goto(f"/account/login/?next={lands_on}")
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(f"**{lands_on}")


def give_files(photo: Photo) -> None:
    """Let a photo that is only a row have a master and renditions, as the worker makes them."""
    photo.source_name, photo.state = write_private(new_name("incoming", "bin"), drawn()), Photo.State.WAITING
    photo.save()
    actions.prepare_photo(photo=photo, now=make.NOW)
    photo.refresh_from_db()
    actions.mark_checked(photo=photo, by=photo.post.author, now=make.NOW)


@pytest.fixture
def live(
    transactional_db: None, live_server: LiveServer, browser: Browser, flush_past_the_triggers: None
) -> Iterator[Live]:
    world = build_world()
    give_files(world.things["photo"])
    house = Live(browser, live_server.url, world)
    yield house
    house.close()
    assert not house.problems, "\n".join(house.problems)
