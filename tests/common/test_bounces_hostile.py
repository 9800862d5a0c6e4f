"""Reports that want to hurt: large, deep, lying or broken. Nothing makes the reader fall over or wait."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.bounces import RECIPIENTS, Bounce, read_report
from common.parts import PARTS, parts_of
from tests.common import reports


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = "bounce@kring.example.nl"


def nested(depth: int) -> bytes:
    heads = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return heads.encode() + reports.failed()


def many(count: int) -> bytes:
    return reports.report(
        reports.status(*[("failed", "5.1.1", f"p{n}@x.test", "550 no") for n in range(count)])
    )


def one_type(content: bytes) -> bytes:
    return b"Content-Type: multipart/report; boundary=x\n\n--x\n" + content


HOSTILE = {
    "ten megabytes": reports.failed() + b"x" * 10_000_000,
    "ten megabytes of spaces": b"To: a@b.test\n\n" + b" " * 10_000_000,
    "ten megabytes of line ends": b"\n" * 10_000_000,
    "one header line": b"a" * 10_000_000,
    "deep": nested(1000),
    "many recipients": many(5000),
    "many parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\na: b\n\nc\n" * 80_000,
    "many pluses": reports.plain("+" * 900_000),
    "many names": reports.plain("<d.a.aaaaaaaaaaaaaaaa@" * 40_000),
    "many brackets": reports.plain("Hi. This is the\n" + "<a@b>:\n" * 100_000),
    "many hashes": reports.plain("#5.1." * 150_000),
    "no boundary": reports.failed().replace(b"boundary=", b"b="),
    "empty boundary": reports.failed().replace(b'"=_edge"', b'""'),
    "boundary of signs": b'Content-Type: multipart/report; boundary="(.*)+["\n\n--(.*)+[\n\n',
    "lying alphabet": reports.failed().replace(b"us-ascii", b"x-none\xff"),
    "wide letters": reports.failed().decode().encode("utf-16"),
    "bad base64": one_type(
        b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n@@@=a"
    ),
    "long number": reports.failed(code="5." + "1" * 9000 + ".1"),
    "strange id": reports.failed(headers="Message-ID: <@@\nReturn-Path: <<>>"),
    "nothing": b"",
    "zeros": b"\x00" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_report_is_read_in_no_time_and_to_an_end(name):
    started = time.monotonic()
    found = read_report(HOSTILE[name])
    assert time.monotonic() - started < 5
    assert len(found) <= RECIPIENTS
    assert all(bounce.token is None for bounce in found)
    assert len(parts_of(HOSTILE[name])) <= PARTS


def test_a_report_in_base64_is_read():
    fields = base64.encodebytes(reports.status(("failed", "5.1.1", "a@b.test", "550 no")).encode())
    raw = one_type(b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n" + fields)
    assert [bounce.address for bounce in read_report(raw)] == ["a@b.test"]


def test_what_a_server_said_is_kept_short_and_on_one_line():
    (bounce,) = read_report(reports.failed(said="550 5.1.1 \x1b[31m" + "long " * 400))
    assert len(bounce.text) <= 200
    assert bounce.text.isprintable()


@given(st.binary(max_size=3000))
def test_no_bytes_make_the_reader_fall_over(raw):
    assert all(isinstance(bounce, Bounce) for bounce in read_report(raw))


SHAPES = [reports.failed(), reports.complaint(), reports.plain(reports.QMAIL), nested(4)]


@given(
    st.sampled_from(SHAPES),
    st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 30), st.binary(max_size=20)), max_size=8),
)
def test_no_change_to_a_real_report_makes_the_reader_fall_over(raw, changes):
    for at, length, new in changes:
        raw = raw[:at] + new + raw[at + length :]
    for bounce in read_report(raw):
        assert bounce.token is None
        assert len(bounce.text) <= 200
