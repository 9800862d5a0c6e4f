"""Choosing how news comes, in a real browser: with a script, with the keyboard, and without either."""

from django.utils import timezone
from playwright.sync_api import expect

from delivery.models import Preference
from tests import make
from tests.browser.conftest import PHONE, Live
from tests.browser.walking import until


def test_a_choice_shows_what_last_week_would_have_been_before_it_is_saved(live: Live) -> None:
    make.make_post(live.things["group"], live.people["anna"], published_at=timezone.now())
    page = live.enter("carla", viewport=PHONE)
    page.goto("/delivery/")
    week = page.locator("#last-week")
    expect(week).to_contain_text("met elk één bericht")
    page.locator("input[name=news][value=weekly]").check(force=True)
    expect(week).to_contain_text("het weekoverzicht met 1 bericht")
    assert not Preference.objects.exists()
    page.locator("input[name=starts]").fill("")
    page.locator("input[name=daily]").check(force=True)
    expect(week).to_contain_text("Hierboven klopt nog iets niet.")


def test_the_keyboard_chooses_and_saves(live: Live) -> None:
    page = live.enter("anna")
    page.goto("/delivery/")
    page.locator("input[name=news]:checked").focus()
    with page.expect_response("**/delivery/last-week/"):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    with page.expect_response("**/delivery/last-week/"):
        page.keyboard.press("Space")
    page.locator("main form button[type=submit]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]").first).to_contain_text("De keuzes zijn opgeslagen.")
    saved = Preference.objects.get(user=live.people["anna"])
    assert (saved.news, saved.titles_only) == ("daily", True)


def test_without_a_script_the_page_saves_and_shows_last_week_after(live: Live) -> None:
    make.make_post(live.things["group"], live.people["anna"], published_at=timezone.now())
    page = live.enter("carla", java_script_enabled=False)
    page.goto("/delivery/")
    page.locator("summary", has_text="Anders kiezen voor").click()
    page.get_by_label("Emma").select_option("daily")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("#last-week")).to_contain_text("het dagoverzicht met 1 bericht")


def test_mail_is_stopped_from_a_mail_without_signing_in(live: Live) -> None:
    page = live.enter("anonymous", viewport=PHONE)
    page.goto(f"/delivery/stop/{live.things['stop']}/")
    expect(page.get_by_text("Mail bij elk bericht")).to_be_visible()
    page.get_by_role("button", name="Stop deze mail").click()
    expect(page.get_by_text("Deze mail is gestopt.")).to_be_visible()
    until(page, lambda: Preference.objects.get().news == "web")
