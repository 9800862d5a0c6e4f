"""A double click, a slow line, a line that breaks, and words that want to be a program."""

from playwright.sync_api import Page, Route, expect

from posts.models import Photo, Post, Region
from tests import make
from tests.browser.conftest import Live
from tests.browser.walking import choose_photos, expect_saved, press, until, write

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> [klik](javascript:alert(3)) {{ 7*7 }} \"'>"


def test_two_clicks_on_place_give_one_post(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Gymles morgen")
    page.locator("button[value=publish]").dblclick()
    expect(page.locator("article.k-bericht")).to_contain_text("Gymles morgen")
    assert Post.objects.filter(title="Gymles morgen").count() == 1


def test_a_slow_upload_shows_how_far_it_is_and_holds_the_post_back(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Langzaam")
    held: list[Route] = []
    page.route("**/photos/new/", lambda route: held.append(route))
    choose_photos(page, "koe.jpg", "varken.jpg")
    expect(page.locator("#uploading progress")).to_have_count(2)
    until(page, lambda: len(held) == 2)
    expect(page.locator("#upload-progress")).to_be_visible()
    page.locator("textarea[name=text]").press_sequentially("Meer.")
    press(page, "publish")
    expect(page.locator("#photo-count")).not_to_be_empty()
    assert not Post.objects.filter(title="Langzaam", state=Post.State.PUBLISHED).exists()
    for route in held:
        route.continue_()
    expect(page.locator("article.k-bericht")).to_contain_text("Meer.")
    assert Photo.objects.filter(post__title="Langzaam").count() == 2
    live.forgive("/open/320/")  # the tiles were asked for while the post was being placed


def break_once(page: Page) -> None:
    """The first photo that is sent loses its connection."""
    tries: list[Route] = []

    def handle(route: Route) -> None:
        tries.append(route)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/photos/new/", handle)


def test_a_photo_that_got_lost_is_sent_again_by_itself(live: Live) -> None:
    page = live.enter("anna")
    write(page, live.things["group"].slug, "Trein door de tunnel")
    break_once(page)
    choose_photos(page, "koe.jpg")
    expect(page.locator("#photos .k-tegel")).to_have_count(1)
    expect(page.locator("[name=title]")).to_have_value("Trein door de tunnel")
    live.forgive("ERR_FAILED")


def test_on_a_slow_line_nothing_chosen_on_a_photo_is_lost(live: Live) -> None:
    page, photo, region = live.enter("anna"), live.things["photo"], live.things["region"]
    page.goto(f"/photos/{photo.pk}/regions/?frame={region.pk}")
    page.route("**/regions/**", lambda route: (page.wait_for_timeout(800), route.continue_()))
    page.locator("#region-form [name=child]").select_option("")
    page.locator("#region-form [name=shape][value=rectangle]").check(force=True)
    page.locator(f"#frame-{region.pk}").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[name=alt_text]").fill("Een boom")
    expect_saved(page)
    kept = Region.objects.get(pk=region.pk)
    assert (kept.child, kept.shape) == (None, "rectangle")
    assert kept.x > region.x
    expect(page.locator("#region-form [name=shape][value=rectangle]")).to_be_checked()


def test_hostile_words_are_shown_as_words(live: Live) -> None:
    page, reader = live.enter("anna"), live.enter("carla")
    write(page, live.things["group"].slug, HOSTILE[:110], HOSTILE)
    press(page, "publish")
    expect(page.locator("article.k-bericht")).to_be_visible()
    post = Post.objects.get(title=HOSTILE[:110])
    make.make_comment(post, live.people["dirk"], HOSTILE)
    for url in ("/feed/", f"/posts/{post.pk}/", f"/report/post/{post.pk}/"):
        reader.goto(url)
        expect(reader.locator("main")).to_contain_text("<script>alert(1)</script>")
        assert reader.locator("main script, main img[src=x], main a[href^=javascript]").count() == 0
    card = reader.locator(f"#post-{post.pk}")
    reader.goto("/feed/")
    card.locator("textarea[name=text]").fill(HOSTILE)
    card.locator("button.k-stuur").click()
    expect(card.locator(".k-draad li")).to_have_count(2)
    assert card.locator("script, img[src=x]").count() == 0


def test_a_name_picked_with_the_mouse_leads_to_the_next_face(live: Live) -> None:
    photo, emma = live.things["photo"], live.things["emma"]
    first, second = (make.make_found(photo, x=x) for x in (0.05, 0.25))
    page = live.enter("anna")
    page.goto(f"/photos/{photo.pk}/regions/")
    expect(page.locator(f"#frame-{first.pk}")).to_have_attribute("aria-pressed", "true")
    page.locator("#region-form [name=child]").focus()
    page.locator("#region-form [name=child]").select_option(str(emma.pk))
    expect(page.locator(f"#frame-{second.pk}")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#region-form [name=child]")).to_be_focused()
    expect(page.locator("#found")).to_contain_text("nog 1 zonder naam")
