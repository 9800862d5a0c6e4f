"""Kring as an app in a real Chromium: it can be installed, it is honest without internet, and it keeps nothing."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from portal import pwa
from tests.browser.conftest import PHONE, Live
from tests.browser.walking import until

IN_CHARGE = """async () => {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller)
    await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
}"""
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  return kept;
}"""
NO_LINE = "net::ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def carla(live: Live) -> Page:
    """The telephone of Carla, with the worker in charge of the page."""
    page = live.enter("carla", service_workers="allow", viewport=PHONE)
    page.goto("/family/")
    page.evaluate(IN_CHARGE)
    return page


def ask(page: Page, method: str) -> Any:
    return page.context.new_cdp_session(page).send(method)


def test_chromium_finds_nothing_in_the_way_of_installing(
    live: Live, browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    """In a browser that keeps what it gets: one without a memory installs nothing, whatever it is offered."""
    with browser_type.launch_persistent_context(str(tmp_path), **browser_type_launch_args) as context:
        page = context.new_page()
        page.goto(f"{live.url}/account/login/")
        found = ask(page, "Page.getAppManifest")
        assert found["errors"] == []
        assert found["url"] == f"{live.url}/manifest.webmanifest"
        assert ask(page, "Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_every_picture_of_the_manifest_is_what_it_says(carla: Page) -> None:
    for icon in carla.request.get("/manifest.webmanifest").json()["icons"]:
        answer = carla.request.get(icon["src"])
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
        size = "src => { const i = new Image(); i.src = src; return i.decode().then(() => i.width) }"
        assert f"{carla.evaluate(size, icon['src'])}x" in icon["sizes"]


@pytest.mark.parametrize("address", ["/family/", "/feed/", "/offline/"])
def test_without_internet_every_page_says_so(carla: Page, live: Live, address: str) -> None:
    carla.context.set_offline(True)
    carla.goto(address)
    expect(carla.locator("h1")).to_have_text("U hebt nu geen internet")
    expect(carla.locator("main")).to_contain_text("Bel de school.")
    assert carla.url.endswith(address)
    drawn = "() => [...document.images].every((image) => image.naturalWidth) && document.fonts.check('1rem Bricolage')"
    assert carla.evaluate(drawn)
    assert (
        carla.evaluate("getComputedStyle(document.querySelector('.btn-primary')).color")
        == "rgb(255, 255, 255)"
    )
    live.forgive(NO_LINE)


def test_back_on_line_one_goes_on_where_one_was(carla: Page, live: Live) -> None:
    carla.context.set_offline(True)
    carla.goto("/feed/")
    carla.get_by_role("link", name="Probeer opnieuw").click()
    expect(carla.locator("h1")).to_have_text("U hebt nu geen internet")
    carla.context.set_offline(False)
    expect(carla.locator("h1")).not_to_have_text("U hebt nu geen internet")
    assert carla.url.endswith("/feed/")
    live.forgive(NO_LINE)


def test_opened_by_its_own_address_the_page_leads_to_the_front_door(carla: Page) -> None:
    carla.goto("/offline/")
    carla.get_by_role("link", name="Probeer opnieuw").click()
    carla.wait_for_url("**/feed/")


def test_after_a_walk_past_posts_photos_and_talks_nothing_of_them_is_kept(carla: Page, live: Live) -> None:
    things = live.things
    for address in ("/feed/", f"/posts/{things['post'].pk}/", f"/posts/{things['post'].pk}/photos/",
                    f"/children/{things['emma'].pk}/photos/", f"/conversations/{things['talk'].pk}/"):  # fmt: skip
        carla.goto(address)
        carla.wait_for_load_state("networkidle")
    kept = carla.evaluate(KEPT)
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/"]
    assert len(kept) == len(set(kept)) > 10
    assert live.people["carla"].first_name not in carla.evaluate(
        "async () => (await caches.match('/offline/')).text()"
    )


def test_a_new_version_takes_over_with_a_tab_open_and_throws_the_old_one_away(
    carla: Page, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = carla.evaluate("caches.keys()")
    monkeypatch.setattr(pwa, "version", lambda page: "of-tomorrow")
    carla.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
    until(carla, lambda: carla.evaluate("caches.keys()") == ["kring-of-tomorrow"])
    assert len(before) == 1
    carla.context.set_offline(True)
    carla.goto("/feed/")
    expect(carla.locator("h1")).to_have_text("U hebt nu geen internet")
    live.forgive(NO_LINE)


def test_files_fragments_and_forms_pass_by_the_worker(carla: Page, live: Live) -> None:
    letter, post = live.things["letter"], live.things["post"]
    carla.goto(f"/conversations/{live.things['talk'].pk}/")
    with carla.expect_download() as started:
        carla.evaluate(
            "url => { location.href = url }", f"/conversations/files/{letter.pk}/document/?download=1"
        )
    assert started.value.failure() is None
    carla.goto(f"/posts/{post.pk}/")
    status = "async (url) => (await fetch(url, { headers: { 'HX-Request': 'true' } })).status"
    assert carla.evaluate(status, "/feed/") == 200
    assert carla.evaluate(status, "/nothing/") == 404
    live.forgive("status of 404")


def test_a_page_that_is_refused_is_not_taken_for_a_line_that_is_broken(carla: Page, live: Live) -> None:
    answer = carla.goto("/dossiers/")
    assert answer is not None
    assert answer.status == 403
    expect(carla.locator("h1")).not_to_have_text("U hebt nu geen internet")
    live.forgive("status of 403")


def test_who_is_not_signed_in_gets_no_worker(live: Live) -> None:
    page = live.open(service_workers="allow")
    page.goto("/account/login/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_who_does_not_want_it_is_not_asked_again(carla: Page) -> None:
    offer = carla.locator("#install")
    expect(offer).to_contain_text("iPhone en iPad")
    offer.get_by_role("button", name="Niet meer tonen").click()
    expect(offer).to_be_hidden()
    carla.reload()
    expect(offer).to_be_hidden()


def test_where_the_browser_installs_there_is_a_button(carla: Page) -> None:
    button = carla.get_by_role("button", name="Zet Kring op dit toestel")
    expect(button).to_be_hidden()
    carla.evaluate("""() => {
      const offer = new Event("beforeinstallprompt", { cancelable: true });
      offer.prompt = async () => { window.asked = true };
      window.dispatchEvent(offer);
    }""")
    button.click()
    expect(button).to_be_hidden()
    assert carla.evaluate("window.asked")
