"""A browser that got another address tells Kring by itself: nobody asked for anything, so nothing is said."""

import json

from django.urls import reverse

from delivery.models import PushDevice
from tests.push_service import Browser


def test_a_new_address_is_kept_without_a_word(sign_in, carla):
    target = Browser("https://fcm.googleapis.com/fcm/send/second").target
    fields = {"endpoint": target.endpoint, "p256dh": target.p256dh, "auth": target.auth, "name": "Chrome"}
    client = sign_in(carla)
    response = client.post(reverse("delivery:device-create"), fields, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")
    assert PushDevice.objects.get(user=carla).endpoint == target.endpoint
    assert "staan meldingen aan" not in json.dumps(dict(client.session.items()), default=str)
