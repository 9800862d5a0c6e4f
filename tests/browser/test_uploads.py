"""Photos on their way: a line that breaks, a file that is no photo, a page that is left."""

import io
import re
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Request, expect

from posts.models import Photo, Post
from tests.browser.conftest import PHONE, Live
from tests.browser.drawings import drawn, file_of
from tests.browser.walking import choose_photos, write

STORED = """async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),
  ...(await caches.keys()), ...(await indexedDB.databases())]"""
# htmx remembers at which address it is, nothing else.
ADDRESS_ONLY = ["htmx-current-path-for-history"]
LOST = "#upload-progress [data-lost]"


def heavy(name: str, side: int = 1300) -> Any:
    """A picture of about two megabytes: more than one piece."""
    picture = Image.merge("RGB", [Image.effect_noise((side, side), 90) for _band in range(3)])
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=95)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def offsets(page: Page) -> list[int]:
    """Where in its file each piece begins, as it is sent."""
    found: list[int] = []

    def see(request: Request) -> None:
        if request.url.endswith("/photos/new/"):
            match = re.search(rb'name="offset"\r\n\r\n(\d+)', request.post_data_buffer or b"")
            found.append(int(match.group(1)) if match else -1)

    page.on("request", see)
    return found


def tiles(page: Page, count: int) -> None:
    expect(page.locator("#photos > li")).to_have_count(count, timeout=20_000)
    expect(page.locator("#uploading > li")).to_have_count(0)


def test_a_lost_line_is_said_and_the_photos_go_on_by_themselves(live: Live) -> None:
    page = live.enter("anna", viewport=PHONE)
    write(page, live.things["group"].slug, "In de tunnel")
    page.context.set_offline(True)
    choose_photos(page, "koe.jpg", "geit.jpg", "schaap.jpg", "olifant.jpg")
    expect(page.locator(LOST)).to_be_visible()
    expect(page.locator(LOST)).to_contain_text("We gaan verder zodra er internet is")
    page.context.set_offline(False)
    tiles(page, 4)
    expect(page.locator("#upload-progress")).to_be_hidden()
    assert Photo.objects.filter(uploaded_by=live.people["anna"], post__state=Post.State.DRAFT).count() == 4
    live.forgive("ERR_INTERNET_DISCONNECTED")
    live.forgive("htmx:")


def test_what_arrived_of_a_photo_is_not_sent_again(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Grote foto")
    sent = offsets(page)
    page.route("**/photos/new/", lambda route: route.abort() if len(sent) == 2 else route.continue_())
    page.locator("#id_photos").set_input_files([heavy("bos.jpg")])
    tiles(page, 1)
    assert sent[0] == 0
    assert sent[1] == sent[2] > 0
    assert sent[1:] == sorted(sent[1:])
    live.forgive("ERR_FAILED")


def test_after_a_reload_what_arrived_is_there_and_is_not_sent_again(live: Live) -> None:
    page = live.enter("anna")
    page.goto(f"/groups/{live.things['group'].slug}/posts/new/")
    choose_photos(page, "koe.jpg")
    tiles(page, 1)
    page.reload()
    tiles(page, 1)
    sent = offsets(page)
    choose_photos(page, "koe.jpg", "varken.jpg")
    tiles(page, 2)
    assert len(sent) == 1


def test_one_file_that_is_no_photo_spoils_nothing(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Drie")
    wrong = {"name": "brief.jpg", "mimeType": "image/jpeg", "buffer": b"<html>geen foto</html>"}
    empty = {"name": "leeg.jpg", "mimeType": "image/jpeg", "buffer": b""}
    page.locator("#id_photos").set_input_files([file_of("koe.jpg"), wrong, empty])
    expect(page.locator("#photos > li")).to_have_count(1)
    failed = page.locator("#uploading > li.is-fout")
    expect(failed).to_have_count(2)
    expect(failed.first).to_contain_text("Dit is geen foto. Kies JPG, PNG of HEIC.")
    expect(failed.last).to_contain_text("Deze foto is leeg of kapot")
    expect(failed.first.locator("[data-act]:visible")).to_have_count(1)
    failed.first.locator("[data-act=drop]").click()
    failed.locator(".k-tegel__weg").click()
    tiles(page, 1)


def test_a_photo_that_is_too_big_can_be_made_smaller(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Veel te groot")
    buffer = drawn() + bytes(26 * 1024 * 1024)
    page.locator("#id_photos").set_input_files(
        [{"name": "groot.jpg", "mimeType": "image/jpeg", "buffer": buffer}]
    )
    expect(page.locator("#uploading")).to_contain_text("Het mag 25 MB zijn")
    page.get_by_role("button", name="Maak kleiner").click()
    tiles(page, 1)


def test_leaving_while_photos_wait_asks_first(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Nog bezig")
    page.context.set_offline(True)
    choose_photos(page, "koe.jpg")
    expect(page.locator(LOST)).to_be_visible()
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    live.forgive("a dialog")
    live.forgive("ERR_INTERNET_DISCONNECTED")
    live.forgive("htmx:")


def test_the_browser_keeps_no_photo_and_who_listens_hears_of_every_quarter(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Acht")
    page.evaluate("""() => { window.heard = []; const say = document.getElementById("upload-say");
      new MutationObserver(() => heard.push(say.textContent)).observe(say, { childList: true }); }""")
    choose_photos(page, *(f"{'x' * number}.jpg" for number in range(1, 9)))
    tiles(page, 8)
    heard = page.evaluate("window.heard")
    assert [said[: len("0 van 8")] for said in heard] == ["2 van 8", "4 van 8", "6 van 8", "8 van 8"]
    assert page.evaluate(STORED) in ([], ADDRESS_ONLY)
