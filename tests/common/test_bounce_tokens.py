"""Anybody can write to the address for returned mail: only what we signed names a mail."""

import pytest

from common.bounces import message_id, read_report, return_address, token_in, token_in_message_id
from tests.common import reports


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = "bounce@kring.example.nl"


def test_a_return_address_and_a_message_id_name_their_mail_and_are_always_the_same():
    assert token_in(return_address("d17")) == "d17"
    assert token_in_message_id(message_id("d17")) == "d17"
    assert (return_address("d17"), message_id("d17")) == (return_address("d17"), message_id("d17"))
    assert message_id("d17") != message_id("d18")


def test_a_return_address_survives_servers_that_rewrite_it():
    address = return_address("d17")
    for written in (address.upper(), f"<{address}>", f"prvs=123={address}", f"Kring <{address}>, x@y.test"):
        assert token_in(written) == "d17"


@pytest.mark.parametrize(
    "made_up", ["bounce+d17.aaaaaaaaaaaaaaaa@kring.example.nl", "bounce+d17@x.nl", "", "+.@"]
)
def test_a_made_up_address_names_nothing(made_up):
    assert token_in(made_up) is None
    assert read_report(reports.failed(to=made_up))[0].token is None


def test_a_signature_is_good_for_one_mail_and_one_use():
    assert token_in(return_address("d17").replace("d17", "d18")) is None
    as_id = "<" + return_address("d17").replace("bounce+", "d.") + ">"
    assert token_in_message_id(as_id) is None


def test_a_server_that_strips_the_plus_leaves_the_message_id():
    named = message_id("d17")
    assert read_report(reports.failed(headers=f"Message-ID: {named}"))[0].token == "d17"
    assert read_report(reports.failed(headers=f"Message-ID:\n {named.upper()}"))[0].token == "d17"
    assert read_report(reports.failed(headers=f"Return-Path: <{return_address('d17')}>"))[0].token == "d17"


def test_the_talk_a_mail_belongs_to_is_not_taken_for_the_mail():
    talk, named = message_id("c5"), message_id("d17")
    pasted = f"Reply. #5.1.1\n\n--- copy\nReferences: {talk}\nMessage-ID: {named}\n"
    assert read_report(reports.plain(pasted))[0].token == "d17"
    answered = f"References: {talk} {named}\n".encode() + reports.plain("#5.1.1")
    assert read_report(answered)[0].token == "d17"


def test_the_address_a_server_took_it_for_comes_first():
    headers = f"Message-ID: {message_id('d18')}"
    (bounce,) = read_report(reports.failed(headers=headers), delivered_to=return_address("d17"))
    assert bounce.token == "d17"


def test_an_older_key_is_still_believed(settings):
    address, named = return_address("d17"), message_id("d17")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert (token_in(address), token_in_message_id(named)) == ("d17", "d17")
    settings.SECRET_KEY_FALLBACKS = []
    assert (token_in(address), token_in_message_id(named)) == (None, None)


def test_the_part_before_the_at_fits():
    longest = return_address("d" + "1" * 19)
    assert len(longest.partition("@")[0]) <= 64
    for token in ("d" + "1" * 41, "D17", "a b", "", "x@y", "d\n1"):
        with pytest.raises(ValueError, match=r"."):
            return_address(token)


def test_without_an_address_for_returns_the_sender_is_used(settings):
    settings.BOUNCE_ADDRESS, settings.DEFAULT_FROM_EMAIL = "", "De Regenboog <school@example.nl>"
    assert return_address("d17") == "school@example.nl"
    assert message_id("d17").endswith("@example.nl>")
