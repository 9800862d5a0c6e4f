"""Naming many faces: by first letters, by taps, without a script, and back again."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, expect

from common.storage import new_name, write_private
from posts import actions
from posts.models import Photo, Post, Region
from tests import make
from tests.browser.conftest import PHONE, Live
from tests.browser.drawings import drawn
from tests.browser.walking import expect_saved

State = Region.State
# Somebody who types faster than the page: Enter follows the answer before the browser does anything else.
AT_THE_SWAP = """() => { window.stayed = true; document.addEventListener("htmx:afterSwap", () => queueMicrotask(() => {
  const name = document.getElementById("id_child");
  name.selectedIndex = 1;
  name.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}), { once: true }); }"""


def album(live: Live, faces: Sequence[int]) -> list[Photo]:
    """A draft of Anna with photos that have this many found faces."""
    draft = make.make_post(live.things["group"], live.people["anna"], "Reis", state=Post.State.DRAFT)
    photos = []
    for position, count in enumerate(faces):
        photo = make.make_photo(draft, checked=False, position=position)
        photo.source_name = write_private(new_name("incoming", "bin"), drawn(100 + 10 * position))
        photo.state = Photo.State.WAITING
        photo.save()
        actions.prepare_photo(photo=photo, now=make.NOW)
        for number in range(count):
            make.make_found(photo, x=0.1 + number * 0.3, score=0.9)
        photos.append(photo)
    return photos


def pressed(page: Page, region: Region) -> None:
    expect(page.locator(f"#frame-{region.pk}")).to_have_attribute("aria-pressed", "true")


def named(photo: Photo) -> list[Any]:
    return [(row.state, row.child and row.child.first_name) for row in photo.regions.order_by("x")]


def test_faces_on_several_photos_are_named_by_letters_and_enter_alone(live: Live) -> None:
    for name in ("Bo", "Daan"):
        make.make_child(name, live.things["group"])
    one, two, three = album(live, [2, 0, 1])
    page = live.enter("anna")
    page.goto(f"/photos/{one.pk}/regions/?go=on")
    for region, letter in zip(one.regions.order_by("x"), "bd", strict=True):
        pressed(page, region)
        expect(page.locator("#id_child")).to_be_focused()
        page.keyboard.type(letter)
        page.keyboard.press("Enter")
    expect(page.locator("#check-next")).to_be_focused()
    expect(page.locator("#say")).to_contain_text("Kader 2: Daan")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/photos/{two.pk}/regions/**")
    expect(page.locator("#nobody-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/photos/{three.pk}/regions/**")
    expect(page.locator("#progress")).to_contain_text("2 van 3 nagekeken")
    page.keyboard.type("e")
    page.keyboard.press("Enter")
    expect(page.locator("#check-next")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    assert named(one) == [(State.CONFIRMED, "Bo"), (State.CONFIRMED, "Daan")]
    assert named(three) == [(State.CONFIRMED, "Emma")]
    assert not Photo.objects.filter(post=one.post, checked_at=None).exists()


def test_enter_in_the_moment_the_next_face_appears_stays_on_the_page(live: Live) -> None:
    (photo,) = album(live, [2])
    page = live.enter("anna")
    page.goto(f"/photos/{photo.pk}/regions/?go=on")
    page.evaluate(AT_THE_SWAP)
    page.keyboard.type("e")
    page.keyboard.press("Enter")
    expect(page.locator("#check-next")).to_be_focused()
    assert page.evaluate("window.stayed"), "the page was loaded again"
    assert [state for state, _name in named(photo)] == [State.CONFIRMED, State.CONFIRMED]


def test_a_name_passed_on_the_way_by_keys_is_never_kept(live: Live) -> None:
    make.make_child("Bo", live.things["group"])
    (photo,) = album(live, [2])
    page, sent = live.enter("anna"), []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto(f"/photos/{photo.pk}/regions/?go=on")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(700)
    assert sent == []
    page.locator("[name=alt_text]").focus()
    expect_saved(page)
    assert named(photo) == [(State.CONFIRMED, "Emma"), (State.DETECTED, None)]


def test_taps_name_faces_and_a_tap_takes_the_last_one_back(live: Live) -> None:
    before, now = album(live, [1, 2])
    make.make_region(before, live.things["emma"])
    page = live.enter("anna", viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/photos/{now.pk}/regions/")
    first, second = now.regions.order_by("x")
    page.locator(".k-naam", has_text="Emma").tap()
    pressed(page, second)
    expect(page.locator(f"#frame-{second.pk}")).to_be_in_viewport()
    page.locator("#unknown").tap()
    expect(page.locator("#found")).to_contain_text("over alles beslist")
    assert named(now) == [(State.CONFIRMED, "Emma"), (State.CONFIRMED, None)]
    for left in ("nog 1 zonder naam", "nog 2 zonder naam"):
        page.locator("#undo-button").tap()
        expect(page.locator("#found")).to_contain_text(left)
    expect(page.locator("#undo-button")).to_have_count(0)
    assert named(now) == [(State.DETECTED, None), (State.DETECTED, None)]
    pressed(page, first)


def test_delete_takes_a_frame_away_and_escape_brings_it_back(live: Live) -> None:
    photo, region = live.things["photo"], live.things["region"]
    page = live.enter("anna")
    page.goto(f"/photos/{photo.pk}/regions/")
    page.locator(f"#frame-{region.pk}").press("Delete")
    expect(page.locator("#say")).to_contain_text("Het kader is weg")
    expect(page.locator("#region-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#frame-{region.pk}")).to_have_count(1)
    expect(page.locator("#say")).to_contain_text("teruggedraaid")
    assert Region.objects.get(pk=region.pk).child == region.child


def test_without_a_script_names_undo_and_nobody_work(live: Live) -> None:
    before, photo, empty = album(live, [0, 2, 0])
    make.make_region(before, live.things["emma"])
    page = live.enter("anna", java_script_enabled=False)
    page.goto(f"/photos/{photo.pk}/regions/")
    with page.expect_navigation():
        page.locator(".k-naam", has_text="Emma").click()
    with page.expect_navigation():
        page.locator("#unknown").click()
    assert named(photo) == [(State.CONFIRMED, "Emma"), (State.CONFIRMED, None)]
    with page.expect_navigation():
        page.locator("#undo-button").click()
    assert named(photo) == [(State.CONFIRMED, "Emma"), (State.DETECTED, None)]
    page.goto(f"/posts/{photo.post_id}/edit/")
    page.locator(f"[name=nobody][value='{empty.pk}']").check()
    page.locator("button[value=nobody]").click()
    expect(page.locator("#photo-count")).to_contain_text("1 van 3 nagekeken")
    assert Photo.objects.get(pk=empty.pk).checked_by == live.people["anna"]
