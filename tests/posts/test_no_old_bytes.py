"""After the commit of whatever ends a yes, no request gets an old byte: without a worker, and while one is drawing."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.models import Objection
from groups.models import Enrolment
from posts import actions
from posts.actions import renditions
from posts.models import Photo, PhotoObjection, Post
from posts.queries.masks import every_mask, masks_for
from tests import make
from tests.posts.pictures import make_ready_photo, mask_of, render, say_yes

SIZES = (2000, 1000, 320)
HEADERS = [
    {},
    {"Range": "bytes=0-99"},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Tue, 06 Oct 2026 13:00:00 GMT"},
]


@pytest.fixture
def photo(group_5b, anna, emma, carla, koen):
    photo = make_ready_photo(make.make_post(group_5b, anna))
    make.make_region(photo, emma)
    say_yes(emma, carla)
    return render(photo)


def withdrawal(photo, emma, carla):
    make.decide(emma, carla, "no")


def objection_always(photo, emma, carla):
    Objection.objects.create(child=emma, kind="always", made_by=carla)


def objection_that_day(photo, emma, carla):
    day = timezone.localdate(photo.uploaded_at)
    Objection.objects.create(child=emma, kind="day", day=day, made_by=carla)


def objection_to_this_photo(photo, emma, carla):
    PhotoObjection.objects.create(photo=photo, child=emma, made_by=carla)


def leaving(photo, emma, carla):
    Enrolment.objects.filter(child=emma).update(ended_on=timezone.localdate())


def another_name(photo, emma, carla):
    photo.regions.update(child=None)


def another_audience(photo, emma, carla):
    everybody = photo.post.school.groups.school_wide().get()
    Post.objects.filter(pk=photo.post_id).update(group=everybody)


def expiry(photo, emma, carla, monkeypatch):
    """Two years pass for every question about the day."""
    today = timezone.localdate
    later = today() + timedelta(days=730)
    monkeypatch.setattr(timezone, "localdate", lambda *args: today(*args) if args else later)


CHANGES = [
    withdrawal,
    objection_always,
    objection_that_day,
    objection_to_this_photo,
    leaving,
    another_name,
    another_audience,
    expiry,
]


def addresses(photo, key):
    return [reverse("posts:photo-file", args=[photo.pk, key, size]) for size in SIZES]


def asked_every_way(client, photo, key):
    """The statuses of every size, method and conditional header."""
    return {
        getattr(client, method)(address, headers=headers).status_code
        for address in addresses(photo, key)
        for method in ("get", "head")
        for headers in HEADERS
    }


@pytest.mark.parametrize("change", CHANGES)
def test_with_the_worker_stopped_there_is_a_drawing_and_never_the_old_photo(
    change, photo, emma, carla, koen, sign_in, monkeypatch
):
    client, old = sign_in(koen), masks_for([photo], today=timezone.localdate())[photo.pk].key
    assert asked_every_way(client, photo, old) == {200}
    change(photo, emma, carla, *([monkeypatch] if change is expiry else []))
    assert asked_every_way(client, photo, old) == {404}
    new = masks_for([Photo.objects.get(pk=photo.pk)], today=timezone.localdate())[photo.pk].key
    for address in addresses(photo, new):
        answer = client.get(address, headers={"Accept": "image/webp"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [withdrawal, objection_always, leaving, another_name, another_audience])
def test_a_photo_that_was_being_drawn_when_the_no_came_is_seen_by_nobody(
    change, photo, emma, carla, koen, sign_in, monkeypatch
):
    """The worker has asked what is covered, the no is committed, the worker writes what it drew."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    client, old = sign_in(koen), mask_of(photo).key
    photo.renditions.all().delete()
    asked, committed = threading.Event(), threading.Event()
    draw = renditions.render_all

    def slow(*args, **kwargs):
        asked.set()
        assert committed.wait(20)
        return draw(*args, **kwargs)

    monkeypatch.setattr(renditions, "render_all", slow)
    worker = threading.Thread(target=drawing, args=(photo,))
    worker.start()
    assert asked.wait(20)
    change(photo, emma, carla)
    assert asked_every_way(client, photo, old) == {404}
    committed.set()
    worker.join()
    assert asked_every_way(client, photo, old) == {404}
    now = Photo.objects.get(pk=photo.pk)
    own = {mask.key for mask in every_mask(now, today=timezone.localdate())[1]}
    assert photo.renditions.filter(mask_key=old).exists() == (old in own), (
        "it stays for her own parents alone"
    )


def drawing(photo):
    try:
        actions.render_photo(photo=Photo.objects.get(pk=photo.pk), now=timezone.now())
    finally:
        connections.close_all()


def looking(user, photo, key, refused, answers, done):
    """Ask without a pause, and note when a request that began after the commit was answered with bytes."""
    client = Client()
    client.force_login(user)
    address = addresses(photo, key)[2]
    try:
        while not done.is_set():
            began_after = refused.is_set()
            answers.append((began_after, client.get(address).status_code))
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [withdrawal, objection_to_this_photo, leaving])
def test_readers_who_never_stop_asking_get_nothing_old_after_the_commit(change, photo, emma, carla, koen):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    key, refused, done, answers = mask_of(photo).key, threading.Event(), threading.Event(), []
    readers = [
        threading.Thread(target=looking, args=(koen, photo, key, refused, answers, done))
        for _reader in range(3)
    ]
    for reader in readers:
        reader.start()
    while len(answers) < 6:
        done.wait(0.01)
    change(photo, emma, carla)
    refused.set()
    seen = len(answers)
    while len(answers) < seen + 12:
        done.wait(0.01)
    done.set()
    for reader in readers:
        reader.join()
    assert (False, 200) in answers
    assert {status for after, status in answers if after} == {404}
