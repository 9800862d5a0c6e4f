"""A word of something that was removed is found nowhere any more, by nobody, but in the dossier (R054)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction

from moderation import actions
from moderation.actions.reporting import open_incident
from moderation.models import Incident
from moderation.queries.targets import post_around
from posts.models import Comment, Photo, Post
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive
from tests.moderation.test_removing import remove
from tests.posts.pictures import make_ready_photo
from tests.test_every_url import enter, rows, url_of
from tests.world import CAST, World, build_world

CANARY = "kanariezwaluw"
# Who handles reads on: in the dossier, and nowhere else.
DOSSIER = ("moderation:dossier", "moderation:document", "moderation:complaint")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def sing(world: World, what: str) -> Incident:
    """Put the word in something, and open the incident with which it is removed."""
    anna, carla, dirk = (world.people[name] for name in ("anna", "carla", "dirk"))
    post = make.make_post(world.things["group"], anna, "Een gewoon bericht")
    photo = make_ready_photo(post)
    if what == "post":
        Post.objects.filter(pk=post.pk).update(title=CANARY, text=f"Dit is {CANARY}.")
        post.refresh_from_db()
        post.versions.create(number=1, title=CANARY, text=CANARY, replaced_at=make.NOW, replaced_by=anna)
        make.make_comment(post, dirk, f"Ook {CANARY}.")
    elif what == "photo":
        Photo.objects.filter(pk=photo.pk).update(alt_text=CANARY)
    comment = make.make_comment(post, dirk, CANARY if what in ("comment", "thread") else "Leuk.")
    if what == "thread":
        return open_incident(target=post, is_thread=True, now=make.NOW)
    things: dict[str, Post | Comment | Photo] = {"post": post, "photo": photo, "comment": comment}
    target = things[what]
    return actions.report_content(target=target, reason="hurtful", by=carla, now=make.NOW).incident


def answers(world: World, incident: Incident) -> list[str]:
    """Who finds the word at which address, over every row of the table and every address around what was removed."""
    found = []
    target = incident.target
    assert target is not None
    post = post_around(target)
    photo = Photo.objects.get(post=post)
    around = [f"/posts/{post.pk}/", f"/posts/{post.pk}/photos/", f"/posts/{post.pk}/photos/{photo.pk}/"]
    around += [f"/posts/{post.pk}/edit/", f"/photos/{photo.pk}/regions/", f"/reports/{incident.pk}/"]
    around += [f"/reports/{incident.pk}/remove/", f"/report/post/{post.pk}/", "/reports/?state=done"]
    reached = [(row["url"], url_of(row, world)) for row in rows() if row["method"] == "GET"]
    reached += [("around", url) for url in around]
    for name in CAST:
        for called, url in reached:
            if called.startswith(DOSSIER):
                continue
            with transaction.atomic():
                answer = enter(name, world).get(url, follow=False)
                body = b"".join(answer) if answer.streaming else answer.content
                transaction.set_rollback(True)
            if CANARY in body.decode("utf-8", "ignore") or CANARY in str(answer.headers):
                found.append(f"{name}: {url}")
    return found


@pytest.mark.parametrize("what", ["post", "comment", "thread", "photo"])
def test_the_word_is_gone_everywhere_but_in_the_dossier(
    what: str,
    world: World,
    sign_in: SignIn,
    settings: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    incident, greet = sing(world, what), world.people["greet"]
    for reader in ("carla", "anna"):
        assert CANARY in sign_in(world.people[reader]).get("/feed/").content.decode(), "it was there"
    archive(incident, greet)
    with django_capture_on_commit_callbacks(execute=True):
        remove(incident, greet, tell_author=True)
    assert answers(world, incident) == []
    assert CANARY not in "".join(
        f"{letter.subject}{letter.body}{getattr(letter, 'alternatives', '')}" for letter in mail.outbox
    )
    assert CANARY not in str(getattr(cache, "_cache", ""))
    kept = [
        path
        for path in Path(settings.MEDIA_ROOT).rglob("*")
        if path.is_file() and "dossier" not in path.parts
    ]
    assert [path for path in kept if CANARY.encode() in path.read_bytes()] == []
    assert not Post.objects.filter(text__contains=CANARY).exists()
    assert not Comment.objects.filter(text__contains=CANARY).exists()
    incident.refresh_from_db()
    assert CANARY in str(incident.frozen_copy), "the dossier has it"
