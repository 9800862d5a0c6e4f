"""Switching notifications on for this device: what is said is true in this browser, and what is sent can be used.

Chromium here has no push service, so subscribing itself is played: as a browser does, with an address and two keys.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import include, path
from playwright.sync_api import Browser, Page, Route, expect

from common import push
from common.push import Target
from tests.push_service import Browser as Subscriber

ENDPOINT = "https://fcm.googleapis.com/fcm/send/first"
KEY = push.public_key()
FORM = "/delivery/devices/new/"
urlpatterns = [
    path(
        "delivery/",
        include(([path("devices/new/", lambda request: HttpResponse(), name="device-create")], "delivery")),
    )
]

# What a browser remembers about a subscription outlives the page; `played` decides how it behaves.
PLAY = """
const decode = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
};
const shape = ({ endpoint, key }) => ({
  endpoint,
  options: { applicationServerKey: decode(key).buffer },
  getKey: (name) => decode(name === "auth" ? "AUTH" : "P256DH").buffer,
  unsubscribe: async () => localStorage.removeItem("played"),
});
const pushManager = {
  getSubscription: async () => localStorage.played ? shape(JSON.parse(localStorage.played)) : null,
  subscribe: async ({ applicationServerKey: key }) => {
    if (localStorage.broken) throw new DOMException("Registration failed - push service error", "AbortError");
    localStorage.played = JSON.stringify({ endpoint: localStorage.next ?? "FIRST", key });
    return pushManager.getSubscription();
  },
};
const container = {
  ready: Promise.resolve({ pushManager }),
  getRegistration: async () => ({ pushManager }),
  register: async () => {},
  addEventListener: () => {},
};
Object.defineProperty(navigator, "serviceWorker", { value: container });
Object.defineProperty(Notification, "permission", { get: () => localStorage.permission ?? "default" });
Notification.requestPermission = async () => localStorage.permission = localStorage.answer ?? "granted";
"""


def go_back(route: Route) -> None:
    """Lead to the page again; a real redirect would pass by the routes of this test."""
    body = '<!doctype html><meta http-equiv="refresh" content="0; url=/delivery/">'
    route.fulfill(body=body, content_type="text/html")


def give_file(route: Route) -> None:
    route.fulfill(path=str(finders.find(route.request.url.split("/static/")[1])))


class Device:
    """A page of somebody on a device; `posted` is what Kring was told."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.posted: list[dict[str, str]] = []
        self.known: list[str] = []
        self.problems: list[str] = []
        self.key = KEY
        target = Subscriber(ENDPOINT).target
        self.play = (
            PLAY.replace("P256DH", target.p256dh).replace("AUTH", target.auth).replace("FIRST", ENDPOINT)
        )
        page.on(
            "console", lambda message: self.problems.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.problems.append(error.message))
        page.route("**/static/**", give_file)
        page.route("**/delivery/", self.show)
        page.route(f"**{FORM}", self.take)

    def show(self, route: Route) -> None:
        with override_settings(ROOT_URLCONF=__name__):
            known = [push.address_mark(endpoint) for endpoint in self.known]
            part = render_to_string("delivery/_device_new.html", {"push_key": self.key, "push_known": known})
        token = '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
        scripts = "".join(
            f'<script src="/static/js/{name}.js" defer></script>' for name in ("push", "push-page")
        )
        leave = f'<form id="leave" method="post" action="/leave/">{token}<button>Weg</button></form>'
        body = f'<!doctype html>{scripts}<body data-sign-out="/leave/">{leave}{part}</body>'
        policy = {
            "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'"
        }
        route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=policy)

    def take(self, route: Route) -> None:
        sent = {name: values[0] for name, values in parse_qs(route.request.post_data or "").items()}
        self.posted.append(sent)
        self.known.append(sent["endpoint"])
        if "hx-request" in route.request.headers:
            route.fulfill(status=204)
        else:
            go_back(route)

    def look(self, **played: str) -> None:
        """Open the page; `played` sets how the browser behaves, from before its first script."""
        begin = f"localStorage.begun ?? Object.assign(localStorage, {json.dumps(played | {'begun': 'yes'})});"
        self.page.add_init_script(begin + self.play)
        self.page.goto("http://localhost/delivery/")

    def expect(self, state: str) -> None:
        expect(self.page.locator("[data-push-state]:visible")).to_have_attribute("data-push-state", state)

    def switch_on(self) -> None:
        self.page.locator("[data-push-on]:visible").click()


Open = Callable[..., Device]


@pytest.fixture
def open_device(browser: Browser) -> Iterator[Open]:
    """Without a server: the page, its scripts and the answers all come from this test."""
    devices: list[Device] = []

    def open_device(**options: Any) -> Device:
        devices.append(Device(browser.new_page(**options)))
        return devices[-1]

    yield open_device
    for device in devices:
        device.page.close()
        assert device.problems == []


@pytest.fixture
def device(open_device: Open) -> Device:
    return open_device()


def test_after_one_click_kring_has_what_it_needs_and_the_page_says_so(device):
    device.look()
    device.expect("ask")
    device.switch_on()
    device.expect("on")
    (sent,) = device.posted
    assert push.is_target(Target(sent["endpoint"], sent["p256dh"], sent["auth"]))
    assert sent["name"] == "Chrome op Linux"


def test_nothing_is_asked_before_a_click_and_a_no_is_explained(device):
    device.look(answer="denied")
    device.expect("ask")
    assert device.page.evaluate("Notification.permission") == "default"
    device.switch_on()
    device.expect("denied")
    assert device.posted == []


def test_a_browser_that_cannot_reach_its_vendor_says_so_and_may_try_again(device):
    device.look(broken="yes")
    device.switch_on()
    device.expect("failed")
    device.page.evaluate("localStorage.removeItem('broken')")
    device.switch_on()
    device.expect("on")


def test_a_new_address_is_brought_to_kring_without_a_question(device):
    device.look()
    device.switch_on()
    device.expect("on")
    device.page.evaluate(
        "localStorage.next = 'https://fcm.googleapis.com/second'; localStorage.removeItem('played')"
    )
    device.page.reload()
    device.expect("on")
    assert [sent["endpoint"] for sent in device.posted] == [ENDPOINT, "https://fcm.googleapis.com/second"]


def test_who_took_this_device_off_the_list_is_asked_again_and_not_put_back(device):
    device.look()
    device.switch_on()
    device.expect("on")
    device.known.clear()
    device.page.reload()
    device.expect("ask")
    device.page.evaluate("localStorage.removeItem('played')")
    device.page.reload()
    device.expect("ask")
    assert len(device.posted) == 1


def test_another_key_of_kring_gets_a_new_address(device):
    device.look()
    device.switch_on()
    device.expect("on")
    device.key = "BOMb2U2XMpO31Qibup-q61PBoAQtj_kjJN5AT0ceWtuyF0ZdGgPI6M_-UwmMAoJUIhIy6L6YeIG59Zo6tlqWtJU"
    device.page.reload()
    device.expect("on")
    assert len(device.posted) == 2
    assert device.key in device.page.evaluate("localStorage.played")


def test_who_signs_out_leaves_no_wish_behind_for_the_next(device):
    device.look()
    device.switch_on()
    device.expect("on")
    device.page.route("**/leave/", go_back)
    device.page.evaluate("localStorage.removeItem('played')")
    device.page.locator("#leave button").click()
    device.expect("ask")
    assert len(device.posted) == 1


@pytest.mark.parametrize(
    ("agent", "touch", "state"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            True,
            "home",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36", True, "ask"),
    ],
)
def test_an_iphone_first_wants_kring_on_its_home_screen(open_device, agent, touch, state):
    device = open_device(user_agent=agent, has_touch=touch)
    device.look()
    device.expect(state)


def test_a_browser_without_push_says_so(device):
    device.play += "delete window.PushManager;"
    device.look()
    device.expect("unable")


def test_without_a_key_the_page_says_that_it_is_not_set_up_and_has_no_button(device):
    device.key = ""
    device.look()
    expect(device.page.get_by_text("dat is niet ingesteld")).to_be_visible()
    expect(device.page.locator("[data-push-on]")).to_have_count(0)
