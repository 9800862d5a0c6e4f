"""Two real browsers hear a ring, and find their way back when the stream, the line or the tab goes away."""

import copy
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route

from common import live as rings
from scripts.services import running_redis
from tests.browser.conftest import Live
from tests.streams import LiveProcess, running_live

LISTEN = """(words) => {
  window.heard = [];
  const part = document.createElement("i");
  part.dataset.live = words;
  part.addEventListener("live:ring", (event) => window.heard.push(event.detail.about));
  document.body.append(part);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: part } }));
}"""
LOOK_AWAY = """(away) => {
  Object.defineProperty(document, "hidden", { value: away, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def streams(live: Live, settings: Any, tmp_path: Any) -> Iterator[LiveProcess]:
    """The process of the streams on a port of its own, as `make run` has it."""
    with running_redis(tmp_path / "redis") as url, running_live(url, live.url) as process:
        settings.REDIS_URL, settings.KRING_LIVE_URL = url, process.url
        settings.CONTENT_SECURITY_POLICY = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
        settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(process.url)
        yield process
        live.close()
        live.forgive(f"another origin: {process.url}/live/stream/")


def listening(live: Live, name: str, words: str = "conversation", begin: str = "*") -> Page:
    """A page of somebody with one part that listens, once its stream is there."""
    page = live.enter(name)
    page.goto("/family/")
    page.evaluate(LISTEN, words)
    hears(page, begin)
    return page


def hears(page: Page, about: str, seconds: float = 10) -> None:
    page.wait_for_function("about => window.heard.includes(about)", arg=about, timeout=seconds * 1000)
    page.evaluate("window.heard = []")


def test_two_browsers_hear_a_ring_within_two_seconds_and_a_third_hears_nothing(
    live: Live, streams: LiveProcess
) -> None:
    about, people = f"conversation:{uuid4()}", live.people
    carla, dirk, farid = [listening(live, name) for name in ("carla", "dirk", "farid")]
    start = time.monotonic()
    rings.publish([str(people["carla"].pk), str(people["dirk"].pk)], about)
    hears(carla, about, 2)
    hears(dirk, about, 2)
    assert time.monotonic() - start < 2
    farid.wait_for_timeout(500)
    assert farid.evaluate("window.heard") == []


def test_a_part_asks_for_itself_when_it_is_rung(live: Live, streams: LiveProcess) -> None:
    page = listening(live, "carla")
    add_part(page)
    rings.publish([str(live.people["carla"].pk)], "event")
    with page.expect_response("**/family/?again", timeout=5000):
        rings.publish([str(live.people["carla"].pk)], "post")
    page.wait_for_selector("#part h1")


def add_part(page: Page) -> None:
    page.evaluate("""() => {
      document.body.insertAdjacentHTML("beforeend",
        '<i data-live="post" hx-get="/family/?again" hx-trigger="live:ring" hx-select="h1" id="part"></i>');
      htmx.process(document.getElementById("part"));
    }""")


def test_a_ring_during_an_answer_is_not_lost(live: Live, streams: LiveProcess) -> None:
    page = listening(live, "carla", "post")
    add_part(page)
    held: list[Route] = []
    page.route("**/family/?again", lambda route: held.append(route))
    for number in (1, 2):
        rings.publish([str(live.people["carla"].pk)], "post")
        hears(page, "post")
        page.wait_for_timeout(300)
        assert len(held) == 1, f"ring {number}"
    with page.expect_request("**/family/?again"):
        held[0].continue_()
    page.wait_for_timeout(300)
    held[1].continue_()
    page.wait_for_selector("#part h1")


def test_what_could_not_be_fetched_is_asked_for_again(live: Live, settings: Any) -> None:
    settings.KRING_LIVE_URL = ""
    page = live.enter("carla")
    page.clock.install()
    page.goto("/family/")
    add_part(page)
    page.route("**/live/ticket/", lambda route: route.fulfill(json={"address": ""}))
    page.route("**/family/?again", lambda route: route.fulfill(status=503), times=1)
    page.evaluate("document.getElementById('part').dispatchEvent(new CustomEvent('live:ring'))")
    page.wait_for_timeout(500)
    page.clock.run_for(21_000)
    page.wait_for_selector("#part h1")
    live.forgive("503")


def test_a_browser_finds_its_way_back_after_the_process_was_killed(live: Live, streams: LiveProcess) -> None:
    page = listening(live, "carla")
    streams.kill()
    streams.start()
    hears(page, "*", 15)
    rings.publish([str(live.people["carla"].pk)], "conversation")
    hears(page, "conversation", 2)
    live.forgive("net::ERR")


def test_a_tab_nobody_looks_at_listens_no_longer_and_catches_up(live: Live, streams: LiveProcess) -> None:
    page = listening(live, "carla")
    page.evaluate(LOOK_AWAY, True)
    rings.publish([str(live.people["carla"].pk)], "conversation")
    page.wait_for_timeout(1000)
    assert page.evaluate("window.heard") == []
    page.evaluate(LOOK_AWAY, False)
    hears(page, "*")


def test_where_there_are_no_streams_a_page_asks_every_twenty_seconds(live: Live, settings: Any) -> None:
    settings.KRING_LIVE_URL = ""
    page = live.enter("carla")
    page.clock.install()
    page.goto("/family/")
    page.evaluate(LISTEN, "conversation")
    hears(page, "*")
    for _round in range(2):
        page.clock.run_for(19_000)
        page.wait_for_timeout(300)
        assert page.evaluate("window.heard") == []
        page.clock.run_for(2_000)
        hears(page, "*")


def test_who_is_signed_out_is_asked_nothing_any_more(live: Live, settings: Any) -> None:
    settings.KRING_LIVE_URL = ""
    page = live.enter("carla")
    page.clock.install()
    page.goto("/family/")
    page.evaluate(LISTEN, "conversation")
    hears(page, "*")
    page.context.clear_cookies()
    page.clock.run_for(60_000)
    page.wait_for_timeout(500)
    assert page.evaluate("window.heard") == []
