"""What the worker does with a push: shows the words it was given, opens our own pages only, goes silent at sign-out.

Chromium without a push service of its own: the message is handed over as such a service would.
"""

import json
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Page, Worker

from tests.browser.conftest import Live
from tests.browser.test_pwa import IN_CHARGE
from tests.browser.walking import until

SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }))"""
CLICK = """async () => {
  const opened = [];
  self.clients.openWindow = (url) => opened.push(url);
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification });
  const waits = [];
  event.waitUntil = (promise) => waits.push(promise);
  self.dispatchEvent(event);
  await Promise.allSettled(waits);
  return opened;
}"""


@pytest.fixture
def carla(live: Live) -> Page:
    page = live.enter("carla", service_workers="allow")
    page.context.grant_permissions(["notifications"], origin=live.url)
    page.goto("/family/")
    page.evaluate(IN_CHARGE)
    worker_of(page).evaluate("() => { navigator.setAppBadge = async (count) => { self.badged = count } }")
    worker_of(page).evaluate("() => { navigator.clearAppBadge = async () => { self.badged = 0 } }")
    return page


def worker_of(page: Page) -> Worker:
    return page.context.service_workers[0]


def deliver(page: Page, live: Live, data: str) -> list[dict[str, Any]]:
    """Hand a message to the worker as a push service does, and return what is shown then."""
    session, found = page.context.new_cdp_session(page), list[str]()
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    until(page, lambda: bool(found))
    message = {"origin": live.url, "registrationId": found[0], "data": data}
    # The browser drops what comes for a worker it is just stopping: a push service would send it again as well.
    for _attempt in range(3):
        session.send("ServiceWorker.deliverPushMessage", message)
        with suppress(AssertionError):
            until(page, lambda: bool(page.evaluate(SHOWN)), attempts=100)
            break
    shown: list[dict[str, Any]] = page.evaluate(SHOWN)
    return shown


def payload(**fields: Any) -> str:
    return json.dumps(
        {"title": "Groep 5B", "body": "Een nieuw bericht", "url": "/feed/", "tag": "post"} | fields
    )


def test_a_push_shows_the_words_it_was_given_and_how_many_wait(carla: Page, live: Live) -> None:
    assert deliver(carla, live, payload(count=3)) == [
        {"title": "Groep 5B", "body": "Een nieuw bericht", "tag": "post", "url": f"{live.url}/feed/"}
    ]
    assert worker_of(carla).evaluate("self.badged") == 3


@pytest.mark.parametrize("data", ["", "no json", "[]", "null", "7"])
def test_words_that_cannot_be_read_say_that_something_came(carla: Page, live: Live, data: str) -> None:
    (shown,) = deliver(carla, live, data)
    assert (shown["title"], shown["body"]) == ("Kring", "Er is iets nieuws in Kring.")
    assert shown["url"] == f"{live.url}/"


def test_a_tap_opens_the_page_it_is_about(carla: Page, live: Live) -> None:
    deliver(carla, live, payload())
    assert worker_of(carla).evaluate(CLICK) == [f"{live.url}/feed/"]
    assert carla.evaluate(SHOWN) == []


def test_a_tap_leaves_a_window_with_another_page_as_it_is(carla: Page, live: Live) -> None:
    deliver(carla, live, payload(url="/conversations/"))
    worker_of(carla).evaluate(CLICK)
    assert carla.url == f"{live.url}/family/"


def test_a_tap_goes_to_the_window_that_shows_the_page_already(carla: Page, live: Live) -> None:
    deliver(carla, live, payload(url="/family/"))
    assert worker_of(carla).evaluate(CLICK) == []


@pytest.mark.parametrize("url", ["https://elsewhere.test/x", "//elsewhere.test/x", "javascript:alert(1)"])
def test_no_push_leads_away_from_kring(carla: Page, live: Live, url: str) -> None:
    deliver(carla, live, payload(url=url))
    assert worker_of(carla).evaluate(CLICK) == [f"{live.url}/"]


def test_whoever_opens_kring_has_seen_what_was_counted(carla: Page) -> None:
    carla.add_init_script("navigator.clearAppBadge = async () => { window.cleared = true }")
    carla.reload()
    assert carla.evaluate("window.cleared")


@pytest.mark.parametrize("is_past_the_worker", [False, True])
def test_signing_out_takes_everything_off_the_screen(
    carla: Page, live: Live, is_past_the_worker: bool
) -> None:
    deliver(carla, live, payload(count=3))
    if is_past_the_worker:
        with carla.expect_event("load"):
            carla.context.new_cdp_session(carla).send("Page.reload", {"ignoreCache": True})
    assert carla.evaluate("navigator.serviceWorker.controller === null") == is_past_the_worker
    carla.wait_for_load_state("networkidle")
    carla.locator("form[action='/account/logout/']:visible button").last.click()
    carla.wait_for_url("**/account/login/")
    until(carla, lambda: carla.evaluate(SHOWN) == [])
    until(carla, lambda: worker_of(carla).evaluate("self.badged") == 0)
