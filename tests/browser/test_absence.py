"""Ten seconds at ten past eight: a parent reports a child on a phone, and leave goes there and back, without script."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from agenda.models import Absence, LeaveRequest
from tests.browser.conftest import PHONE, Live

PLAIN: dict[str, Any] = {"java_script_enabled": False, "viewport": PHONE}


def test_a_parent_reports_a_child_in_two_taps_and_takes_it_back(live: Live) -> None:
    page = live.enter("farid", **PLAIN)
    page.goto("/feed/")
    page.locator(".k-tabs").get_by_role("link", name="Ziek melden").click()
    page.wait_for_load_state()
    button = page.get_by_role("button", name="Melden", exact=True)
    box = button.bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE["height"], "the button is out of sight"
    button.click()
    told = page.locator("main [role=status]").first
    expect(told).to_contain_text("Finn is afwezig gemeld")
    page.get_by_role("link", name="Finn: ziek").click()
    page.get_by_role("button", name="Gaat toch naar school").click()
    expect(page.locator("main [role=status]").first).to_contain_text("teruggenomen")
    absence = Absence.objects.get(child__first_name="Finn")
    assert absence.withdrawn_at
    assert absence.versions.count() == 2


def test_leave_is_asked_and_answered(live: Live) -> None:
    page, day = live.enter("farid", **PLAIN), timezone.localdate() + timedelta(days=20)
    page.goto("/leave/")
    for name in ("first_on", "last_on"):
        page.locator(f"[name={name}]").fill(day.isoformat())
    page.locator("input[name=ground][value=circumstances]").check(force=True)
    page.locator("[name=text]").fill("Mijn broer trouwt.")
    page.get_by_role("button", name="Naar de directeur sturen").click()
    expect(page.locator("main")).to_contain_text("wacht op de directeur")
    director = live.enter("greet", **PLAIN)
    director.goto("/leave/queue/")
    director.get_by_role("link", name="Finn").click()
    director.get_by_role("link", name="Beantwoorden").click()
    director.locator("input[name=outcome][value=granted]").check(force=True)
    director.locator("[name=text]").fill("Een mooie dag gewenst.")
    director.get_by_role("button", name="Antwoord versturen").click()
    page.reload()
    expect(page.locator("main")).to_contain_text("Een mooie dag gewenst.")
    assert LeaveRequest.objects.get(text="Mijn broer trouwt.").decision.is_granted
