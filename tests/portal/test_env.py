"""Settings are read from the environment and fail loudly."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import env


def test_a_required_setting_that_is_missing_stops_the_start(monkeypatch):
    monkeypatch.delenv("KRING_X", raising=False)
    with pytest.raises(ImproperlyConfigured, match="KRING_X is not set"):
        env.text("KRING_X")


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("geheim\n")
    monkeypatch.setenv("KRING_X_FILE", str(tmp_path / "key"))
    assert env.secret("KRING_X") == "geheim"


def test_a_secret_given_twice_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("KRING_X", "one")
    monkeypatch.setenv("KRING_X_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret("KRING_X")


@pytest.mark.parametrize("content", [None, ""])
def test_a_secret_file_that_is_empty_or_gone_stops_the_start(monkeypatch, tmp_path, content):
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("KRING_X_FILE", str(path))
    with pytest.raises(ImproperlyConfigured, match="KRING_X_FILE"):
        env.secret("KRING_X")


def test_a_word_that_is_not_yes_or_no_is_refused(monkeypatch):
    monkeypatch.setenv("KRING_X", "maybe")
    with pytest.raises(ImproperlyConfigured, match="true or false"):
        env.flag("KRING_X", False)


def test_a_number_must_be_a_number(monkeypatch):
    monkeypatch.setenv("KRING_X", "8000a")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.number("KRING_X", 1)


def test_a_list_is_separated_by_commas(monkeypatch):
    monkeypatch.setenv("KRING_X", " a.test, b.test ,")
    assert env.words("KRING_X") == ["a.test", "b.test"]


def test_a_database_may_be_reached_over_a_socket(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://kring@%2Fvar%2Frun:5432/kring")
    assert env.database("DATABASE_URL")["HOST"] == "/var/run"


def test_another_kind_of_database_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://kring@localhost/kring")
    with pytest.raises(ImproperlyConfigured, match="postgres://"):
        env.database("DATABASE_URL")


def test_mail_goes_over_starttls_when_the_address_says_so(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://user:p%40ss@mail.test:587")
    found = env.email("EMAIL_URL")
    assert (found["EMAIL_HOST"], found["EMAIL_USE_TLS"], found["EMAIL_HOST_PASSWORD"]) == (
        "mail.test",
        True,
        "p@ss",
    )


@pytest.mark.parametrize("given", ["https://kring.test", "http://127.0.0.1:8001/", "HTTPS://Kring.test"])
def test_an_origin_is_read_as_browsers_write_it(monkeypatch, given):
    monkeypatch.setenv("KRING_X", given)
    assert env.origin("KRING_X") == given.lower().rstrip("/")


@pytest.mark.parametrize("given", ["kring.test", "ftp://kring.test", "https://kring.test/live", "https://"])
def test_an_address_with_more_or_less_than_an_origin_is_refused(monkeypatch, given):
    monkeypatch.setenv("KRING_X", given)
    with pytest.raises(ImproperlyConfigured, match="must look like"):
        env.origin("KRING_X")


def test_an_origin_may_be_left_out(monkeypatch):
    monkeypatch.delenv("KRING_X", raising=False)
    assert env.origin("KRING_X", "") == ""
