"""Which addresses of browsers are accepted: whoever may choose one could otherwise send Kring anywhere."""

import pytest

from common import push
from common.push import Target

GOOD = [
    "https://fcm.googleapis.com/fcm/send/dpH5lCsTSSM:APA91bHqjZxM0VImWWqDRN7U0a3AycjUf4O-byuxb_wJsKRaKvV_iKw56s16",
    "https://fcm.googleapis.com/wp/dpH5lCsTSSM:APA91bHqjZxM",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABh",
    "https://autoendpoint.stage.push.services.mozilla.com/wpush/v2/gAAAAABh",
    "https://web.push.apple.com/QGuQyavXutnMH0jkV8Y",
    "https://db5p.notify.windows.com/w/?token=BQYAAAB%2bMx%2f1",
    "https://wns2-by3p.notify.windows.com/w/?token=BQYAAAB%2bMx",
]
HOSTILE = [
    "",
    "fcm.googleapis.com/x",
    "http://fcm.googleapis.com/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//fcm.googleapis.com/x",
    "https:/fcm.googleapis.com/x",
    "https:\\\\fcm.googleapis.com\\x",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com/",
    # inside
    "https://127.0.0.1/x",
    "https://localhost/x",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
    "https://redis:6379/x",
    "https://web/x",
    # somebody else who looks like a push service
    "https://evilfcm.googleapis.com/x",
    "https://fcm.googleapis.com.x/x",
    "https://evilfcm.googleapis.com.x/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://storage.googleapis.com/x",
    "https://x.fcm.googleapis.com/x",
    "https://evilpush.services.mozilla.com/x",
    "https://push.services.mozilla.com.evil.example/x",
    "https://evilnotify.windows.com/x",
    "https://notify.windows.com/x",
    "https://evil-push.apple.com/x",
    "https://.push.apple.com/x",
    "https://evil.example/?.push.apple.com/x",
    "https://evil.example?fcm.googleapis.com/x",
    "https://evil.example#.push.apple.com/x",
    "https://evil.example/.notify.windows.com/x",
    # two ways to read the host
    "https://fcm.googleapis.com@evil.example/x",
    "https://evil.example@fcm.googleapis.com/x",
    "https://user:secret@fcm.googleapis.com/x",
    "https://fcm.googleapis.com:secret@evil.example/x",
    "https://evil.example\\@fcm.googleapis.com/x",
    "https://evil.example\\.push.apple.com/x",
    "https://fcm.googleapis.com\\@evil.example/x",
    "https://evil.example%2f.push.apple.com/x",
    "https://evil.example%00.push.apple.com/x",
    "https://evil.example/x\\.push.apple.com/x",
    # ports
    "https://fcm.googleapis.com:22/x",
    "https://fcm.googleapis.com:443/x",
    "https://fcm.googleapis.com:/x",
    "https://db5p.notify.windows.com:8080/x",
    # not what a browser writes
    "HTTPS://fcm.googleapis.com/x",
    "https://FCM.googleapis.com/x",
    "https://fcm.googleapis.com./x",
    "https://fcm.googleapis.com/x#fragment",
    " https://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/x\n",
    "https://fcm.googleapis.com/x y",
    "https://fcm.googleapis.com/x\r\nHost: redis",
    "https://fcm.googleapis.com/x\x00",
    "https://fcm.googleapis.com\t/x",
    # other letters that look alike or fold into ours
    "https://fcm.g\u043eogleapis.com/x",
    "https://fcm.googleapis\u3002com/x",
    "https://\uff46cm.googleapis.com/x",
    "https://web.push.app\u217ce.com/x",
    "https://fcm.googleapis.com/\u00e9",
    "https://fcm.googleapis.com\u2044x/x",
    "https://xn--fcm-5za.googleapis.com/x",
    "https://fcm.googleapis.com/" + "x" * push.LONGEST_ADDRESS,
]


@pytest.mark.parametrize("endpoint", GOOD)
def test_what_browsers_give_is_accepted(endpoint):
    assert push.is_push_address(endpoint)


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_anything_else_is_not(endpoint):
    assert not push.is_push_address(endpoint)


def test_a_service_of_the_school_is_accepted_with_its_own_port_and_scheme_alone(settings):
    settings.PUSH_HOSTS = ["https://push.school.example:8443", "http://127.0.0.1:4000"]
    assert push.is_push_address("https://push.school.example:8443/x")
    assert push.is_push_address("http://127.0.0.1:4000/x")
    for other in (
        "https://push.school.example/x",
        "http://push.school.example:8443/x",
        "https://push.school.example:84433/x",
        "http://127.0.0.1:40001/x",
        "http://127.0.0.1:4000@evil.example/x",
        "https://127.0.0.1:4000/x",
        "http://127.0.0.1/x",
    ):
        assert not push.is_push_address(other)


def test_a_browser_has_a_key_on_the_curve_and_a_secret_of_sixteen_bytes(settings):
    key, secret = push.public_key(), "A" * 22
    assert push.is_target(Target(GOOD[0], key, secret))
    assert push.is_target(Target(GOOD[0], key, "A" * 21 + "g"))
    for p256dh, auth in [
        ("", secret),
        (key[:-1], secret),
        (key + "=", secret),
        (key + "\n", secret),
        ("B" + "A" * 86, secret),
        (key[:-4] + "AAAA", secret),
        ("é" * 87, secret),
        (key, ""),
        (key, "A" * 21),
        (key, "A" * 23),
        (key, "!" * 22),
    ]:
        assert not push.is_target(Target(GOOD[0], p256dh, auth))
    assert not push.is_target(Target("https://evil.example/x", key, secret))
