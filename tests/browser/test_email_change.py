"""Another e-mail address, from asking to signing in with it, in a browser without scripts."""

from playwright.sync_api import expect

from tests import make
from tests.browser.conftest import Live

NEW = "koen@elders.kring.test"


def test_a_parent_moves_to_another_address_without_scripts(live: Live) -> None:
    page = live.enter("koen", java_script_enabled=False)
    page.goto("/account/email/")
    page.locator("[name=email]").fill("koen@derde.kring.test")
    page.locator("[name=password]").fill("geen idee")
    page.get_by_role("button", name="Mail de link").click()
    expect(page.locator(".k-fouten")).to_contain_text("wachtwoord")
    expect(page.locator("[name=email]")).to_have_value("koen@derde.kring.test")
    page.goto(f"/account/email/{live.things['change']}/")
    page.get_by_role("button", name="Dit adres gebruiken").click()
    expect(page.locator("main")).to_contain_text(f"Inloggen gaat vanaf nu met {NEW}")
    door = live.open(java_script_enabled=False)
    door.goto("/account/login/")
    door.locator("[name=login]").fill(NEW)
    door.locator("[name=password]").fill(make.PASSWORD)
    door.get_by_role("button", name="Inloggen").click()
    expect(door.locator("h1")).to_be_visible()
