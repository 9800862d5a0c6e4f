"""An error page always comes through, with the number that finds the traceback."""

import pytest
from django.template import TemplateSyntaxError, loader
from django.test import Client

from portal import errors


@pytest.mark.django_db
def test_an_unknown_address_gives_the_page_of_the_house(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "503", "csrf"])
@pytest.mark.django_db
def test_every_error_page_draws_in_the_style_of_the_house(name):
    response = errors.error_page(None, name, 418)
    assert response.status_code == 418
    assert 'class="k-merk"' in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "500"])
def test_a_page_somebody_may_call_about_shows_its_number(name, monkeypatch):
    monkeypatch.setattr(errors, "current_request_id", lambda: "0a1b2c3d4e")
    assert "0a1b2c3d4e" in errors.error_page(None, name, 418).content.decode()


def test_the_500_page_asks_nothing_of_the_request(rf, monkeypatch):
    monkeypatch.setattr(errors, "current_request_id", lambda: "0a1b2c3d4e")
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "0a1b2c3d4e" in response.content.decode()


def test_a_broken_template_still_gives_an_answer(rf, monkeypatch):
    def broken(name):
        raise TemplateSyntaxError(name)

    monkeypatch.setattr(loader, "get_template", broken)
    monkeypatch.setattr(errors, "current_request_id", lambda: "0a1b2c3d4e")
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "0a1b2c3d4e" in response.content.decode()


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_with_a_page():
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "Het formulier is niet verstuurd" in response.content.decode()


def test_a_strange_host_gets_the_page_of_the_house(client, db):
    response = client.get("/account/login/", headers={"host": "evil.test"})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/html")
