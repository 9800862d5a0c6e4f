"""Without a mouse: every control can be reached, is seen when it is reached, and does what its key says."""

import pytest
from playwright.sync_api import Page, expect

from posts.models import Region
from tests import make
from tests.browser.conftest import PHONE, WIDE, Live
from tests.browser.walking import expect_saved

# What a keyboard should come past inside a part of the page; a group of radio buttons is one stop.
CONTROLS = """root => {
  const first = part => part.type !== 'radio' || part === root.querySelector(`[name=${part.name}]:checked`)
    || (!root.querySelector(`[name=${part.name}]:checked`) && part === root.querySelector(`[name=${part.name}]`));
  const parts = [...root.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(part =>
    part.checkVisibility({visibilityProperty: true}) && !part.disabled && part.tabIndex >= 0 && first(part));
  return parts.map((part, number) => { part.dataset.stop = number; return String(number); });
}"""
# Where the focus is, and whether anything lies over it: a bar that sticks to the screen, for instance.
FOCUS = """() => {
  const part = document.activeElement, box = part.getBoundingClientRect(), style = getComputedStyle(part);
  const spots = [[.5, .5], [.2, .5], [.8, .5]].map(([x, y]) => [box.left + x * box.width, box.top + y * box.height]);
  const seen = spots.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (part.contains(top) || top.contains(part) || top.closest('label')?.control === part);
  });
  const label = part.nextElementSibling ? getComputedStyle(part.nextElementSibling) : style;
  const ringed = [style, label].some(look => look.outlineStyle !== 'none' || look.boxShadow !== 'none');
  return {stop: part.dataset.stop ?? '', seen, ringed, html: part.outerHTML.slice(0, 120)};
}"""


def walk(page: Page, part: str, steps: int = 90) -> tuple[set[str], list[str]]:
    """Press Tab through the page: which controls of `part` were never reached, and which were not to be seen."""
    missing, bad = set(page.locator(part).first.evaluate(CONTROLS)), []
    assert missing
    for _step in range(steps):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["stop"] in missing:
            missing.discard(focus["stop"])
            bad += [focus["html"]] if not (focus["seen"] and focus["ringed"]) else []
        if not missing:
            break
    left = {
        page.locator(f"[data-stop='{stop}']").first.evaluate("part => part.outerHTML") for stop in missing
    }
    return left, bad


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_tab_reaches_and_shows_every_control(live: Live, size: dict[str, int]) -> None:
    group, photo, emma = live.things["group"], live.things["photo"], live.things["emma"]
    places = [
        ("carla", "/feed/", "article.k-bericht"),
        ("carla", f"/consent/{emma.pk}/", "main"),
        ("anna", f"/groups/{group.slug}/posts/new/", "main"),
        ("anna", f"/photos/{photo.pk}/regions/", "main"),
    ]
    for who, url, part in places:
        page = live.enter(who, viewport=size)
        page.goto(url)
        assert walk(page, part) == (set(), []), url


def test_the_first_tab_offers_the_way_past_the_menu(live: Live) -> None:
    page = live.enter("carla")
    page.goto("/feed/")
    page.keyboard.press("Tab")
    skip = page.locator(".k-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_escape_closes_a_menu_and_gives_the_focus_back(live: Live) -> None:
    page = live.enter("carla")
    page.goto("/feed/")
    menu = page.locator("article details.k-menu").first
    menu.locator("summary").press("Enter")
    expect(menu.locator("a").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu.locator("a").first).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_frame_is_moved_put_back_named_and_taken_away_by_keys(live: Live) -> None:
    page, photo, region = live.enter("anna"), live.things["photo"], live.things["region"]
    page.goto(f"/photos/{photo.pk}/regions/")
    frame = page.locator(f"#frame-{region.pk}")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect_saved(page)
    assert Region.objects.get(pk=region.pk).x == pytest.approx(region.x, abs=0.001)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#say")).not_to_be_empty()
    expect_saved(page)
    assert Region.objects.get(pk=region.pk).x == pytest.approx(region.x + 0.01, abs=0.001)
    expect(frame).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#region-form [name=child]")).to_be_focused()
    frame.focus()
    page.keyboard.press("Delete")
    expect(frame).to_have_count(0)
    expect(page.locator("#region-title")).to_be_focused()
    assert not Region.objects.filter(pk=region.pk).exists()


def test_found_faces_are_decided_one_after_the_other_by_keys(live: Live) -> None:
    photo, emma = live.things["photo"], live.things["emma"]
    first, second, third = (make.make_found(photo, x=x, score=0.9) for x in (0.05, 0.25, 0.7))
    page = live.enter("anna")
    page.goto(f"/photos/{photo.pk}/regions/")
    page.locator(f"#frame-{first.pk}").press("Enter")
    name = page.locator("#region-form [name=child]")
    expect(name).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect_saved(page)
    expect(page.locator(f"#frame-{first.pk}")).to_have_attribute("aria-pressed", "true")
    expect(name).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f"#frame-{second.pk}")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#found")).to_contain_text("3 gezichten gevonden, nog 2 zonder naam")
    page.locator("#unknown").press("Enter")
    expect(page.locator(f"#frame-{third.pk}")).to_have_attribute("aria-pressed", "true")
    page.locator(f"#frame-{third.pk}").press("Delete")
    expect(page.locator("#sure")).to_be_focused()
    page.locator("#sure").press("Enter")
    expect(page.locator("#found")).to_contain_text("2 gezichten gevonden, over alles beslist")
    expect(page.locator(f"#frame-{third.pk}")).to_have_class("k-gezicht is-weg")
    states = Region.objects.filter(pk__in=[first.pk, second.pk, third.pk]).order_by("x")
    assert [(row.state, row.child) for row in states] == [
        ("confirmed", emma),
        ("confirmed", None),
        ("dismissed", None),
    ]
