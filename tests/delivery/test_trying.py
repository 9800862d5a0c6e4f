"""`/delivery/test/`: trying out what was chosen, and an honest word on what became of it."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from delivery.models import AddressState, PushDevice
from tests import make
from tests.delivery.choosing import choose
from tests.push_service import running_push_service

TEST = reverse("delivery:test-create")


@pytest.fixture
def service(settings):
    with running_push_service() as service:
        settings.PUSH_HOSTS = [service.origin]
        yield service


def add(user, browser):
    target = browser.target
    return make.make_device(user, endpoint=target.endpoint, p256dh=target.p256dh, auth=target.auth)


@pytest.fixture
def tried(sign_in, django_capture_on_commit_callbacks):
    def tried(user):
        client = sign_in(user)
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(TEST).status_code == 303
        return unescape(client.get(reverse("delivery:preference")).content.decode())

    return tried


def test_the_app_is_tried_on_every_own_device(carla, dirk, service, tried):
    for name in ("telephone", "laptop"):
        add(carla, service.subscribe(name))
    add(dirk, service.subscribe("dirk"))
    choose(carla, "app", "app")
    assert "verstuurd naar 2 apparaten" in tried(carla)
    assert len(service.arrivals) == 2
    assert not mail.outbox


def test_mail_is_tried_when_mail_was_chosen(carla, tried):
    choose(carla, "weekly")
    assert f"proefmail onderweg naar {carla.email}" in tried(carla)
    assert [letter.to for letter in mail.outbox] == [[carla.email]]


def test_without_a_device_the_app_is_a_mail(carla, tried):
    choose(carla, "app", "app")
    assert "proefmail onderweg" in tried(carla)


def test_a_device_that_is_gone_is_said_and_forgotten(carla, service, tried):
    add(carla, service.subscribe())
    service.script = [410]
    choose(carla, "app", "app")
    page = tried(carla)
    assert "is van de lijst gehaald" in page
    assert "proefmail onderweg" in page
    assert not PushDevice.objects.exists()


def test_a_service_that_does_not_answer_is_said(carla, service, tried):
    add(carla, service.subscribe())
    service.script = [503]
    choose(carla, "app", "app")
    assert "was niet te bereiken" in tried(carla)


def test_no_mail_goes_to_an_address_that_does_not_work(carla, tried):
    AddressState.objects.create(address=carla.email.lower(), flagged_at=make.NOW)
    assert "Er is geen mail verstuurd" in tried(carla)
    assert not mail.outbox


def test_the_sixth_time_in_an_hour_is_too_often(carla, tried):
    pages = [tried(carla) for _time in range(6)]
    assert "al vijf keer geprobeerd" in pages[5]
    assert len(mail.outbox) == 5
