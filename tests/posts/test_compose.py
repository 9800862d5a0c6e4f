"""The composer: every button works without JavaScript, and what was typed stays."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.models import Photo, Post, PostVersion
from tests import make
from tests.posts.pictures import make_draft, make_ready_photo, upload


@pytest.fixture
def new_url(group_5b):
    return reverse("posts:post-create", args=[group_5b.slug])


def typed(**fields):
    return {"id": str(uuid.uuid4()), "title": "Naar het bos", "text": "Nat!", "comments_open": "on", **fields}


def edit_url(post):
    return reverse("posts:post-edit", args=[post.pk])


def test_opening_the_page_stores_nothing(new_url, anna, sign_in):
    answer = sign_in(anna).get(new_url)
    assert answer.status_code == 200
    assert not Post.objects.exists()


def test_a_teacher_places_a_post(new_url, anna, sign_in):
    sent = typed(then="publish")
    answer = sign_in(anna).post(new_url, sent)
    post = Post.objects.get()
    assert answer["Location"] == reverse("posts:post-detail", args=[sent["id"]])
    assert (str(post.pk), post.state, post.title, post.author) == (
        sent["id"],
        "published",
        "Naar het bos",
        anna,
    )


def test_a_second_click_leads_to_the_same_post(new_url, anna, sign_in):
    client, sent = sign_in(anna), typed(then="publish")
    assert client.post(new_url, sent)["Location"] == client.post(new_url, sent)["Location"]
    assert Post.objects.count() == 1


def test_a_draft_is_kept_and_found_again(new_url, anna, sign_in):
    client = sign_in(anna)
    answer = client.post(new_url, typed(title="", then="draft"), follow=True)
    assert answer.redirect_chain[0][0] == edit_url(Post.objects.get())
    assert "Nat!" in answer.content.decode()


def test_a_new_post_offers_the_own_drafts_of_this_group(new_url, group_5b, group_6a, anna, greet, sign_in):
    for group, author, title in (
        (group_5b, anna, "Schoolreis"),
        (group_5b, greet, "Geheim"),
        (group_6a, greet, "Elders"),
    ):
        make_draft(group, author, title=title)
    page = sign_in(anna).get(new_url).content.decode()
    assert "Schoolreis" in page
    assert "Geheim" not in page
    offered = sign_in(greet).get(new_url).content.decode()
    assert "Geheim" in offered
    assert "Elders" not in offered


def test_saving_by_itself_says_when_and_moves_the_address(new_url, anna, sign_in):
    answer = sign_in(anna).post(new_url, typed(then="autosave"), headers={"HX-Request": "true"})
    assert answer["HX-Replace-Url"] == edit_url(Post.objects.get())
    assert answer.content.decode().strip().startswith('<p id="saved">')


def test_a_late_save_by_itself_goes_to_the_placed_post(new_url, anna, sign_in):
    client, sent = sign_in(anna), typed()
    client.post(new_url, {**sent, "then": "publish"})
    late = client.post(new_url, {**sent, "title": "Oud", "then": "autosave"}, headers={"HX-Request": "true"})
    assert (late.status_code, late["HX-Redirect"]) == (204, reverse("posts:post-detail", args=[sent["id"]]))
    assert Post.objects.get().title == "Naar het bos"


def test_without_a_title_nothing_is_placed_and_everything_stays(new_url, anna, sign_in):
    answer = sign_in(anna).post(new_url, {**typed(title=" ", then="publish"), "photos": upload()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="errors"' in page
    assert "Nat!" in page
    assert Post.objects.get().state == Post.State.DRAFT
    assert Photo.objects.count() == 1


def test_too_long_is_an_error_with_what_was_typed(new_url, anna, sign_in):
    answer = sign_in(anna).post(new_url, typed(title="x" * 121, then="publish"))
    assert answer.status_code == 422
    assert "x" * 121 in answer.content.decode()


def test_a_line_end_counts_once(new_url, anna, sign_in):
    sign_in(anna).post(new_url, typed(text="a\r\n" * 4_999, then="publish"))
    assert Post.objects.get().state == Post.State.PUBLISHED


def test_photos_come_along_without_javascript(new_url, anna, sign_in):
    files = [upload(size=(64 + number, 64)) for number in range(3)]
    answer = sign_in(anna).post(new_url, {**typed(then="photos"), "photos": files})
    assert answer["Location"] == edit_url(Post.objects.get())
    assert Photo.objects.count() == 3


def test_a_bad_file_is_named_and_the_good_ones_stay(new_url, anna, sign_in):
    files = [SimpleUploadedFile("les.pdf", b"%PDF-1.7", "application/pdf"), upload()]
    answer = sign_in(anna).post(new_url, {**typed(then="publish"), "photos": files})
    assert answer.status_code == 422
    assert "les.pdf: " in answer.content.decode()
    assert (Photo.objects.count(), Post.objects.get().state) == (1, "draft")


def test_a_tile_is_taken_out_and_the_text_stays(group_5b, anna, sign_in):
    draft = make_draft(group_5b, anna)
    photo = make_ready_photo(draft)
    sign_in(anna).post(edit_url(draft), typed(title="Nieuw", then=f"delete {photo.pk}"))
    draft.refresh_from_db()
    assert (draft.title, draft.photos.count()) == ("Nieuw", 0)


@pytest.mark.parametrize("then", ["delete x", "later ", f"earlier {uuid.UUID(int=7)}"])
def test_a_tile_that_is_not_there_is_not_found(then, group_5b, anna, sign_in):
    assert sign_in(anna).post(edit_url(make_draft(group_5b, anna)), typed(then=then)).status_code == 404


def test_the_page_says_what_is_not_checked(group_5b, anna, emma, carla, sign_in):
    draft = make_draft(group_5b, anna)
    make.make_photo(draft, checked=False)
    make.make_region(make.make_photo(draft), emma)
    make.decide(emma, carla, "no")
    page = sign_in(anna).get(edit_url(draft)).content.decode()
    assert 'class="k-tegel is-let"' in page
    assert "<b>Emma</b>" in page
    assert "Carla" not in page


def test_a_whole_post_with_unchecked_photos_may_be_placed(group_5b, anna, sign_in):
    draft = make_draft(group_5b, anna)
    make.make_photo(draft, checked=False)
    assert sign_in(anna).post(edit_url(draft), typed(then="publish")).status_code == 302
    draft.refresh_from_db()
    assert draft.state == Post.State.PUBLISHED


def test_an_edit_keeps_the_version(group_5b, anna, sign_in):
    post = make.make_post(group_5b, anna)
    answer = sign_in(anna).post(edit_url(post), typed(title="Terug", then="save"))
    assert answer["Location"] == reverse("posts:post-detail", args=[post.pk])
    assert PostVersion.objects.get().title == "Naar het bos"


def test_a_draft_is_thrown_away_by_its_author(group_5b, anna, sign_in):
    draft = make_draft(group_5b, anna)
    assert sign_in(anna).post(reverse("posts:post-discard", args=[draft.pk])).status_code == 302
    assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("who", "new", "draft", "placed"),
    [
        ("carla", 403, 404, 403),
        ("farid", 404, 404, 404),
        ("bram", 404, 404, 404),
        ("henk", 404, 404, 404),
        ("greet", 200, 404, 403),
        ("stranger_director", 404, 404, 404),
    ],
)
def test_who_may_not_write_is_stopped(who, new, draft, placed, new_url, group_5b, anna, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    hidden, shown = make_draft(group_5b, anna), make.make_post(group_5b, anna)
    assert client.get(new_url).status_code == new
    for post, status in ((hidden, draft), (shown, placed)):
        assert client.get(edit_url(post)).status_code == status
        assert client.post(edit_url(post), typed(then="publish")).status_code == status
        assert client.post(reverse("posts:post-discard", args=[post.pk])).status_code == status
    assert set(Post.objects.values_list("title", flat=True)) == {"Naar het bos"}


def test_the_id_of_somebody_elses_draft_is_not_found(new_url, group_5b, anna, greet, sign_in):
    draft = make_draft(group_5b, greet)
    assert sign_in(anna).post(new_url, typed(id=str(draft.pk), then="publish")).status_code == 404
    draft.refresh_from_db()
    assert (draft.author, draft.state) == (greet, "draft")


def test_a_crooked_id_is_an_error_page(new_url, anna, sign_in):
    assert sign_in(anna).post(new_url, typed(id="../../x", then="publish")).status_code == 422
    assert not Post.objects.exists()


def test_the_wrong_method_is_refused(new_url, group_5b, anna, sign_in):
    client, draft = sign_in(anna), make_draft(group_5b, anna)
    assert client.put(new_url).status_code == 405
    assert client.delete(edit_url(draft)).status_code == 405
    assert client.get(reverse("posts:post-discard", args=[draft.pk])).status_code == 405


def test_five_photos_and_ten_cost_the_same(group_5b, anna, emma, sign_in):
    client, draft = sign_in(anna), make_draft(group_5b, anna)
    client.get(edit_url(draft))  # once, so that the memory of this process is as warm as it gets
    counts = []
    for _round in range(2):
        for _number in range(5):
            make.make_region(make.make_photo(draft), emma)
        with CaptureQueriesContext(connection) as queries:
            client.get(edit_url(draft))
        counts.append(len(queries))
    assert counts[0] == counts[1]
