"""An address is one address on one line, or it is none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.headers import exact_header, message_id, one_line, plain_address

LETTERS = st.text(st.characters(exclude_categories=()), max_size=30)


@given(local=LETTERS, domain=st.one_of(LETTERS, st.just("b.test")))
def test_any_address_is_written_safely_or_not_at_all(local, domain):
    try:
        written = plain_address(f"{local}@{domain}")
    except ValueError:
        return
    assert re.fullmatch(r"[\x21-\x7e]+@[a-z0-9A-Z.-]+", written)
    assert not set(written) & set('<>,;:"()[]\\ ')


@pytest.mark.parametrize(
    "address", ["carla@b.test", "o'brien+kring@sub.b.test", "kring@localhost", "A.B@C.test"]
)
def test_an_ordinary_address_stays_as_it_is(address):
    assert plain_address(address) == address


@pytest.mark.parametrize(
    "write",
    [
        lambda: plain_address("carla jansen@b.test"),
        lambda: plain_address("x@" + "carla." * 12 + "\u2024" * 64),
        lambda: exact_header("List-Unsubscribe", "<https://kring.test/carla/\n>"),
        lambda: message_id("<carla b.test>"),
    ],
)
def test_what_is_refused_is_not_repeated_for_it_stands_in_logs(write):
    with pytest.raises(ValueError, match="Not") as refused:
        write()
    assert "carla" not in str(refused.value)


@given(LETTERS)
def test_words_on_one_line_can_be_written_and_stay_so(words):
    line = one_line(words)
    assert one_line(line) == line == line.encode().decode()
    assert line.splitlines() == ([line] if line else [])


def test_a_name_in_any_script_stays_as_it_is():
    for name in ("Zoë-Lynn van 't Hof", "עמה", "佐藤 花子", "👩‍👧 Noor", "Đặng Thị"):
        assert one_line(name) == name


def test_marks_that_turn_the_line_around_are_gone():
    assert one_line("Emma\u202e\u2066 x\u2069") == "Emma x"
