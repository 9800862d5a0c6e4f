"""A word of something that was removed is found nowhere any more, by nobody, but by its handlers in the dossier (R054).

One school, one removal of each kind, everybody signed in once: each address is asked by each of them, files are opened.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from conversations import actions as talks
from conversations.models import Conversation, Draft, Message, MessageVersion
from groups.models import Membership
from moderation import actions
from moderation.actions.reporting import open_incident
from moderation.models import Incident
from moderation.queries.targets import post_around
from posts.models import Comment, Photo, Post, PostVersion
from tests import make
from tests.moderation.talking import report
from tests.moderation.test_archiving import archive
from tests.moderation.test_removing import remove
from tests.posts.pictures import make_ready_photo
from tests.test_every_url import REFUSED, enter, rows, url_of
from tests.world import CAST, World, build_world

CANARY = "kanariezwaluw"
THINGS = ("post", "comment", "thread", "photo", "message", "conversation")
EVERYBODY = [*CAST, "dirk", "ina"]
# Who may open which dossier: a post and its photos are Anna's own, the comment is filed as that of a pupil, and of
# what is said between few the teacher who is in it handles one message, the director alone the whole.
READERS = {
    "post": {"greet"},
    "photo": {"greet"},
    "comment": {"anna", "greet", "ina"},
    "thread": {"anna", "greet"},
    "message": {"anna", "greet"},
    "conversation": {"greet"},
}
Found = set[tuple[str, str]]


def sing(world: World, what: str) -> Incident:
    """Put the word in something, and open the incident with which it is removed."""
    anna, carla, dirk = (world.people[name] for name in ("anna", "carla", "dirk"))
    if what in ("message", "conversation"):
        return sing_among_few(world, whole=what == "conversation")
    words = CANARY if what == "post" else "Een gewoon bericht"
    post = make.make_post(world.things["group"], anna, words, text=f"Dit is {words}.")
    photo = make_ready_photo(post)
    if what == "post":
        post.versions.create(number=1, title=CANARY, text=CANARY, replaced_at=make.NOW, replaced_by=anna)
        make.make_comment(post, dirk, f"Ook {CANARY}.")
    elif what == "photo":
        Photo.objects.filter(pk=photo.pk).update(alt_text=CANARY)
    comment = make.make_comment(post, dirk, CANARY if what in ("comment", "thread") else "Leuk.")
    if what == "thread":
        return open_incident(target=post, is_thread=True, now=make.NOW)
    things: dict[str, Post | Comment | Photo] = {"post": post, "photo": photo, "comment": comment}
    return actions.report_content(target=things[what], reason="hurtful", by=carla, now=make.NOW).incident


def sing_among_few(world: World, *, whole: bool) -> Incident:
    """The word in a message, in what it said before, beside a quote of it and, of the whole, in the name of it."""
    anna, carla, dirk = (world.people[name] for name in ("anna", "carla", "dirk"))
    talk = make.make_conversation(world.things["emma"], carla, subject=CANARY if whole else "Rekenen")
    message = make.make_message(talk, dirk, f"Eerst {CANARY}.")
    talks.edit_message(message=message, text=f"Dan {CANARY}.", by=dirk, now=make.NOW)
    make.make_message(talk, anna, "Daar praten we over.", replies_to=message)
    if whole:
        talks.save_draft(conversation=talk, text=CANARY, by=carla, now=make.NOW)
    assert sings(enter("anna", world), f"/conversations/{talk.pk}/"), "it was there"
    return report(talk if whole else message, carla)


def around_talk(talk: Conversation) -> list[str]:
    page = f"/conversations/{talk.pk}/"
    places = [
        page,
        f"{page}?q={CANARY[:7]}",
        f"{page}?before=99",
        f"{page}brake/",
        f"{page}pause/",
        "/conversations/",
    ]
    for message in talk.messages.all():
        places += [f"/conversations/messages/{message.pk}/edit/", f"/report/message/{message.pk}/"]
    return [*places, f"/report/conversation/{talk.pk}/"]


def around(incident: Incident) -> list[str]:
    """Every address around what was removed and its report."""
    if incident.talk is not None:
        base = f"/reports/{incident.pk}/"
        return [
            *around_talk(incident.talk),
            base,
            f"{base}remove/",
            f"/complaints/message/{incident.message_id or 0}/",
        ]
    post = post_around(incident.target)
    assert post is not None
    photo = Photo.objects.get(post=post)
    places = [f"/posts/{post.pk}/{tail}" for tail in ("", "photos/", f"photos/{photo.pk}/", "edit/")]
    places += [f"/report/post/{post.pk}/", f"/photos/{photo.pk}/regions/", f"/posts/{post.pk}/pause/"]
    places += [f"/reports/{incident.pk}/{tail}" for tail in ("", "remove/", "talk/")]
    kinds = {"post": post.pk, "photo": photo.pk, "comment": post.comments.all()[0].pk}
    return places + [f"/complaints/{kind}/{pk}/" for kind, pk in kinds.items()]


def dossier_pages(incident: Incident) -> list[str]:
    """The dossier and every form in it, by the id and by the number."""
    tails = ["kind/", "entries/new/", "steps/new/", "measures/new/", "evidence/new/", "finish/"]
    tails += ["police/", "destroy/", "answer/"]
    tails += [f"letters/{kind}/" for kind in ("warning", "invitation", "measure", "answer")]
    base = f"/dossiers/{incident.pk}/"
    return [base, f"/dossiers/{incident.number}/", f"/complaints/{incident.pk}/", *(base + t for t in tails)]


def answered(world: World) -> Iterator[tuple[str, str]]:
    """Who gets which page of the table. Who is refused sees nothing; test_every_url holds that, row by row."""
    for row in rows():
        if row["method"] == "GET" and row["greet"] != "405":
            url = url_of(row, world)
            yield from ((name, url) for name in EVERYBODY if row.get(name, "200") not in REFUSED)


def words_in(content: bytes) -> str:
    """What can be read in an answer or a file: pages of a PDF, everything in a ZIP, else the bytes as they are."""
    if content.startswith(b"%PDF-") and len(content) > 200:
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archived:
            return " ".join(words_in(archived.read(name)) for name in archived.namelist())
    return content.decode("utf-8", "ignore")


def sings(client: Client, url: str, **posted: str) -> bool:
    """Does the answer hold the word? Nothing the question did stays."""
    with transaction.atomic():
        answer = client.post(url, posted) if posted else client.get(url)
        body = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return CANARY in words_in(body) or CANARY in str(answer.headers)


def cached() -> Iterator[str]:
    """Everything in the caches, in memory or in Redis."""
    for cache in caches.all():
        redis = getattr(cache, "_cache", None)
        if hasattr(redis, "get_client"):
            client = redis.get_client()
            for key in client.scan_iter():
                yield str(key)
                yield str(client.get(key) if client.type(key) == b"string" else client.dump(key))
        else:
            yield str(redis)


@pytest.fixture
def world(db: None, plain_printer: None) -> World:
    world = build_world()
    everybody = world.things["school"].groups.school_wide().get()
    world.people["ina"] = make.make_staff("Ina", everybody, Membership.Role.COUNSELLOR)
    return world


@pytest.fixture
def removed(world: World, django_capture_on_commit_callbacks: Callable[..., Any]) -> dict[str, Incident]:
    """One of each, said by the page to be removed, with every mail that goes along."""
    greet = world.people["greet"]
    incidents = {what: sing(world, what) for what in THINGS}
    for reader in ("carla", "anna"):
        assert sings(enter(reader, world), "/feed/"), "it was there"
    for incident in incidents.values():
        archive(incident, greet)
        with django_capture_on_commit_callbacks(execute=True):
            remove(incident, greet, tell_author=True)
    pupil = {"file": Incident.File.PUPIL, "category": Incident.Category.ABUSE}
    actions.file_incident(incident=incidents["comment"], by=greet, now=make.NOW, **pupil)
    return incidents


def test_the_word_is_gone_everywhere_but_for_its_handlers_in_the_dossier(
    world: World, removed: dict[str, Incident]
) -> None:
    clients = {name: enter(name, world) for name in EVERYBODY}
    pages = {"/reports/?state=done"}
    files: dict[str, str] = {}
    for what, incident in removed.items():
        pages |= {*around(incident), *dossier_pages(incident)}
        files |= {f"/dossier/{document.pk}/document/": what for document in incident.documents.all()}
    asked = {*product(EVERYBODY, pages), *answered(world)}
    found = {(name, page) for name, page in sorted(asked) if sings(clients[name], page)}
    assert found == set(), "on a page"
    opened: Found = {
        (name, what) for url, what in files.items() for name in EVERYBODY if sings(clients[name], url)
    }
    assert opened == {(name, what) for what, names in READERS.items() for name in names}


@pytest.mark.parametrize("for_inspection", ["", "1"])
def test_nobody_but_the_director_takes_the_word_along_in_an_export(
    world: World, removed: dict[str, Incident], for_inspection: str
) -> None:
    clients = {name: enter(name, world) for name in EVERYBODY}
    taken = {
        (name, what)
        for what, incident in removed.items()
        for name, client in clients.items()
        if sings(client, f"/dossier/{incident.pk}/export/", for_inspection=for_inspection)
    }
    assert taken == {("greet", what) for what in THINGS}


def test_the_word_is_in_no_mail_no_cache_no_row_and_no_file_but_those_of_the_dossier(
    removed: dict[str, Incident],
) -> None:
    letters = (f"{m.subject}{m.body}{getattr(m, 'alternatives', '')}" for m in mail.outbox)
    assert len(mail.outbox) > len(THINGS)
    assert CANARY not in "".join(letters)
    assert CANARY not in "".join(cached())
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    silent = [path for path in kept if "dossier" not in path.parts]
    assert [path for path in silent if CANARY in words_in(path.read_bytes())] == []
    assert len([path for path in kept if CANARY in words_in(path.read_bytes())]) == len(THINGS)
    texts = [*Post.objects.values_list("title", "text"), *PostVersion.objects.values_list("title", "text")]
    texts += [*Comment.objects.values_list("text"), *Photo.objects.values_list("alt_text")]
    texts += [*Message.objects.values_list("text"), *MessageVersion.objects.values_list("text")]
    texts += [*Conversation.objects.values_list("subject"), *Draft.objects.values_list("text")]
    assert CANARY not in str(texts)
    for incident in removed.values():
        incident.refresh_from_db()
        assert CANARY in str(incident.frozen_copy), "the dossier has it"
