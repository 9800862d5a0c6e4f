"""An e-mail address is for its owner and the office: no page shows it to another parent (R187, security plan A10)."""

from django.test import Client

from people.models import User
from tests.test_every_url import rows, url_of
from tests.world import build_world


def test_no_page_shows_a_parent_the_address_of_somebody_else(db):
    world = build_world()
    carla, client = world.people["carla"], Client()
    client.force_login(carla)
    others = [address for address in User.objects.values_list("email", flat=True) if address != carla.email]
    asked = [
        row
        for row in rows()
        if row["method"] == "GET" and row["carla"] == "200" and row["things"] != "token=change"
    ]
    told = {}
    for row in asked:
        answer = client.get(url_of(row, world))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told[row["url"]] = [address for address in others if address.encode() in body]
    assert len(told) > 30
    assert {url: addresses for url, addresses in told.items() if addresses} == {}
