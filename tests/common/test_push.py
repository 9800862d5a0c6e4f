"""Web push, against a push service that decrypts what arrives and checks who signed it."""

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from http_ece import ECEException

from common import push
from common.push import Answer, Outcome, PushLine, Target, keys, line, sealing
from tests.push_service import Browser, PushService, Script, decode, encode, running_push_service

MESSAGE = {"title": "Kring", "text": "Nieuw bericht over één kind", "badge": 2}


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with running_push_service() as service:
        settings.PUSH_HOSTS = [service.origin]
        settings.DEFAULT_FROM_EMAIL = "Kring <kring@school.example>"
        yield service


@pytest.fixture
def browser(service: PushService) -> Browser:
    return service.subscribe()


def send(browser: Browser, **more: Any) -> Answer:
    return push.push(browser.target, MESSAGE, **({"ttl": 60} | more))


def test_the_browser_reads_what_was_sent(service, browser):
    assert send(browser) == Answer(Outcome.ACCEPTED, 201)
    assert browser.read(service.arrivals[0]) == MESSAGE


def test_nobody_else_reads_it_and_a_changed_byte_is_noticed(service, browser):
    send(browser)
    with pytest.raises(ECEException):
        service.subscribe().read(service.arrivals[0])
    body = bytearray(service.arrivals[0].body)
    body[-20] ^= 1
    object.__setattr__(service.arrivals[0], "body", bytes(body))
    with pytest.raises(ECEException):
        browser.read(service.arrivals[0])


def test_the_signature_is_ours_for_this_service_and_ends(service, browser):
    send(browser)
    claims = service.arrivals[0].claims()
    assert claims["aud"] == service.origin
    assert claims["sub"] == "mailto:kring@school.example"
    assert claims["k"] == push.public_key()
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600


def test_the_service_hears_how_long_to_keep_it_and_what_it_replaces(service, browser):
    send(browser, ttl=3600, urgency="high", topic="nieuws")
    headers = service.arrivals[0].headers
    assert (headers["TTL"], headers["Urgency"], headers["Topic"]) == ("3600", "high", "nieuws")
    assert headers["Content-Encoding"] == "aes128gcm"


def test_the_length_does_not_tell_one_message_from_another(service, browser):
    for text in ("", "x" * 100):
        push.push(browser.target, {"text": text}, ttl=0)
    assert len({len(arrival.body) for arrival in service.arrivals}) == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (202, Outcome.ACCEPTED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (400, Outcome.REFUSED),
        (401, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (413, Outcome.REFUSED),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
        (503, Outcome.LATER),
    ],
)
def test_each_status_has_its_outcome(service, browser, status, outcome):
    service.script = [status]
    assert send(browser) == Answer(outcome, status)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("0", 0), ("99999999", 86400), ("soon", None), ("-5", None), ("9" * 5000, None)],
)
def test_it_is_said_when_to_try_again(service, browser, said, seconds):
    service.script = [Script(429, {"Retry-After": said})]
    assert send(browser).retry_after == seconds


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(service, browser, status):
    service.script = [Script(status, {"Location": f"{service.origin}/inside"})]
    assert send(browser).outcome is Outcome.REFUSED
    assert [arrival.path for arrival in service.arrivals] == ["/push/browser"]


def test_a_service_that_hangs_costs_one_wait_for_a_whole_batch(service, browser, monkeypatch):
    monkeypatch.setattr(line, "SECONDS", 0.2)
    service.script = [Script(silence=30)]
    with PushLine() as batch:
        answers = [batch.push(browser.target, MESSAGE, ttl=60) for _number in range(5)]
    assert answers == [Answer(Outcome.LATER)] * 5
    assert len(service.arrivals) == 1


def test_one_service_that_is_away_does_not_hold_up_another(service, browser, settings):
    with running_push_service() as away:
        gone = away.subscribe()
    settings.PUSH_HOSTS = [service.origin, away.origin]
    with PushLine() as batch:
        outcomes = [batch.push(one.target, MESSAGE, ttl=60).outcome for one in (gone, browser, gone)]
    assert outcomes == [Outcome.LATER, Outcome.ACCEPTED, Outcome.LATER]


def test_a_batch_goes_over_one_connection_with_one_signature(service):
    browsers = [service.subscribe(f"browser-{number}") for number in range(5)]
    service.script = [201, 410, Script(429, {"Retry-After": "1"}, b"slow down"), 201, 201]
    with PushLine() as batch:
        for browser in browsers:
            batch.push(browser.target, MESSAGE, ttl=60)
    assert len({arrival.connection for arrival in service.arrivals}) == 1
    assert len({arrival.headers["Authorization"] for arrival in service.arrivals}) == 1
    assert all(one.read(arrival) for one, arrival in zip(browsers, service.arrivals, strict=True))


def test_a_connection_that_was_closed_in_between_gets_a_successor(service, browser):
    service.script = [Script(closes=True), 201]
    with PushLine() as batch:
        outcomes = [batch.push(browser.target, MESSAGE, ttl=60).outcome for _number in range(2)]
    assert outcomes == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert len({arrival.connection for arrival in service.arrivals}) == 2


def test_an_answer_without_end_is_not_read(service, browser):
    service.script = [Script(201, body=b"x" * 2_000_000)]
    with PushLine() as batch:
        outcomes = [batch.push(browser.target, MESSAGE, ttl=60).outcome for _number in range(2)]
    assert outcomes == [Outcome.ACCEPTED, Outcome.ACCEPTED]


def test_an_answer_that_breaks_off_after_its_status_still_counts(service, browser):
    service.script = [Script(201, {"Content-Length": "100"}, b"half", closes=True)]
    assert send(browser).outcome is Outcome.ACCEPTED


def test_nothing_goes_to_an_address_that_may_not_be_asked_any_more(service, browser, settings):
    settings.PUSH_HOSTS = []
    assert send(browser).outcome is Outcome.REFUSED
    assert service.arrivals == []


def test_keys_that_are_none_are_refused(service, browser):
    broken = Target(browser.target.endpoint, browser.target.p256dh[:-4] + "AAAA", browser.target.auth)
    assert push.push(broken, MESSAGE, ttl=60).outcome is Outcome.REFUSED
    assert service.arrivals == []


def test_without_a_key_of_ours_nothing_is_sent_and_pages_know(service, browser, settings):
    settings.PUSH_PRIVATE_KEY = ""
    assert not push.is_configured()
    assert push.public_key() == ""
    assert send(browser).outcome is Outcome.REFUSED
    assert service.arrivals == []


def test_the_log_does_not_say_where_somebody_can_be_reached(service, browser, caplog):
    service.script = [403]
    with caplog.at_level(logging.DEBUG):
        send(browser)
    assert "refused a message: 403" in caplog.text
    assert "/push/browser" not in caplog.text


@pytest.mark.parametrize("wrong", [{"ttl": -1}, {"topic": "x" * 33}, {"topic": "a b"}, {"topic": "a\r\nb"}])
def test_what_no_push_service_takes_is_a_mistake_in_our_code(service, browser, wrong):
    with pytest.raises(ValueError, match="topic"):
        send(browser, **wrong)


def test_a_message_is_small(browser):
    fits = {"text": "x" * (push.LARGEST_MESSAGE - len('{"text":""}'))}
    assert push.push(browser.target, fits, ttl=60).outcome is Outcome.ACCEPTED
    with pytest.raises(ValueError, match="3000"):
        push.push(browser.target, {"text": fits["text"] + "x"}, ttl=60)


def test_a_signature_is_made_again_after_an_hour(service, browser, monkeypatch):
    with PushLine() as batch:
        batch.push(browser.target, MESSAGE, ttl=60)
        later = time.time() + 3601
        monkeypatch.setattr(line.time, "time", lambda: later)
        batch.push(browser.target, MESSAGE, ttl=60)
    first, second = (arrival.claims()["exp"] for arrival in service.arrivals)
    assert second > first


def test_the_example_of_the_standard_comes_out_to_the_letter(monkeypatch):
    """RFC 8291, appendix A."""
    target = Target(
        "",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    once = keys.signer("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").private_key
    monkeypatch.setattr(sealing.ec, "generate_private_key", lambda curve: once)
    monkeypatch.setattr("http_ece.os.urandom", lambda size: decode("DGv6ra1nlYgDCS1FRnbzlw"))
    assert encode(sealing.encrypt(b"When I grow up, I want to be a watermelon", target)) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
        "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_largest_message_is_within_what_all_vendors_take(browser):
    sealed = sealing.encrypt(b"x" * (push.LARGEST_MESSAGE + sealing.STEP), browser.target)
    assert len(sealed) <= 4096
