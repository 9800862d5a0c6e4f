"""Twelve photos from the classroom to other parents, by keys alone, and a no that covers them all again."""

from playwright.sync_api import Page, expect

from common.faces import Face
from common.images import Box
from consent.models import Purpose
from posts.models import Photo, Post
from tests import make
from tests.browser.conftest import PHONE, Live
from tests.browser.drawings import is_red
from tests.browser.walking import choose_photos, goes_on, middle, photo_addresses, press, write

COUNT = 12
# Over the red square of every drawing.
FACE = Face(Box(0.44, 0.42, 0.12, 0.16), 0.9)


def name_all_by_keys(page: Page, first: Photo) -> None:
    page.goto(f"/photos/{first.pk}/regions/?go=on")
    for number in range(1, COUNT + 1):
        expect(page.locator("#id_child")).to_be_focused()
        page.keyboard.type("e")
        page.keyboard.press("Enter")
        expect(page.locator("#check-next")).to_be_focused()
        with goes_on(page):
            page.keyboard.press("Enter")
        if number < COUNT:
            expect(page.locator("#progress")).to_contain_text(f"{number} van {COUNT} nagekeken")
    page.wait_for_url("**/edit/")


def seen(page: Page, post: Post) -> list[bool]:
    """Whether the face is open, for each photo as this person gets it."""
    page.goto(f"/posts/{post.pk}/photos/")
    addresses = photo_addresses(page)
    assert len(addresses) >= COUNT
    return [is_red(middle(page, address)) for address in sorted(addresses)]


def test_an_album_is_named_by_keys_placed_and_covered_after_a_no(live: Live, found_faces: list[Face]) -> None:
    emma, people, school = live.things["emma"], live.people, live.things["school"]
    for parent in ("carla", "dirk"):
        make.decide(emma, people[parent], "yes")
    found_faces.append(FACE)
    page, other = live.enter("anna"), live.enter("koen", viewport=PHONE)
    write(page, live.things["group"].slug, "Twaalf keer bos")
    choose_photos(page, *("b" * length + ".jpg" for length in range(1, COUNT + 1)))
    expect(page.locator("#photos > li")).to_have_count(COUNT, timeout=60_000)
    expect(page.locator("#uploading > li")).to_have_count(0)
    expect(page.locator("#saved")).to_contain_text("bewaard")
    draft = Post.objects.get(title="Twaalf keer bos")
    name_all_by_keys(page, draft.photos.all()[0])
    page.goto(f"/photos/{draft.photos.all()[0].pk}/regions/?view=parents")
    expect(page.locator("main img").first).to_be_visible()
    page.goto(f"/posts/{draft.pk}/edit/")
    press(page, "publish")
    expect(page.locator("article.k-bericht")).to_be_visible()
    assert all(seen(other, draft))
    purpose = Purpose.objects.get(school=school, audience=Purpose.Audience.GROUP)
    parent = live.enter("carla", viewport=PHONE)
    parent.goto(f"/consent/{emma.pk}/")
    parent.locator(f"input[name=purpose_{purpose.pk}][value=no]").check(force=True)
    parent.locator("main form[method=post] button[type=submit]").first.click()
    expect(parent.locator("main [role=status]").first).to_be_visible()
    assert not any(seen(other, draft))
