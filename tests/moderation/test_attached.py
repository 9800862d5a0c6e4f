"""Who handles a report sees the photos and documents it is about, as readers got them, and nobody else does."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from common.storage import new_name, write_private
from moderation import actions
from posts.models import Photo
from posts.queries.masks import masks_for
from tests import make


def address(incident, thing):
    return reverse("moderation:incident-attached", args=[incident.pk, thing.pk])


def report(target, by):
    return actions.report_content(target=target, reason="recognisable", by=by, now=make.NOW).incident


@pytest.fixture
def file(emma, carla, dirk, anna):
    found = make.make_message_document(make.make_conversation(emma, carla), carla)
    write_private(found.stored_as, b"%PDF-1.7 %%EOF")
    return found


@pytest.fixture
def photo(group_5b, anna):
    found = make.make_photo(make.make_post(group_5b, anna))
    content = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 200, 10)).save(content, "WEBP")
    found.renditions.create(
        mask_key=masks_for([found], today=make.NOW.date())[found.pk].key,
        size=1000,
        image_format="webp",
        stored_as=write_private(new_name("renditions", "webp"), content.getvalue()),
        byte_count=10,
    )
    return found


def test_a_document_of_a_reported_message_is_there_for_who_handles_it(
    file, dirk, greet, carla, farid, sign_in
):
    incident = report(file.message, dirk)
    page = sign_in(greet).get(reverse("moderation:incident", args=[incident.pk])).content.decode()
    assert address(incident, file) in page
    answer = sign_in(greet).get(address(incident, file))
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    for person in (carla, dirk, farid):
        assert sign_in(person).get(address(incident, file)).status_code == 404


def test_a_photo_that_a_report_hid_is_seen_by_who_handles_it_with_its_leaves(
    photo, carla, anna, greet, sign_in
):
    incident = report(photo, carla)
    photo.refresh_from_db()
    assert photo.hidden_at is not None
    answer = sign_in(greet).get(address(incident, photo))
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "private, no-store"
    assert sign_in(carla).get(address(incident, photo)).status_code == 404


def test_only_what_the_report_is_about_is_there(photo, file, carla, dirk, greet, sign_in):
    incident = report(file.message, dirk)
    assert sign_in(greet).get(address(incident, photo)).status_code == 404
    elsewhere = make.make_message_document(file.conversation, carla)
    assert sign_in(greet).get(address(incident, elsewhere)).status_code == 404


def test_a_picture_that_is_not_drawn_is_said_in_words(photo, carla, greet, sign_in):
    incident = report(photo, carla)
    Photo.objects.get(pk=photo.pk).renditions.all().delete()
    page = sign_in(greet).get(reverse("moderation:incident", args=[incident.pk])).content.decode()
    assert "Foto 1 is nu niet getekend" in page
    assert sign_in(greet).get(address(incident, photo)).status_code == 404
