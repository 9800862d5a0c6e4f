"""The archive and a newsletter, for who reads the whole school's news, and for nobody else."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from posts.models import Post
from tests import make
from tests.delivery.writing import printed, remove

ARCHIVE = "/newsletters/"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def news(school_group, greet):
    return make.make_post(school_group, greet, "Plein opgeknapt", text="Er is nu een **glijbaan**.")


@pytest.fixture
def newsletter(school_group, greet, news):
    return make.make_newsletter(school_group, greet, news)


def page_of(newsletter):
    return f"{ARCHIVE}{newsletter.pk}/"


def test_a_parent_finds_it_in_the_archive_and_reads_it(newsletter, news, carla, sign_in):
    client = sign_in(carla)
    assert "Nieuwsbrief week 41" in client.get(ARCHIVE).content.decode()
    page = client.get(page_of(newsletter)).content.decode()
    for expected in ("Het wordt herfst.", "Plein opgeknapt", "Er is nu een glijbaan.", f"/posts/{news.pk}/"):
        assert expected in page
    assert "Read the whole newsletter" not in page
    assert "/edit/" not in page


def test_an_empty_archive_says_so_and_offers_a_parent_nothing_to_write(carla, sign_in):
    page = sign_in(carla).get(ARCHIVE).content.decode()
    assert "There is no newsletter yet" in page
    assert "Make a newsletter" not in page


def test_another_school_and_a_draft_are_not_there(
    school_group, newsletter, greet, carla, stranger_director, sign_in
):
    draft = make.make_newsletter(school_group, greet, is_placed=False, title="Nog niet af")
    assert sign_in(stranger_director).get(page_of(newsletter)).status_code == 404
    assert sign_in(carla).get(page_of(draft)).status_code == 404
    for reader in (stranger_director, carla):
        assert "Nog niet af" not in sign_in(reader).get(ARCHIVE).content.decode()
    assert "Nog niet af" in sign_in(greet).get(ARCHIVE).content.decode()


def test_of_a_removed_post_no_word_is_left_on_the_page(newsletter, news, greet, carla, sign_in):
    remove(news, greet)
    page = sign_in(carla).get(page_of(newsletter)).content.decode()
    assert "The school removed this post." in page
    for gone in ("Plein", "glijbaan", str(news.pk)):
        assert gone not in page


def test_of_a_hidden_post_no_word_is_on_the_page(newsletter, news, carla, sign_in):
    Post.objects.filter(pk=news.pk).update(state=Post.State.HIDDEN)
    page = sign_in(carla).get(page_of(newsletter)).content.decode()
    assert "This post is not here now." in page
    assert "Plein" not in page


def test_a_removed_newsletter_is_nowhere(newsletter, greet, carla, sign_in):
    printed(newsletter)
    remove(newsletter.post, greet)
    client = sign_in(carla)
    assert "Nieuwsbrief week 41" not in client.get(ARCHIVE).content.decode()
    assert client.get(page_of(newsletter)).status_code == 404
    assert client.get(f"{page_of(newsletter)}pdf/").status_code == 404


def test_the_pdf_is_a_download_that_no_cache_keeps(newsletter, carla, sign_in):
    printed(newsletter)
    answer = sign_in(carla).get(f"{page_of(newsletter)}pdf/")
    assert answer["Cache-Control"] == "private, no-store"
    assert 'filename="newsletter-2026-10-06.pdf"' in answer["Content-Disposition"]
    text = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0].extract_text()
    assert "glijbaan" in text


def test_a_pdf_with_a_word_too_many_is_withheld(newsletter, news, carla, sign_in):
    printed(newsletter)
    Post.objects.filter(pk=news.pk).update(state=Post.State.HIDDEN)
    answer = sign_in(carla).get(f"{page_of(newsletter)}pdf/")
    assert answer.status_code == 202
    assert "being made" in answer.content.decode()


def test_the_page_offers_the_pdf_once_it_is_there(newsletter, carla, sign_in):
    assert f"{page_of(newsletter)}pdf/" not in sign_in(carla).get(page_of(newsletter)).content.decode()
    printed(newsletter)
    assert f"{page_of(newsletter)}pdf/" in sign_in(carla).get(page_of(newsletter)).content.decode()


def test_ten_newsletters_cost_as_many_queries_as_two(
    school_group, greet, carla, sign_in, django_assert_max_num_queries
):
    client = sign_in(carla)
    counts = []
    for number in (2, 8):
        for _each in range(number):
            make.make_newsletter(school_group, greet, now=timezone.now())
        with django_assert_max_num_queries(60) as asked:
            client.get(ARCHIVE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
