"""The settings of production are safe; the embedded default asks for nothing."""

import os
import stat
import subprocess
import sys

PRODUCTION = {
    "KRING_ENV": "production",
    "SECRET_KEY": "x9" * 20 + "abcdefghijklmnopqrstuvwxyz",
    "KRING_URL": "https://kring.example.test",
    "ALLOWED_HOSTS": "kring.example.test",
    "DATABASE_URL": "postgres://kring@localhost/kring",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.test:587",
    "DEFAULT_FROM_EMAIL": "Kring <kring@example.test>",
}
SHOW = "import portal.settings as s; print(s.DATABASES['default']['ENGINE'], s.DEBUG, s.SESSION_COOKIE_NAME)"


def run(arguments, tmp_path, **environment):
    base = {"PATH": os.environ["PATH"], "KRING_VAR": str(tmp_path / "var"), "KRING_ENV_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, *arguments], env=base | environment, capture_output=True, text=True, timeout=60
    )


def test_the_deploy_check_is_clean_under_production_settings(tmp_path):
    arguments = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = run(arguments, tmp_path, **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_production_demands_every_setting_that_has_no_safe_default(tmp_path):
    for name in PRODUCTION.keys() - {"KRING_ENV"}:
        given = {key: value for key, value in PRODUCTION.items() if key != name}
        result = run(["-c", SHOW], tmp_path, **given)
        assert f"{name} is not set" in result.stderr


def test_production_refuses_debug_and_plain_http(tmp_path):
    assert "refused in production" in run(["-c", SHOW], tmp_path, **PRODUCTION, DEBUG="1").stderr
    plain = PRODUCTION | {"KRING_URL": "http://kring.example.test"}
    assert "https://" in run(["-c", SHOW], tmp_path, **plain).stderr


def test_no_environment_at_all_gives_the_embedded_default(tmp_path):
    result = run(["-c", SHOW], tmp_path)
    assert result.stdout.split() == ["django.db.backends.sqlite3", "False", "sessionid"], result.stderr
    key = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text()
    run(["-c", SHOW], tmp_path)
    assert key.read_text() == first
    assert len(first) > 60


def test_pages_may_ask_the_streams_and_nobody_else(tmp_path):
    show = "import portal.settings as s; print(*s.CONTENT_SECURITY_POLICY['DIRECTIVES']['connect-src'])"
    policies = [
        run(["-c", show], tmp_path, KRING_LIVE_URL=url).stdout.strip()
        for url in ("", "http://127.0.0.1:8000", "http://127.0.0.1:8001")
    ]
    assert policies == ["'self'", "'self'", "'self' http://127.0.0.1:8001"]
    unsafe = run(["-c", show], tmp_path, **PRODUCTION, KRING_LIVE_URL="http://kring.example.test")
    assert "KRING_LIVE_URL must start with https://" in unsafe.stderr


PUSH_KEY = "0yCBWzPdbXeOjOFqLNXxfuyN_ImNpKJZoh9NLFWMyZQ"
SHOW_PUSH = """
import django
django.setup()
from common import push
print(push.is_configured(), push.public_key(), push.is_push_address("https://push.example.test:8443/x"))
"""


def show_push(tmp_path, **environment):
    result = run(["-c", SHOW_PUSH], tmp_path, DJANGO_SETTINGS_MODULE="portal.settings", **environment)
    return result.stdout.split(" ") if result.returncode == 0 else result.stderr


def test_the_embedded_default_makes_its_own_push_key_and_keeps_it(tmp_path):
    first = show_push(tmp_path)
    assert first[0] == "True"
    assert len(first[1]) == 87
    assert stat.S_IMODE((tmp_path / "var" / "push_key").stat().st_mode) == 0o600
    assert show_push(tmp_path) == first


def test_without_a_push_key_production_pushes_nothing_and_with_one_it_does(tmp_path):
    assert show_push(tmp_path, **PRODUCTION) == ["False", "", "False\n"]
    (tmp_path / "push").write_text(PUSH_KEY + "\n")
    configured = show_push(tmp_path, **PRODUCTION, PUSH_PRIVATE_KEY_FILE=str(tmp_path / "push"))
    assert configured[:2] == [
        "True",
        "BOMb2U2XMpO31Qibup-q61PBoAQtj_kjJN5AT0ceWtuyF0ZdGgPI6M_-UwmMAoJUIhIy6L6YeIG59Zo6tlqWtJU",
    ]


def test_a_push_key_that_is_none_and_a_push_service_without_tls_stop_the_start(tmp_path):
    assert "create_push_keys" in show_push(tmp_path, PUSH_PRIVATE_KEY=PUSH_KEY + "x")
    assert show_push(tmp_path, **PRODUCTION, PUSH_HOSTS="https://push.example.test:8443")[2] == "True\n"
    for wrong in ("http://127.0.0.1:4000", "push.example.test", "https://push.example.test/x"):
        assert "PUSH_HOSTS must" in show_push(tmp_path, **PRODUCTION, PUSH_HOSTS=wrong)


def test_an_address_for_returned_mail_has_room_for_a_signature(tmp_path):
    show = "import portal.settings as s; print(s.BOUNCE_ADDRESS)"
    assert run(["-c", show], tmp_path, BOUNCE_ADDRESS="Bounce@Example.nl").stdout == "bounce@example.nl\n"
    for wrong in ("bounce", "a+b@example.nl", "x" * 21 + "@example.nl", "Kring <a@example.nl>"):
        assert "BOUNCE_ADDRESS must look like" in run(["-c", show], tmp_path, BOUNCE_ADDRESS=wrong).stderr
    alone = run(["-c", show], tmp_path, BOUNCE_MAILBOX_URL="maildir:///srv/bounces")
    assert "needs BOUNCE_ADDRESS" in alone.stderr
