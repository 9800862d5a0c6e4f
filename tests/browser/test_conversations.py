"""A conversation in a real browser: by keys only, without scripts, and with two people at once."""

from typing import Any

from playwright.sync_api import Page, expect

from conversations.models import Draft, Message, Participant
from tests import make
from tests.browser.conftest import PHONE, Live

PLAIN: dict[str, Any] = {"java_script_enabled": False}


def open_thread(live: Live, who: str, **options: Any) -> Page:
    """The conversation about Emma, in a school that holds nothing back, so that the clock does not matter."""
    make.set_policy(live.things["school"], live.people["greet"], hours_mode="off")
    page = live.enter(who, **options)
    page.goto(f"/conversations/{live.things['talk'].pk}/")
    return page


def test_a_parent_begins_answers_and_takes_back_without_scripts(live: Live) -> None:
    page = open_thread(live, "dirk", **PLAIN, viewport=PHONE)
    page.locator(f"#message-{live.things['said'].pk}").get_by_role("button", name="Beantwoord").click()
    expect(page.locator("#composer .k-aangehaald")).to_contain_text("We oefenen samen.")
    page.locator("#id_text").fill("Dat is fijn")
    with page.expect_navigation():
        page.get_by_role("button", name="Verstuur").click()
    mine = Message.objects.get(text="Dat is fijn")
    assert mine.replies_to == live.things["said"]
    expect(page.locator(f"#message-{mine.pk}")).to_be_visible()
    page.get_by_role("button", name="Neem terug").click()
    expect(page.locator(f"#message-{mine.pk}")).to_contain_text("teruggenomen")
    with page.expect_navigation():
        page.get_by_role("button", name="Ik heb dit gelezen").click()
    assert live.things["said"].arrivals.get(user=live.people["dirk"]).is_confirmed


def test_without_scripts_a_button_says_that_it_was_seen(live: Live) -> None:
    page = open_thread(live, "dirk", **PLAIN)
    expect(page.locator("#new")).to_be_visible()
    page.get_by_role("button", name="Gezien").click()
    expect(page.locator("#new")).to_have_count(0)


def test_looking_at_a_page_for_a_moment_is_seeing_it(live: Live) -> None:
    page = open_thread(live, "dirk")
    with page.expect_response("**/seen/"):
        pass
    seat = Participant.objects.get(conversation=live.things["talk"], user=live.people["dirk"])
    assert seat.seen_until == live.things["said"].number


def test_writing_answering_and_changing_by_keys_only(live: Live) -> None:
    page = open_thread(live, "dirk")
    press = page.keyboard.press
    answer = page.locator(f"#message-{live.things['said'].pk}").get_by_role("button", name="Beantwoord")
    answer.focus()
    press("Enter")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("Dank u")
    page.get_by_role("button", name="Verstuur").focus()
    press("Enter")
    mine = page.locator("li.is-ik", has_text="Dank u")
    expect(mine).to_be_visible()
    expect(page.locator("#id_text")).to_be_focused()
    expect(page.locator("#id_text")).to_have_value("")
    mine.get_by_role("link", name="Verander").focus()
    press("Enter")
    field = page.locator("li.is-ik textarea")
    field.focus()
    press("End")
    page.keyboard.type(" wel")
    page.get_by_role("button", name="Bewaar de verandering").focus()
    press("Enter")
    expect(page.locator("li.is-ik", has_text="Dank u wel")).to_contain_text("veranderd")


def test_what_is_typed_is_there_again_after_leaving(live: Live) -> None:
    page = open_thread(live, "dirk")
    with page.expect_response("**/draft/"):
        page.locator("#id_text").press_sequentially("Half")
    assert Draft.objects.get().text == "Half"
    page.reload()
    expect(page.locator("#id_text")).to_have_value("Half")


def test_what_comes_in_stands_under_the_rest_and_leaves_the_words_alone(live: Live) -> None:
    page = open_thread(live, "dirk")
    page.locator("#id_text").fill("Ik typ nog")
    before = page.locator("#id_text").bounding_box()
    make.make_message(live.things["talk"], live.people["anna"], "Nog iets van mij")
    page.locator("#tail").dispatch_event("live:ring")
    expect(page.locator(".k-bel", has_text="Nog iets van mij")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("Ik typ nog")
    expect(page.locator("#heard")).to_contain_text("Nieuw bericht van")
    after = page.locator("#id_text").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) <= 2


def test_an_answer_that_never_came_is_said_and_sending_again_gives_one_message(live: Live) -> None:
    page = open_thread(live, "dirk")
    page.route("**/messages/", lambda route: route.abort() if route.fetch() else None)
    page.locator("#id_text").fill("Kwam dit aan?")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.locator("#lost")).to_contain_text("Niet verstuurd")
    expect(page.locator("#id_text")).to_have_value("Kwam dit aan?")
    page.unroute("**/messages/")
    page.get_by_role("button", name="Verstuur").click()
    expect(page.locator(".k-bel", has_text="Kwam dit aan?")).to_be_visible()
    assert Message.objects.filter(text="Kwam dit aan?").count() == 1
    for words in ("ERR_FAILED", "htmx:sendError", "htmx:afterRequest"):
        live.forgive(words)
