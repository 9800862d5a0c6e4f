"""The whole way of a parent, a teacher and a director in a browser that runs no script."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from consent.models import Decision, Purpose
from moderation.models import Incident
from policies.models import Acceptance
from posts.models import Comment, Photo, Post, Reaction
from tests import make
from tests.browser.conftest import PHONE, Live, sign_in
from tests.browser.walking import choose_photos, press, write

PLAIN: dict[str, Any] = {"java_script_enabled": False}


def test_a_parent_reads_reacts_comments_and_reports(live: Live) -> None:
    page, post = live.open(**PLAIN, viewport=PHONE), live.things["post"]
    sign_in(page, live.people["carla"])
    card = page.locator(f"#post-{post.pk}")
    card.locator("button[value=heart]").click()
    expect(card.locator("[data-reactions] [aria-pressed=true]")).to_have_count(1)
    assert Reaction.objects.get().user == live.people["carla"]
    card.locator("textarea[name=text]").fill("Mooi!")
    with page.expect_navigation():
        card.locator("button.k-stuur").click()
    comment = Comment.objects.get(text="Mooi!")
    expect(page.locator(f"#comment-{comment.pk}")).to_contain_text("Mooi!")
    page.locator("article summary").click()
    page.locator(f"a[href='/report/post/{post.pk}/']").click()
    page.locator("input[name=reason][value=hurtful]").check(force=True)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main [role=status]").first).to_be_visible()
    assert Incident.objects.filter(post=post, is_thread=False).count() == 1


def test_a_parent_chooses_and_signs_out(live: Live) -> None:
    page, emma = live.enter("carla", **PLAIN), live.things["emma"]
    page.goto(f"/consent/{emma.pk}/")
    about = Purpose.objects.about(Purpose.Subject.CHILD)
    purpose = about.get(school=live.things["school"], audience=Purpose.Audience.GROUP)
    page.locator(f"input[name=purpose_{purpose.pk}][value=yes]").check(force=True)
    page.get_by_role("button", name="Keuzes voor Emma opslaan").click()
    expect(page.locator("main [role=status]").first).to_be_visible()
    assert Decision.objects.get(purpose=purpose).answer == "yes"
    page.locator(".k-ik summary").last.click()
    page.locator("form[action='/account/logout/'] button:visible").click()
    page.wait_for_url("**/account/login/")
    page.goto("/feed/")
    assert "/account/login/" in page.url


def test_a_comment_without_words_comes_back_with_what_is_wrong(live: Live) -> None:
    page, post = live.enter("carla", **PLAIN), live.things["post"]
    page.goto(f"/posts/{post.pk}/")
    page.locator("button.k-stuur").click()
    expect(page).to_have_title(re.compile("^Fout: "))
    page.locator("#errors a").click()
    expect(page.locator("textarea[name=text]")).to_be_focused()


def test_agreements_are_accepted_before_going_in(live: Live) -> None:
    page = live.enter("carla", **PLAIN)
    make.make_house_rules(live.things["school"], live.people["greet"])
    page.goto("/family/")
    with page.expect_navigation(url="**/family/"):
        page.locator("main form button").first.click()
    assert Acceptance.objects.get().user == live.people["carla"]


def add_frame_by_numbers(page: Page, child: str) -> None:
    names = page.locator("#region-form [name=child]")
    names.select_option(
        label=next(name for name in names.locator("option").all_inner_texts() if child in name)
    )
    for name, value in (("left", "45"), ("top", "43"), ("width", "10"), ("height", "14")):
        page.locator(f"#region-form [name={name}]").fill(value)
    with page.expect_navigation():
        page.locator("#region-form button[type=submit], #region-form .k-knoppen button").first.click()


def test_a_teacher_places_a_photo_with_a_frame(live: Live) -> None:
    page, emma = live.enter("anna", **PLAIN), live.things["emma"]
    write(page, live.things["group"].slug, "Zonder script")
    choose_photos(page, "koe.jpg", "boom.jpg")
    press(page, "photos")
    expect(page.locator("#photos .k-tegel")).to_have_count(2)
    expect(page.locator("[name=title]")).to_have_value("Zonder script")
    with page.expect_navigation():
        page.locator("#photos button[value^='later ']").first.click()
    with page.expect_navigation():
        page.locator("#photos button[value^='delete ']").last.click()
    expect(page.locator("#photos .k-tegel")).to_have_count(1)
    page.locator("#photos .k-tegel a").click()
    add_frame_by_numbers(page, "Emma")
    press(page, "check")
    page.wait_for_url("**/edit/")
    press(page, "publish")
    expect(page.locator("article.k-bericht")).to_contain_text("Zonder script")
    photo = Photo.objects.get(post__title="Zonder script")
    assert (photo.regions.get().child, bool(photo.checked_by)) == (emma, True)
    assert photo.post.state == Post.State.PUBLISHED


def test_a_director_hides_and_shows_again(live: Live) -> None:
    page, incident = live.enter("greet", **PLAIN), live.things["incident"]
    page.goto(f"/reports/{incident.pk}/")
    for verb, state in (("hide", Comment.State.HIDDEN), ("restore", Comment.State.VISIBLE)):
        with page.expect_navigation():
            page.locator(f"form[action$='/{verb}/'] button").click()
        assert Comment.objects.get(pk=live.things["comment"].pk).state == state
