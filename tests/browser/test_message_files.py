"""A photo beside a message: seen first as others will see it, named by a tap, and sent with the words."""

from playwright.sync_api import Page, expect

from common.faces import Face
from common.images import Box
from conversations.models import MessageFile
from tests import make
from tests.browser.conftest import PHONE, Live
from tests.browser.drawings import file_of, is_red
from tests.browser.walking import middle

# Over the red square of every drawing.
FACE = Face(Box(0.44, 0.42, 0.12, 0.16), 0.9)


def pictures(page: Page) -> list[str]:
    return [str(image.get_attribute("src")) for image in page.locator(".k-bel img").all()]


def attach(page: Page, live: Live) -> MessageFile:
    """Put a photo beside the message and open what others will see."""
    page.goto(f"/conversations/{live.things['talk'].pk}/")
    page.locator("#composer-form textarea").fill("Kijk eens")
    page.locator("#files summary").click()
    page.locator("#id_files").set_input_files(file_of("bos.jpg", 77))
    page.locator("#files details button").click()
    row = page.locator("#files li", has_text="bos.jpg").last
    expect(row).to_be_visible()
    row.locator("a").click()
    expect(page.locator("main img")).to_be_visible()
    return MessageFile.objects.filter(message=None).order_by("uploaded_at").last()  # type: ignore[return-value]


def send(page: Page) -> None:
    page.locator("main button[value=done]").click()
    expect(page.locator("#composer-form textarea")).to_have_value("Kijk eens")
    page.locator("#composer-form button.btn-primary[type=submit]").click()
    expect(page.locator(".k-bel", has_text="Kijk eens")).to_be_visible()


def begin(live: Live) -> None:
    """Nothing waits beside a message yet, and the school holds nothing back, so that the clock does not matter."""
    make.set_policy(live.things["school"], live.people["greet"], hours_mode="off")
    MessageFile.objects.filter(message=None).delete()


def test_the_child_is_named_by_a_tap_and_the_other_reader_sees_it(
    live: Live, found_faces: list[Face]
) -> None:
    begin(live)
    found_faces.append(FACE)
    page, other = live.enter("carla", viewport=PHONE), live.enter("anna")
    file = attach(page, live)
    assert not is_red(middle(page, f"/conversations/files/{file.pk}/picture/"))
    page.get_by_role("button", name="Dit is Emma").click()
    expect(page.get_by_role("button", name="Afdekken")).to_be_visible()
    send(page)
    other.goto(f"/conversations/{live.things['talk'].pk}/")
    (address,) = pictures(other)
    assert is_red(middle(other, address))


def test_without_a_script_a_missed_face_is_covered_by_pointing_at_it(live: Live) -> None:
    begin(live)
    page, other = live.enter("carla", java_script_enabled=False), live.enter("anna")
    file = attach(page, live)
    assert is_red(middle(page, f"/conversations/files/{file.pk}/picture/"))
    page.locator("input[name=spot]").click()
    expect(page.get_by_role("button", name="Haal dit blad weg")).to_be_visible()
    assert not is_red(middle(page, f"/conversations/files/{file.pk}/picture/"))
    send(page)
    other.goto(f"/conversations/{live.things['talk'].pk}/")
    (address,) = pictures(other)
    assert not is_red(middle(other, address))


def test_what_is_no_photo_is_said_and_the_words_stay(live: Live) -> None:
    page = live.enter("carla", viewport=PHONE)
    page.goto(f"/conversations/{live.things['talk'].pk}/")
    page.locator("#composer-form textarea").fill("Kijk eens")
    page.locator("#files summary").click()
    wrong = {"name": "virus.exe", "mimeType": "image/jpeg", "buffer": b"MZ not a photo"}
    page.locator("#id_files").set_input_files(wrong)
    page.locator("#files details button").click()
    expect(page.locator("#composer [role=alert]", has_text="virus.exe")).to_be_visible()
    expect(page.locator("#composer-form textarea")).to_have_value("Kijk eens")
