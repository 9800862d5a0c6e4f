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
