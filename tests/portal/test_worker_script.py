"""What a service worker is told: the files of one page, and nothing of a school."""

import json
import re

import pytest

from portal import pwa
from tests import make


@pytest.fixture
def script(client, db):
    return client.get("/sw.js")


def known(response):
    return json.loads(re.search(r"self\.kring = (.*);\n", response.text)[1])


def test_it_may_watch_over_the_whole_portal_and_is_asked_for_again_each_time(script):
    assert script["Content-Type"].startswith("text/javascript")
    assert script["Service-Worker-Allowed"] == "/"
    assert script["Cache-Control"] == "no-cache"
    assert 'importScripts("/static/js/worker.js");' in script.text


def test_it_keeps_static_files_and_the_page_without_internet_only(script):
    told = known(script)
    assert told["offline"] == "/offline/"
    assert [address for address in told["shell"] if not address.startswith("/static/")] == []


def test_it_keeps_every_file_that_page_asks_for(script, client):
    page = client.get("/offline/").text
    asked = {address.partition("#")[0] for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
    assert asked - set(known(script)["shell"]) == {"/static/img/app-touch-180.png"}


def test_another_file_makes_another_version(client, db, monkeypatch):
    before = known(client.get("/sw.js"))["version"]
    assert known(client.get("/sw.js"))["version"] == before
    pwa.version.cache_clear()
    monkeypatch.setattr(pwa, "content", lambda name: b"changed" if name == "css/kring.css" else b"")
    assert known(client.get("/sw.js"))["version"] != before
    pwa.version.cache_clear()


def test_another_number_of_the_school_makes_another_version(client, db):
    school = make.make_school()
    before = known(client.get("/sw.js"))["version"]
    school.phone = "010 765 43 21"
    school.save()
    assert known(client.get("/sw.js"))["version"] != before


def test_it_is_the_same_for_everybody(client, sign_in, carla):
    assert client.get("/sw.js").text == sign_in(carla).get("/sw.js").text


def test_it_comes_without_a_look_at_the_account(sign_in, carla, django_assert_num_queries):
    browser = sign_in(carla)
    with django_assert_num_queries(1):
        browser.get("/sw.js")


def test_house_rules_that_wait_do_not_stand_in_its_way(sign_in, carla, monkeypatch):
    monkeypatch.setattr("policies.middleware.documents_to_accept", lambda *_args: True)
    browser = sign_in(carla)
    assert {browser.get(url).status_code for url in ("/sw.js", "/offline/", "/manifest.webmanifest")} == {200}
    assert browser.get("/feed/").status_code == 303


def test_sending_to_it_is_refused(client, db):
    assert client.post("/sw.js").status_code == 405
