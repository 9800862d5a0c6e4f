"""Reading one conversation."""

import pytest

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(talk):
    return f"/conversations/{talk.pk}/"


def page(client, address, **more):
    response = client.get(address, **more)
    assert response.status_code == 200
    return response.content.decode()


def test_the_header_says_about_whom_it_is_and_exactly_who_reads(address, carla, sign_in):
    said = page(sign_in(carla), address)
    assert "over Emma Jansen" in said
    assert "Alleen u, Juf Anna en Dirk Test kunnen dit lezen." in said
    assert "Emma leest niet graag." in said
