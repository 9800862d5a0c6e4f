"""`make run` tells every process the same addresses."""

import pytest

from scripts import run


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"KRING_URL": "http://127.0.0.1:8000", "KRING_LIVE_URL": "http://127.0.0.1:8001"}),
        # Streams on this machine are no use to who reads pages through a server of their own.
        ({"KRING_URL": "https://kring.test"}, {}),
        ({"KRING_LIVE_URL": "http://127.0.0.1:9"}, {"KRING_URL": "http://127.0.0.1:8000"}),
    ],
)
def test_pages_and_streams_are_where_the_environment_says_or_here(monkeypatch, tmp_path, given, expected):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    for name in ("KRING_URL", "KRING_LIVE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert run.addresses(8000) == {"LIVE_PORT": "8001"} | expected
