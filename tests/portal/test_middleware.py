"""Headers of every answer."""

import pytest


@pytest.fixture
def sign_in_page(client, db):
    return client.get("/account/login/")


def test_no_cache_keeps_a_page(sign_in_page):
    assert sign_in_page["Cache-Control"].startswith("private") or "no-store" in sign_in_page["Cache-Control"]
    assert "no-store" in sign_in_page["Cache-Control"]


def test_scripts_and_styles_come_only_from_the_portal_itself(sign_in_page):
    policy = set(sign_in_page["Content-Security-Policy"].split("; "))
    assert policy >= {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"}
    assert "unsafe" not in sign_in_page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
def test_the_safety_headers_are_there(sign_in_page, header, value):
    assert sign_in_page[header] == value


def test_camera_and_microphone_are_closed(sign_in_page):
    assert "camera=()" in sign_in_page["Permissions-Policy"]
    assert "microphone=()" in sign_in_page["Permissions-Policy"]


def test_each_request_has_its_own_number_whatever_the_visitor_sends(client, db):
    first = client.get("/healthz", headers={"x-request-id": "chosen"})["X-Request-ID"]
    second = client.get("/healthz")["X-Request-ID"]
    assert first != second
    assert "chosen" not in {first, second}


def test_text_is_compressed(client, db):
    response = client.get("/account/login/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"


def test_another_site_may_not_read_the_static_files(client, db):
    assert "Access-Control-Allow-Origin" not in client.get("/static/img/logo.svg")


def test_an_address_with_a_nul_is_refused_and_no_error(sign_in, greet):
    client = sign_in(greet)
    for address in ("/invitations/?group=%00", "/dossiers/%00/", "/dossiers/2026-001%00/"):
        assert client.get(address).status_code == 400
