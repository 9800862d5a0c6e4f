"""How far an important post came (U9): numbers for the director and the writer, no names, no times."""

import re

import pytest

from delivery.models import AddressState, Preference
from tests import make
from tests.delivery.reaching import make_families, make_important, send

PAGE = "/delivery/reach/"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def post(group_5b, anna):
    return make_important(group_5b, anna)


def detail(post):
    return f"{PAGE}{post.pk}/"


def text_of(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def test_the_director_sees_a_line_for_each_important_post(post, greet, sign_in):
    make_families(post, 6)
    make_families(post, 5, "bounced")
    make.make_post(post.group, post.author, "Gewoon bericht")
    text = text_of(sign_in(greet).get(PAGE))
    assert "6 of 11 families reached · 5 not reached" in text
    assert "Gewoon bericht" not in text


def test_a_post_of_another_school_is_not_counted(post, greet, sign_in, other_school):
    theirs = make.make_group(other_school, "3C")
    make_important(theirs, make.make_staff("Truus", theirs), "Van De Eik")
    assert "Van De Eik" not in text_of(sign_in(greet).get(PAGE))


def test_the_writer_sees_the_same_line(post, anna, sign_in):
    make_families(post, 6)
    text = text_of(sign_in(anna).get(detail(post)))
    assert "6 of 6 families reached" in text
    assert "Letters for who" not in text


def test_the_card_of_the_writer_leads_there(post, anna, carla, sign_in):
    card = f"/posts/{post.pk}/"
    assert detail(post) in sign_in(anna).get(card).content.decode()
    assert detail(post) not in sign_in(carla).get(card).content.decode()


def test_who_may_not_see_it(post, carla, farid, bram, henk, olga, sign_in):
    for person, status in [(carla, 403), (farid, 404), (bram, 404), (henk, 404), (olga, 404)]:
        assert sign_in(person).get(detail(post)).status_code == status
    for person in (carla, bram, henk, olga):
        assert sign_in(person).get(PAGE).status_code == 403


def test_another_school_of_the_address_is_not_there(greet, other_school, sign_in):
    assert sign_in(greet).get(PAGE, {"school": other_school.slug}).status_code == 404


def test_an_ordinary_post_is_not_counted(group_5b, anna, sign_in):
    assert sign_in(anna).get(detail(make.make_post(group_5b, anna))).status_code == 404


def test_the_pages_are_only_for_looking(post, greet, sign_in):
    assert {sign_in(greet).post(url).status_code for url in (PAGE, detail(post))} == {405}


@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_neither_page_has_a_number_below_five_nor_one_that_gives_it_away(post, greet, sign_in, lost):
    make_families(post, 11)
    make_families(post, lost, "bounced")
    for url in (PAGE, detail(post)):
        response = sign_in(greet).get(url)
        html = response.content.decode()
        assert "Most families reached · fewer than 5 not reached" in text_of(response)
        assert f"{11 + lost} families" not in html
        assert f'viewBox="0 0 {11 + lost} ' not in html


def test_no_page_says_when_somebody_got_or_read_anything(post, carla, dirk, greet, sign_in):
    """The day of the post is the only moment on these pages, and no parent has a name there."""
    send(post, carla)
    send(post, dirk, state="bounced")
    for url in (PAGE, detail(post)):
        html = sign_in(greet).get(url).content.decode()
        assert not re.search(r"\d{1,2}[.:]\d{2}", text_of(sign_in(greet).get(url)))
        assert "<time" not in html
        assert not any(name in html for name in ("Carla", "Dirk", "Emma", carla.email))


def test_what_parents_chose_is_told_without_small_numbers(post, greet, sign_in):
    for parent in make_families(post, 11)[:2]:
        Preference.objects.create(user=parent, news="weekly", talks="mail")
    text = text_of(sign_in(greet).get(PAGE))
    assert "At once, by e-mail most" in text
    assert "Once a week, by e-mail fewer than 5" in text


def test_what_failed_and_which_addresses_do_not_work(post, carla, greet, sign_in):
    send(post, carla, state="bounced")
    AddressState.objects.create(address=carla.email, flagged_at=make.NOW)
    post.deliveries.update(created_at=make.timezone.now())
    text = text_of(sign_in(greet).get(PAGE))
    assert "The address does not work fewer than 5" in text
    assert "No more mail goes there. fewer than 5" in text
    assert carla.email not in text


def test_mail_that_waits_too_long_is_told_to_the_director(post, carla, greet, sign_in):
    send(post, carla, state="queued")
    assert "Mail has been waiting" in text_of(sign_in(greet).get(PAGE))
