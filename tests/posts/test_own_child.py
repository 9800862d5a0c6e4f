"""The own child is open in the account of its own guardian: by key, for nobody else, and for as long as that lasts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.images.mask import FILL
from people.models import ParentalAuthority
from posts.models import Photo
from posts.queries.masks import masks_for
from posts.templatetags.cards import forget_all
from tests import make
from tests.posts.pictures import RED, make_ready_photo, opened, render

WEBP = {"Accept": "image/webp"}
TODAY = timezone.localdate


@pytest.fixture
def photo(group_5b, anna, emma, lotte):
    """Emma on the left, Lotte on the right; nobody said yes."""
    photo = make_ready_photo(make.make_post(group_5b, anna))
    make.make_region(photo, emma, x=0.1)
    make.make_region(photo, lotte, x=0.7)
    return render(photo)


def key_for(photo, user=None):
    return masks_for([Photo.objects.get(pk=photo.pk)], today=TODAY(), viewer=user)[photo.pk].key


def address(photo, key, size=1000):
    return reverse("posts:photo-file", args=[photo.pk, key, size])


def picture(client, photo, key, commit):
    with commit(execute=True):
        answer = client.get(address(photo, key), headers=WEBP)
    if answer["Content-Type"] == "image/svg+xml":
        answer = client.get(address(photo, key), headers=WEBP)
    return opened(b"".join(answer.streaming_content))


def is_face(picture, x):
    """Whether the picture itself is at this place, and not a leaf."""
    seen = picture.getpixel((int(x * picture.width), int(0.475 * picture.height)))
    return all(abs(a - b) < 30 for a, b in zip(seen, RED, strict=True))


def test_a_guardian_sees_the_own_child_and_the_other_as_decided(
    photo, carla, koen, sign_in, django_capture_on_commit_callbacks
):
    commit = django_capture_on_commit_callbacks
    hers = picture(sign_in(carla), photo, key_for(photo, carla), commit)
    his = picture(sign_in(koen), photo, key_for(photo, koen), commit)
    assert (is_face(hers, 0.15), is_face(hers, 0.75)) == (True, False)
    assert (is_face(his, 0.15), is_face(his, 0.75)) == (False, True)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("size", [2000, 1000, 320])
@pytest.mark.parametrize("who", ["koen", "anna", "greet", "farid"])
def test_nobody_else_gets_the_key_of_a_family(who, size, method, photo, carla, request, sign_in):
    key = key_for(photo, carla)
    client = sign_in(request.getfixturevalue(who))
    assert getattr(client, method)(address(photo, key, size), headers=WEBP).status_code == 404


def shares(photo, user):
    return key_for(photo, user) == key_for(photo)


@pytest.mark.parametrize("authority", ["no", "unknown"])
def test_without_authority_on_record_it_is_the_shared_one(authority, photo, emma, carla):
    assert not shares(photo, carla)
    ParentalAuthority.objects.filter(child=emma, guardian=carla).update(authority=authority)
    assert shares(photo, carla)


def test_who_is_blocked_or_switched_off_gets_the_shared_one(photo, emma, carla, dirk, greet):
    blocked = {"blocked_at": make.NOW, "blocked_by": greet, "blocked_reason": "Rechter"}
    ParentalAuthority.objects.filter(child=emma, guardian=carla).update(**blocked)
    dirk.is_active = False
    dirk.save()
    assert shares(photo, carla)
    assert shares(photo, dirk)


def test_a_block_closes_the_address_at_the_next_request(photo, emma, carla, greet, sign_in):
    client, own = sign_in(carla), address(photo, key_for(photo, carla))
    assert client.get(own, headers=WEBP).status_code == 200
    blocked = {"blocked_at": make.NOW, "blocked_by": greet, "blocked_reason": "Rechter"}
    ParentalAuthority.objects.filter(child=emma, guardian=carla).update(**blocked)
    assert client.get(own, headers=WEBP).status_code == 404


def test_an_ended_place_in_the_group_closes_the_post_and_so_the_photo(photo, carla, sign_in):
    client, own = sign_in(carla), address(photo, key_for(photo, carla))
    carla.memberships.update(state="ended", ends_on=TODAY() - timedelta(days=1))
    assert client.get(own, headers=WEBP).status_code == 404


def test_a_parent_of_both_sees_both(photo, lotte, carla, sign_in, django_capture_on_commit_callbacks):
    make.make_guardian(lotte, carla)
    hers = picture(sign_in(carla), photo, key_for(photo, carla), django_capture_on_commit_callbacks)
    assert is_face(hers, 0.15)
    assert is_face(hers, 0.75)


def test_a_teacher_who_is_also_a_parent_sees_the_own_child_only(photo, emma, anna):
    make.make_guardian(emma, anna)
    assert key_for(photo, anna) not in (key_for(photo), "open")
    mask = masks_for([photo], today=TODAY(), viewer=anna)[photo.pk]
    assert mask.covered == 1


def test_a_photo_nobody_checked_is_covered_whole_for_everybody(
    group_5b, anna, emma, carla, sign_in, django_capture_on_commit_callbacks
):
    photo = make_ready_photo(make.make_post(group_5b, anna, "Nog niet"), checked=False)
    make.make_region(photo, emma, x=0.1)
    render(photo)
    assert shares(photo, carla)
    hers = picture(sign_in(carla), photo, key_for(photo, carla), django_capture_on_commit_callbacks)
    assert all(abs(a - b) < 30 for a, b in zip(hers.getpixel((5, hers.height // 2)), FILL, strict=True))


def test_what_is_kept_in_memory_never_crosses_people(photo, carla, dirk, koen, anna, sign_in):
    forget_all()
    keys = {user: key_for(photo, user) for user in (carla, koen, anna)}
    assert len(set(keys.values())) == 3
    for _again in range(2):
        for user in (carla, koen, anna):
            page = sign_in(user).get("/feed/").content.decode()
            assert f"/{keys[user]}/" in page
            assert not any(f"/{key}/" in page for other, key in keys.items() if other != user)
    assert f"/{keys[carla]}/" in sign_in(dirk).get("/feed/").content.decode(), "one family, one file"


def test_the_version_of_a_family_is_drawn_when_it_is_asked_for(
    photo, carla, sign_in, django_capture_on_commit_callbacks
):
    key = key_for(photo, carla)
    assert not photo.renditions.filter(mask_key=key).exists()
    with django_capture_on_commit_callbacks(execute=True):
        first = sign_in(carla).get(address(photo, key), headers=WEBP)
    assert first["Content-Type"] == "image/svg+xml"
    assert photo.renditions.filter(mask_key=key).count() == 3


def test_a_family_key_asked_by_a_stranger_is_not_even_drawn(
    photo, carla, koen, sign_in, django_capture_on_commit_callbacks
):
    key = key_for(photo, carla)
    with django_capture_on_commit_callbacks(execute=True) as asked:
        sign_in(koen).get(address(photo, key), headers=WEBP)
    assert asked == []
    assert not photo.renditions.filter(mask_key=key).exists()
