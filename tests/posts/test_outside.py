"""Outside the portal: only as everybody there may see it, written down, and coming back when a yes ends."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from consent.models import Objection, Purpose
from groups.models import Enrolment
from posts import actions
from posts.models import OutsideUse, PhotoObjection, TakeDown
from tests import make
from tests.posts.pictures import make_ready_photo, opened, render, say_yes
from tests.posts.test_own_child import is_face

NOW = timezone.now
JPEG = {"Accept": "image/jpeg"}


@pytest.fixture
def photo(group_5b, anna, emma, lotte, carla, koen):
    """Emma may be on the website, Lotte only in her class."""
    photo = make_ready_photo(make.make_post(group_5b, anna))
    make.make_region(photo, emma, x=0.1)
    make.make_region(photo, lotte, x=0.7)
    for audience in ("group", "website"):
        say_yes(emma, carla, audience=audience)
    say_yes(lotte, koen)
    return render(photo)


@pytest.fixture
def website(school):
    return Purpose.objects.about(Purpose.Subject.CHILD).get(school=school, audience="website")


@pytest.fixture
def use(photo, website, greet):
    return actions.use_outside(
        photo=photo, purpose=website, where="site", placed_on=timezone.localdate(), by=greet, now=NOW()
    )


def outside(photo, query=""):
    return reverse("posts:photo-outside", args=[photo.pk]) + query


def sent(website, **fields):
    return {"purpose": website.pk, "where": "https://school.test", "placed_on": "2026-10-06", **fields}


def test_the_director_sees_and_gets_the_photo_as_it_may_go_there(
    photo, website, greet, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(greet)
    file = reverse("posts:outside-file", args=[photo.pk, website.pk, 1000])
    page = client.get(outside(photo, f"?purpose={website.pk}")).content.decode()
    assert file in page
    answer = client.post(outside(photo), sent(website))
    use = OutsideUse.objects.get()
    assert answer["Location"] == f"{reverse('posts:outside-list')}#use-{use.pk}"
    assert [child.first_name for child in use.children.all()] == ["Emma"]
    download = reverse("posts:outside-download", args=[use.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.get(download)
    answer = client.get(download)
    assert answer["Content-Disposition"] == 'attachment; filename="kring-2026-10-06.jpg"'
    picture = opened(b"".join(answer.streaming_content))
    assert (is_face(picture, 0.15), is_face(picture, 0.75)) == (True, False)


def test_a_choice_that_changed_closes_the_download(use, emma, carla, greet, sign_in):
    make.decide(emma, carla, "no", "website")
    answer = sign_in(greet).get(reverse("posts:outside-download", args=[use.pk]))
    assert answer["Location"] == reverse("posts:outside-list")


def test_bad_input_comes_back_with_what_was_typed(photo, website, greet, sign_in):
    answer = sign_in(greet).post(outside(photo), sent(website, where="", placed_on="gisteren"))
    assert answer.status_code == 422
    assert "<title>Fout: " in answer.content.decode()
    assert not OutsideUse.objects.exists()


def test_another_channel_than_the_school_asks_about_is_none(photo, school, greet, sign_in):
    group = Purpose.objects.about(Purpose.Subject.CHILD).get(school=school, audience="group")
    assert sign_in(greet).post(outside(photo), sent(group)).status_code == 422
    file = reverse("posts:outside-file", args=[photo.pk, group.pk, 1000])
    assert sign_in(greet).get(file).status_code == 404


def test_an_unchecked_photo_goes_nowhere(group_5b, anna, website, greet, sign_in):
    photo = make_ready_photo(make.make_post(group_5b, anna), checked=False)
    assert sign_in(greet).post(outside(photo), sent(website)).status_code == 422
    assert not OutsideUse.objects.exists()


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_only_the_director_brings_a_photo_outside(who, photo, website, request):
    with pytest.raises(PermissionDenied):
        actions.use_outside(
            photo=photo,
            purpose=website,
            where="site",
            placed_on=timezone.localdate(),
            by=request.getfixturevalue(who),
            now=NOW(),
        )


def no_more(emma, carla):
    make.decide(emma, carla, "no", "website")


def objects(emma, carla):
    Objection.objects.create(child=emma, kind="always", made_by=carla)


def objects_to_photo(emma, carla):
    PhotoObjection.objects.create(photo=emma.regions.get().photo, child=emma, made_by=carla)


def not_that_day(emma, carla):
    Objection.objects.create(child=emma, kind="day", day=timezone.localdate(make.NOW), made_by=carla)


def leaves(emma, carla):
    Enrolment.objects.filter(child=emma).update(ended_on=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (no_more, "withdrawn"),
        (objects, "objection"),
        (objects_to_photo, "objection"),
        (not_that_day, "objection"),
        (leaves, "left"),
    ],
)
def test_whatever_ends_a_yes_puts_the_place_on_the_list_once(
    change, reason, use, emma, carla, greet, mailoutbox
):
    assert actions.open_take_downs(now=NOW()) == []
    change(emma, carla)
    for _night in range(2):
        actions.open_take_downs(now=NOW())
    take_down = TakeDown.objects.get()
    assert (take_down.child, take_down.reason, take_down.owner) == (emma, reason, greet)
    assert take_down.due_on == timezone.localdate() + timedelta(days=14)


def test_a_yes_that_is_too_old_puts_it_on_the_list(use, emma):
    later = NOW() + timedelta(days=730)
    opened = actions.open_take_downs(now=later)
    assert [take_down.reason for take_down in opened] == ["expired"]


def test_the_owner_gets_one_mail(use, emma, carla, greet, mailoutbox, django_capture_on_commit_callbacks):
    make.decide(emma, carla, "no", "website")
    for _night in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            actions.open_take_downs(now=NOW())
    assert [letter.to for letter in mailoutbox] == [[greet.email]]


def test_the_list_says_what_is_late_and_keeps_what_was_done(use, emma, greet, sign_in):
    item = make.make_take_down(use, emma, greet)
    TakeDown.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    client, address = sign_in(greet), reverse("posts:take-down-done", args=[item.pk])
    assert "Te laat" in client.get(reverse("posts:outside-list")).content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.post(address, {f"{item.pk}-done_on": tomorrow}).status_code == 422
    day = timezone.localdate()
    client.post(address, {f"{item.pk}-done_on": day, f"{item.pk}-note": "Van de site"})
    client.post(address, {f"{item.pk}-done_on": day, f"{item.pk}-note": "Iets anders"})
    item.refresh_from_db()
    assert (item.done_on, item.done_by, item.note) == (day, greet, "Van de site")
    assert "Te laat" not in client.get(reverse("posts:outside-list")).content.decode()


def test_another_school_has_another_list(use, emma, greet, stranger_director, sign_in):
    item = make.make_take_down(use, emma, greet)
    client = sign_in(stranger_director)
    assert "Emma" not in client.get(reverse("posts:outside-list")).content.decode()
    assert client.post(reverse("posts:take-down-done", args=[item.pk])).status_code == 404


def test_a_guardian_asks_once_and_the_director_hears(
    use, emma, carla, greet, sign_in, mailoutbox, django_capture_on_commit_callbacks
):
    client = sign_in(carla)
    address = reverse("posts:take-down-ask", args=[use.pk, emma.pk])
    page = reverse("posts:child-photos", args=[emma.pk])
    assert address in client.get(page).content.decode()
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(address).status_code == 302
    take_down = TakeDown.objects.get()
    assert (take_down.reason, take_down.asked_by) == ("request", carla)
    assert [letter.to for letter in mailoutbox] == [[greet.email]]
    content = client.get(page).content.decode()
    assert address not in content
    assert "De school haalt het weg" in content


def test_a_guardian_asks_about_the_own_child_only(use, lotte, emma, koen, sign_in):
    for child in (emma, lotte):
        answer = sign_in(koen).post(reverse("posts:take-down-ask", args=[use.pk, child.pk]))
        assert answer.status_code == 404
    assert not TakeDown.objects.exists()
