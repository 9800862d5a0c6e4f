"""The browsers that show notifications: added, taken over, taken off."""

import pytest
from django.urls import reverse

from delivery.models import PushDevice
from tests import make
from tests.push_service import running_push_service

NEW = reverse("delivery:device-create")


@pytest.fixture
def service(settings):
    with running_push_service() as service:
        settings.PUSH_HOSTS = [service.origin]
        yield service


def fields_of(browser, **more):
    target = browser.target
    return {
        "endpoint": target.endpoint,
        "p256dh": target.p256dh,
        "auth": target.auth,
        "name": "Firefox",
    } | more


def test_a_browser_is_added_and_listed(sign_in, carla, service):
    client = sign_in(carla)
    response = client.post(NEW, fields_of(service.subscribe(), name=" Firefox  op\nWindows "))
    assert (response.status_code, response["Location"]) == (303, reverse("delivery:preference"))
    assert PushDevice.objects.get(user=carla).name == "Firefox op Windows"
    assert "Firefox op Windows" in client.get(reverse("delivery:preference")).content.decode()


def test_the_same_browser_again_is_one_device(sign_in, carla, service):
    browser = service.subscribe()
    for _again in range(2):
        sign_in(carla).post(NEW, fields_of(browser))
    assert PushDevice.objects.count() == 1


def test_a_browser_that_says_its_new_address_by_itself_gets_no_page(sign_in, carla, service):
    response = sign_in(carla).post(NEW, fields_of(service.subscribe()), headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert PushDevice.objects.get().user == carla


def test_a_browser_is_of_who_asked_last(sign_in, carla, dirk, service):
    browser = service.subscribe()
    sign_in(carla).post(NEW, fields_of(browser))
    sign_in(dirk).post(NEW, fields_of(browser))
    assert PushDevice.objects.get().user == dirk


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://evil.example/push"},
        {"endpoint": "http://127.0.0.1:1/x"},
        {"endpoint": ""},
        {"p256dh": "A" * 87},
        {"auth": "short"},
        {"auth": ""},
    ],
)
def test_what_is_no_browser_is_refused(sign_in, carla, service, wrong):
    assert sign_in(carla).post(NEW, fields_of(service.subscribe(), **wrong)).status_code == 422
    assert not PushDevice.objects.exists()


def test_the_eleventh_browser_takes_the_place_of_the_oldest(sign_in, carla, service):
    oldest = make.make_device(carla)
    for number in range(10):
        sign_in(carla).post(NEW, fields_of(service.subscribe(str(number))))
    assert PushDevice.objects.filter(user=carla).count() == 10
    assert not PushDevice.objects.filter(pk=oldest.pk).exists()


def test_a_device_is_taken_off(sign_in, carla):
    device = make.make_device(carla)
    assert sign_in(carla).post(reverse("delivery:device-remove", args=[device.pk])).status_code == 303
    assert not PushDevice.objects.exists()


def test_the_device_of_somebody_else_is_not_there(sign_in, carla, dirk):
    device = make.make_device(carla)
    assert sign_in(dirk).post(reverse("delivery:device-remove", args=[device.pk])).status_code == 404
    assert PushDevice.objects.exists()


def test_a_long_name_is_cut_and_a_missing_one_made_up(sign_in, carla, service):
    sign_in(carla).post(NEW, fields_of(service.subscribe(), name="x" * 200))
    sign_in(carla).post(NEW, fields_of(service.subscribe("other"), name=""))
    assert set(PushDevice.objects.values_list("name", flat=True)) == {"x" * 60, "Een browser"}
