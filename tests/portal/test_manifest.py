"""What a telephone reads before it puts Kring between its apps (R161)."""

from portal import pwa
from scripts import build_assets


def test_it_opens_at_the_front_door_and_looks_like_an_app(client, db):
    response = client.get("/manifest.webmanifest")
    data = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (data["start_url"], data["scope"], data["id"], data["display"]) == ("/", "/", "/", "standalone")
    assert (data["name"], data["lang"]) == ("Kring", "nl")


def test_every_icon_it_names_is_built_in_that_size(client, db):
    built = {name: pixels for name, pixels, *_rest in build_assets.APP_ICONS}
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable", "monochrome"}
    for icon in icons:
        name = icon["src"].rpartition("/")[2].removesuffix(".png")
        assert icon["sizes"] == f"{built[name]}x{built[name]}"


def test_icons_have_the_address_that_static_files_have_here(client, db, monkeypatch):
    monkeypatch.setattr(pwa, "static", lambda name: f"/static/{name}.abc")
    assert client.get("/manifest.webmanifest").json()["icons"][0]["src"] == "/static/img/app-192.png.abc"


def test_shortcuts_lead_to_pages_of_ours_in_words_of_ours(client, db):
    shortcuts = client.get("/manifest.webmanifest").json()["shortcuts"]
    assert shortcuts == [
        {"name": "Nieuws", "url": "/feed/"},
        {"name": "Gesprekken", "url": "/conversations/"},
    ]


def test_every_page_names_it(client, db):
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/account/login/").text


def test_sending_to_it_is_refused(client, db):
    assert client.post("/manifest.webmanifest").status_code == 405
