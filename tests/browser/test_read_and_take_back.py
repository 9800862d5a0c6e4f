"""Saying "Read", taking a post back and sending an emergency, with and without scripts."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from posts.models import Post, ReadConfirmation
from tests import make
from tests.browser.conftest import PHONE, Live, sign_in
from tests.browser.test_axe import complaints


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["htmx", "plain"])
def test_a_parent_says_read_from_the_box_above_the_news(live: Live, options: dict[str, Any]) -> None:
    asking = {"asks_confirmation": True, "importance": "important", "published_at": timezone.now()}
    post = make.make_post(live.things["group"], live.people["anna"], "Dinsdag vrij", **asking)
    page = live.open(**options, viewport=PHONE)
    sign_in(page, live.people["carla"])
    page.locator(".k-vooru").get_by_role("link", name="Dinsdag vrij").click()
    card = page.locator(f"#post-{post.pk}")
    expect(card.get_by_text("Belangrijk")).to_be_visible()
    card.get_by_role("button", name="Gelezen").click()
    expect(card.get_by_text("U hebt dit gelezen")).to_be_visible()
    assert ReadConfirmation.objects.get().user == live.people["carla"]
    page.goto("/feed/")
    expect(page.locator(".k-vooru")).to_have_count(0)


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["htmx", "plain"])
def test_a_teacher_takes_a_post_back_and_places_it_again(live: Live, options: dict[str, Any]) -> None:
    post = make.make_post(
        live.things["group"], live.people["anna"], "Naar de see", published_at=timezone.now()
    )
    page = live.open(**options)
    sign_in(page, live.people["anna"], f"/posts/{post.pk}/")
    page.get_by_role("button", name="Terug naar concept").click()
    page.wait_for_url(f"**/posts/{post.pk}/edit/")
    page.get_by_label("Titel", exact=True).fill("Naar de zee")
    page.get_by_role("button", name="Plaatsen").click()
    expect(page).to_have_title(re.compile("Naar de zee"))
    post.refresh_from_db()
    assert (post.state, post.taken_back_at) == (Post.State.PUBLISHED, None)


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["htmx", "plain"])
def test_an_emergency_asks_how_sure_the_director_is(live: Live, options: dict[str, Any]) -> None:
    wide = live.things["school"].groups.school_wide().get()
    page = live.open(**options)
    sign_in(page, live.people["greet"], f"/groups/{wide.slug}/posts/new/")
    page.get_by_label("Titel", exact=True).fill("De school is dicht")
    page.locator("#delivery").click()
    page.locator("input[value=emergency]").check(force=True)
    page.get_by_role("button", name="Plaatsen").click()
    assert not Post.objects.filter(title="De school is dicht", state=Post.State.PUBLISHED).exists()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noodgeval versturen?")
    if not options:
        assert not complaints(page)
    page.get_by_role("button", name=re.compile(r"Ja, stuur nu naar \d+ mensen")).click()
    expect(page).to_have_title(re.compile("De school is dicht"))
    assert Post.objects.get(title="De school is dicht").is_emergency


def test_what_is_asked_and_what_can_come_back_is_for_everybody(live: Live) -> None:
    asking = {"asks_confirmation": True, "importance": "important", "published_at": timezone.now()}
    post = make.make_post(live.things["group"], live.people["anna"], "Dinsdag vrij", **asking)
    page = live.enter("carla")
    page.goto("/feed/")
    expect(page.locator(".k-vooru")).to_be_visible()
    assert not complaints(page)
    page = live.enter("anna")
    page.goto(f"/posts/{post.pk}/")
    expect(page.get_by_role("button", name="Terug naar concept")).to_be_visible()
    assert not complaints(page)
    page.get_by_role("button", name="Terug naar concept").click()
    page.wait_for_url(f"**/posts/{post.pk}/edit/")
    assert not complaints(page)
