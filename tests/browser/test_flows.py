"""The three promises in a real browser: a post with photos, a no that works backwards, a removal."""

import pytest
from playwright.sync_api import Page, expect

from consent.models import Purpose
from moderation.models import Incident
from posts.models import Comment, Photo, Post, Reaction, Region
from tests import make
from tests.browser.conftest import PHONE, Live
from tests.browser.drawings import is_red
from tests.browser.walking import (
    choose_photos,
    drag,
    expect_saved,
    goes_on,
    middle,
    photo_addresses,
    press,
    write,
)  # fmt: skip


def name_and_check(page: Page, child: str, alt_text: str) -> None:
    """Give the frame that was just drawn a name, and go on to the next photo."""
    names = page.locator("#region-form [hx-trigger*=change] [name=child]")
    expect(names).to_be_focused()
    names.select_option(
        label=next(label for label in names.locator("option").all_inner_texts() if child in label)
    )
    expect(page.locator("#names")).to_contain_text(child)
    expect_saved(page)
    page.locator("[name=alt_text]").fill(alt_text)
    with goes_on(page):
        press(page, "check")


def draw_by_mouse(page: Page) -> None:
    drag(page, page.locator("#canvas"), (0.44, 0.42), (0.56, 0.58))


def draw_by_keyboard(page: Page) -> None:
    """The form in numbers adds a frame in the middle; the arrows move it and Shift makes it larger."""
    page.locator("#region-form button.btn-outline-primary").press("Enter")
    frame = page.locator("button.k-gezicht")
    expect(frame).to_have_count(1)
    expect(page.locator("#region-form [name=child]")).to_be_focused()
    frame.focus()
    before = float(frame.get_attribute("data-y") or 0)
    for _press in range(5):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")  # at once: the place it was moved to may not get lost
    expect(page.locator("#region-form [name=child]")).to_be_focused()
    assert Region.objects.latest("drawn_at").y == pytest.approx(before + 0.05, abs=0.002)


def publish_with_two_photos(page: Page, slug: str) -> Post:
    write(page, slug, "Naar de boerderij")
    choose_photos(page, "koe.jpg", "varken.jpg")
    expect(page.locator("#photos .k-tegel")).to_have_count(2)
    expect(page.locator("#uploading")).to_be_hidden()
    press(page, "publish")
    expect(page.locator("article.k-bericht")).to_be_visible()
    return Post.objects.get(title="Naar de boerderij")


def test_anna_places_photos_and_draws_frames_by_mouse_and_by_keyboard(live: Live) -> None:
    page, group, emma = live.enter("anna"), live.things["group"], live.things["emma"]
    write(page, group.slug, "Naar de boerderij", "Wat een **dag**.")
    choose_photos(page, "koe.jpg", "varken.jpg")
    expect(page.locator("#photos .k-tegel")).to_have_count(2)
    expect(page.locator("#saved")).to_contain_text("bewaard")
    page.locator("#photos .k-tegel a").first.click()
    draw_by_mouse(page)
    name_and_check(page, "Emma", "Een koe in de wei")
    draw_by_keyboard(page)
    name_and_check(page, "Emma", "Een varken")
    page.wait_for_url("**/edit/")
    press(page, "publish")
    expect(page.locator("article.k-bericht")).to_be_visible()
    post = Post.objects.get(title="Naar de boerderij")
    assert post.state == Post.State.PUBLISHED
    assert [photo.regions.get().child for photo in post.photos.all()] == [emma, emma]
    assert all(photo.checked_by for photo in post.photos.all())


def test_carla_reads_looks_reacts_and_comments_on_a_phone(live: Live) -> None:
    post = publish_with_two_photos(live.enter("anna"), live.things["group"].slug)
    page = live.enter("carla", viewport=PHONE)
    card = page.locator(f"#post-{post.pk}")
    page.goto("/feed/")
    expect(card).to_contain_text("Naar de boerderij")
    card.locator(".k-mozaiek a").first.click()
    page.wait_for_url("**/photos/*/", wait_until="load")
    shown = page.locator("#photo img").get_attribute("src")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#photo img")).not_to_have_attribute("src", shown or "")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#photo img")).to_have_attribute("src", shown or "")
    page.goto("/feed/")
    page.evaluate("window.stayed = true")
    card.locator("button[value=heart]").click()
    expect(card.locator("[data-reactions] [aria-pressed=true]")).to_have_count(1)
    card.locator("textarea[name=text]").fill("Wat een mooie koe!")
    card.locator("button.k-stuur").click()
    expect(card.locator(".k-draad")).to_contain_text("Wat een mooie koe!")
    assert page.evaluate("window.stayed"), "the page was loaded again"
    assert (Reaction.objects.get().kind, Comment.objects.filter(post=post).count()) == ("heart", 1)


def test_a_no_works_backwards_for_what_is_open_already(live: Live) -> None:
    emma, people, photo = live.things["emma"], live.people, live.things["photo"]
    make.decide(emma, people["dirk"], "yes")
    Photo.objects.filter(pk=photo.pk).update(alt_text="Een boom")
    reader, page = live.enter("koen"), live.enter("carla", viewport=PHONE)
    make.decide(emma, people["carla"], "yes")
    reader.goto("/feed/")
    shown = photo_addresses(reader)
    assert shown
    assert all(is_red(middle(reader, address)) for address in shown)
    about = Purpose.objects.about(Purpose.Subject.CHILD)
    purpose = about.get(school=live.things["school"], audience=Purpose.Audience.GROUP)
    page.goto(f"/consent/{emma.pk}/")
    page.locator(f"input[name=purpose_{purpose.pk}][value=no]").check(force=True)
    page.get_by_role("button", name="Keuzes voor Emma opslaan").click()
    expect(page.locator("main [role=status]").first).to_be_visible()
    assert {reader.request.get(address).status for address in shown} == {404}
    reader.goto("/family/")
    reader.go_back()
    assert photo_addresses(reader).isdisjoint(shown), "the way back shows the old photo"
    reader.reload()
    covered = photo_addresses(reader)
    assert covered
    assert covered.isdisjoint(shown)
    assert not any(is_red(middle(reader, address)) for address in covered)
    page.goto("/feed/")
    own = photo_addresses(page)
    assert own
    assert all(is_red(middle(page, address)) for address in own), "her own parents see her still"


def test_a_comment_is_reported_hidden_archived_and_removed(live: Live) -> None:
    post = live.things["post"]
    comment = make.make_comment(post, live.people["dirk"], "Waardeloze juf.")
    reader, page = live.enter("carla"), live.enter("greet")
    reader.goto(f"/posts/{post.pk}/")
    reader.locator(f"a[href='/report/comment/{comment.pk}/']").click()
    reader.locator("input[name=reason][value=hurtful]").check(force=True)
    reader.locator("main form button[type=submit]").click()
    expect(reader.locator("main [role=status]").first).to_be_visible()
    page.goto("/reports/")
    page.locator(f"a[href='/reports/{Incident.objects.get(comment=comment).pk}/']").first.click()
    page.locator("form[action$='/hide/'] button").click()
    expect(page.locator("form[action$='/restore/']")).to_be_visible()
    reader.reload()
    expect(reader.locator("main")).not_to_contain_text("Waardeloze juf")
    page.locator("a[href$='/remove/']").click()
    page.locator("form[action$='/archive/'] button").click()
    document = page.locator("#document-step a[href^='/dossier/']")
    expect(document).to_be_visible()
    answer = page.request.get(document.get_attribute("href") or "")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    page.locator("[name=agreement]").select_option("abuse")
    with goes_on(page):
        page.locator("main form button.btn-danger").click()
    reader.goto(f"/posts/{post.pk}/")
    expect(reader.locator(f"#comment-{comment.pk} p.k-zacht")).to_be_visible()
    expect(reader.locator("main")).not_to_contain_text("Waardeloze juf")
    comment.refresh_from_db()
    assert (comment.state, comment.text) == (Comment.State.REMOVED, "")
