"""`manage.py create_push_keys` prints a pair that works, another one each time, and keeps nothing."""

from io import StringIO

from django.core.management import call_command

from common import push
from portal.keys import CURVE_ORDER, new_push_key
from portal.settings import VAR_DIR
from tests.push_service import decode


def printed() -> tuple[str, str]:
    out = StringIO()
    call_command("create_push_keys", stdout=out, stderr=StringIO())
    line, remark = out.getvalue().splitlines()
    return line.removeprefix("PUSH_PRIVATE_KEY="), remark.rsplit(" ", 1)[1]


def test_the_two_halves_belong_together_and_work(settings):
    settings.PUSH_PRIVATE_KEY, public = printed()
    assert push.public_key() == public
    assert push.is_target(push.Target("https://fcm.googleapis.com/x", public, "A" * 22))


def test_each_time_it_is_another_pair_and_the_own_key_stays(settings):
    before = (VAR_DIR / "push_key").read_text()
    assert len({printed()[0] for _time in range(3)}) == 3
    assert (VAR_DIR / "push_key").read_text() == before == settings.PUSH_PRIVATE_KEY


def test_every_key_is_on_the_curve():
    numbers = [int.from_bytes(decode(new_push_key()), "big") for _time in range(200)]
    assert all(0 < number < CURVE_ORDER for number in numbers)
    assert len(set(numbers)) == 200


def test_who_has_a_key_is_told_what_another_one_does():
    err = StringIO()
    call_command("create_push_keys", stdout=StringIO(), stderr=err)
    assert "has a key already" in err.getvalue()
