"""From the button to the telephone: what the real page sends, a push service takes, and this browser alone can read.

Chromium here has no push service of its own, so the subscription is played with the keys of the test.
"""

from typing import Any

from playwright.sync_api import expect

from common import push
from common.push import Outcome
from delivery.models import PushDevice
from tests.browser.conftest import Live
from tests.browser.test_push_page import PLAY
from tests.push_service import running_push_service


def test_who_switches_it_on_gets_what_is_sent(live: Live, settings: Any) -> None:
    with running_push_service() as service:
        settings.PUSH_HOSTS = [service.origin]
        browser = service.subscribe()
        target = browser.target
        page = live.enter("carla")
        play = PLAY.replace("P256DH", target.p256dh).replace("AUTH", target.auth)
        page.add_init_script(play.replace("FIRST", target.endpoint))
        page.goto("/delivery/")
        page.locator("[data-push-on]:visible").click()
        expect(page.locator("[data-push-state]:visible")).to_have_attribute("data-push-state", "on")
        device = PushDevice.objects.get(endpoint=target.endpoint)
        assert (device.user, device.name) == (live.people["carla"], "Chrome op Linux")
        kept = push.Target(device.endpoint, device.p256dh, device.auth)
        assert push.push(kept, {"title": "Kring"}, ttl=60).outcome is Outcome.ACCEPTED
        assert browser.read(service.arrivals[-1]) == {"title": "Kring"}
        # At another page the browser has another address by itself.
        page.evaluate(f"localStorage.next = '{service.subscribe('second').target.endpoint}'")
        page.evaluate("localStorage.removeItem('played')")
        with page.expect_response("**/delivery/devices/new/") as answer:
            page.goto("/family/")
        assert answer.value.status == 204
        assert PushDevice.objects.filter(endpoint__endswith="/second").exists()
        expect(page.get_by_role("status")).to_have_count(0)
