"""A no works backwards: counted, drawn, told once; whatever is found twice or stops halfway."""

import re

import pytest
from django.db import DatabaseError
from django.utils import timezone

from common.storage import exists_private
from consent.models import Decision, Objection, Purpose, Receipt
from people.models import ParentalAuthority, User
from posts import actions
from posts.actions import reworks as rework_actions
from posts.models import Photo, Region, Rework
from posts.queries.masks import masks_for
from tests import make
from tests.posts.pictures import make_ready_photo, mask_of, render, say_yes

NOW = timezone.now


def choose(child, guardian, answer="no", *audiences):
    """What saving the page of choices leaves behind: one statement, and a decision for each purpose."""
    authority = ParentalAuthority.objects.get(child=child, guardian=guardian)
    school = child.enrolments.all()[0].group.school
    receipt = Receipt.objects.create(school=school, authority=authority, statement={}, seal="0" * 64)
    about = Purpose.objects.about(Purpose.Subject.CHILD)
    for audience in audiences or ("group",):
        Decision.objects.create(
            authority=authority,
            purpose=about.get(school=school, audience=audience),
            answer=answer,
            wording="…",
            decided_by=guardian,
            receipt=receipt,
        )
    return receipt


@pytest.fixture
def photos(group_5b, school_group, anna, greet, emma, carla):
    """Three photos with Emma in two posts of her class, one in the whole school, one without her."""
    say_yes(emma, carla)
    say_yes(emma, carla, audience="school")
    one, two = make.make_post(group_5b, anna, "Een"), make.make_post(group_5b, anna, "Twee")
    everybody = make.make_post(school_group, greet, "Drie")
    made = [
        make_ready_photo(post, colour=(number * 20, 30, 30))
        for number, post in enumerate([one, one, two, everybody, two], start=1)
    ]
    for photo in made[:4]:
        make.make_region(photo, emma)
        render(photo)
    return made


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """Let the beat come by, and the worker do what it was asked."""

    def work(times=1):
        for _time in range(times):
            with django_capture_on_commit_callbacks(execute=True):
                actions.sweep_reworks(now=NOW())

    return work


def to(outbox, user):
    return [letter for letter in outbox if letter.to == [user.email]]


def test_a_no_is_counted_drawn_and_told_to_who_chose(photos, emma, carla, dirk, work, mailoutbox):
    old = {photo.pk: mask_of(photo).key for photo in photos}
    receipt = choose(emma, carla)
    work(2)
    rework = Rework.objects.get(receipt=receipt)
    assert (rework.photo_count, rework.post_count, rework.take_down_count) == (3, 2, 0)
    for photo in photos[:3]:
        key = mask_of(photo).key
        assert key != old[photo.pk]
        assert photo.renditions.filter(mask_key=key).count() == 3
    letter = to(mailoutbox, carla)[0]
    assert re.search(r"nee geldt: 3\. .*in staan: 2\.", letter.body)
    assert "niet terughalen" in letter.body
    assert to(mailoutbox, dirk) == []


def test_the_count_is_that_of_somebody_counting_by_hand(photos, emma, carla, work):
    choose(emma, carla, "no", "group", "school")
    work(2)
    covered = set()
    for photo in Photo.objects.filter(post__state="published", state="ready", hidden_at=None):
        mask = masks_for([photo], today=timezone.localdate())[photo.pk]
        if Region.objects.filter(photo=photo, child=emma).exists() and mask.covered:
            covered.add((photo.pk, photo.post_id))
    rework = Rework.objects.get()
    assert (
        (rework.photo_count, rework.post_count)
        == (len(covered), len({post for _photo, post in covered}))
        == (4, 3)
    )


def test_it_is_told_once_however_often_the_beat_comes(photos, emma, carla, work, mailoutbox):
    choose(emma, carla)
    work(4)
    rework = Rework.objects.get()
    for _twice in range(2):
        actions.continue_rework(rework=rework, now=NOW())
        actions.continue_rework(rework=Rework.objects.get(), now=NOW())
    assert len(to(mailoutbox, carla)) == 1


def test_it_goes_in_parts_newest_first_and_goes_on_where_it_stopped(photos, emma, carla, work, monkeypatch):
    monkeypatch.setattr(rework_actions, "PART", 2)
    monkeypatch.setattr(rework_actions, "after_commit", lambda *_args: None)
    choose(emma, carla)
    work()
    rework = Rework.objects.get()
    assert (rework.drawn_count, rework.ready_at) == (2, None)
    actions.continue_rework(rework=rework, now=NOW())
    rework.refresh_from_db()
    assert rework.ready_at is not None
    assert rework.drawn_count == 3


def test_the_teachers_hear_that_it_happened_not_who_or_why(photos, emma, carla, anna, bram, work, mailoutbox):
    choose(emma, carla)
    work(2)
    letter = to(mailoutbox, anna)[0]
    assert "5B" in letter.body
    assert not any(name in letter.body + letter.subject for name in ("Emma", "Carla"))
    assert to(mailoutbox, bram) == []


def test_an_address_that_is_none_keeps_the_work_and_the_mails_of_the_others(
    photos, emma, carla, anna, greet, work, mailoutbox
):
    for user in (anna, greet):
        User.objects.filter(pk=user.pk).update(email=f"{user.first_name} at school")
    use = make.make_outside_use(photos[0], emma, greet)
    choose(emma, carla, "no", "group", "website")
    work(2)
    assert Rework.objects.get().ready_at
    assert use.take_downs.exists()
    assert len(to(mailoutbox, carla)) == 1


def test_a_yes_or_the_same_no_again_is_no_work(photos, emma, carla, work, mailoutbox):
    choose(emma, carla, "yes", "school")
    work()
    assert not Rework.objects.exists()
    choose(emma, carla)
    work(2)
    mailoutbox.clear()
    choose(emma, carla)
    work(2)
    assert Rework.objects.latest("seen_at").photo_count == 0
    assert mailoutbox == []


def test_a_child_on_no_photo_gets_no_mail(emma, carla, work, mailoutbox):
    choose(emma, carla)
    work(2)
    assert Rework.objects.get().ready_at is not None
    assert mailoutbox == []


@pytest.mark.parametrize("kind", ["always", "day"])
def test_what_the_child_itself_does_not_want_works_backwards_too(kind, photos, emma, anna, work, mailoutbox):
    day = timezone.localdate(make.NOW) if kind == "day" else None
    Objection.objects.create(child=emma, kind=kind, day=day, made_by=anna)
    work(2)
    rework = Rework.objects.get()
    assert (rework.photo_count, rework.chosen_by) == (4, None)
    assert len(to(mailoutbox, anna)) == 1


def test_a_no_for_one_photo_is_one_photo(
    photos, emma, carla, work, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.object_to_photo(photo=photos[0], child=emma, by=carla, now=NOW())
    work(2)
    rework = Rework.objects.get()
    assert (rework.photo_count, rework.chosen_by) == (1, carla)
    assert len(to(mailoutbox, carla)) == 1


def test_the_old_files_are_gone_when_it_is_told(photos, emma, lotte, carla, koen, work):
    """With Lotte on it nobody is left who may see the old version."""
    make.make_region(photos[0], lotte, x=0.7)
    say_yes(lotte, koen)
    render(photos[0])
    old = list(photos[0].renditions.filter(mask_key=mask_of(photos[0]).key))
    make.decide(lotte, koen, "no")
    choose(emma, carla)
    work(2)
    assert old
    assert not any(exists_private(row.stored_as) for row in old)


def test_a_photo_whose_master_is_gone_does_not_stop_the_rest(photos, emma, carla, work):
    Photo.objects.filter(pk=photos[0].pk).update(master_name="masters/aa/gone.jpg")
    choose(emma, carla)
    work(2)
    assert Rework.objects.get().ready_at is not None
    assert set(photos[0].renditions.values_list("mask_key", flat=True)) <= {mask_of(photos[0]).key}


def test_who_was_blocked_meanwhile_gets_no_mail(photos, emma, carla, greet, work, mailoutbox):
    choose(emma, carla)
    blocked = {"blocked_at": make.NOW, "blocked_by": greet, "blocked_reason": "Rechter"}
    ParentalAuthority.objects.filter(child=emma, guardian=carla).update(**blocked)
    work(2)
    assert to(mailoutbox, carla) == []


def test_the_page_of_the_child_says_what_was_adjusted(photos, emma, carla, dirk, work, sign_in):
    choose(emma, carla)
    work(2)
    address = f"/children/{emma.pk}/photos/"
    assert "Wat is er aangepast?" in sign_in(carla).get(address).content.decode()
    assert "Wat is er aangepast?" not in sign_in(dirk).get(address).content.decode()


def test_an_outside_no_lists_what_is_outside(photos, emma, carla, greet, work, mailoutbox):
    say_yes(emma, carla, audience="website")
    website = Purpose.objects.about("child").get(
        audience="website", school=greet.memberships.all()[0].group.school
    )
    actions.use_outside(
        photo=photos[0], purpose=website, where="site", placed_on=timezone.localdate(), by=greet, now=NOW()
    )
    choose(emma, carla, "no", "website")
    work(2)
    rework = Rework.objects.get()
    assert (rework.photo_count, rework.take_down_count) == (0, 1)
    assert "op de lijst van de school: 1" in to(mailoutbox, carla)[0].body


@pytest.mark.parametrize("failure", [ValueError("no such place"), DatabaseError("locked")])
def test_a_no_that_cannot_be_worked_backwards_does_not_keep_the_others_waiting(
    photos, emma, finn, carla, farid, work, monkeypatch, caplog, failure
):
    stuck, other = choose(emma, carla), choose(finn, farid)
    whole = rework_actions.open_take_downs

    def fail(*, now, child):
        if child == emma:
            raise failure
        return whole(now=now, child=child)

    monkeypatch.setattr(rework_actions, "open_take_downs", fail)
    work()
    assert list(Rework.objects.values_list("receipt", flat=True)) == [other.pk]
    assert str(stuck.pk) in caplog.text
    monkeypatch.setattr(rework_actions, "open_take_downs", whole)
    work()
    assert Rework.objects.filter(receipt=stuck).exists()
