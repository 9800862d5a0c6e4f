"""A mail leaves the mailbox when it was taken, and only then; one that cannot be taken is set aside."""

import pytest
from django.db import OperationalError

from common.mailboxes import MailboxAway, Worked, open_mailbox, work_through


@pytest.fixture
def box(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    return tmp_path / "box"


def put(box, name, raw, folder="new"):
    (box / folder / name).write_bytes(raw)


def names(box, folder):
    return sorted(path.name for path in (box / folder).iterdir())


def aside(box):
    folder = box / ".kring-aside" / "new"
    return sorted(path.read_bytes() for path in folder.iterdir()) if folder.is_dir() else []


def fall_over(raw):
    raise RuntimeError("cannot be taken")


def test_what_was_taken_is_gone_and_what_is_not_ours_is_set_aside(box):
    put(box, "1.a.host", b"ours")
    put(box, "2.b.host:2,S", b"strange", "cur")
    put(box, "3.c.host", b"ours too")
    taken = []
    worked = work_through(
        f"maildir://{box}", take=lambda raw: taken.append(raw) or raw.startswith(b"ours"), limit=10
    )
    assert worked == Worked(taken=2, strange=1)
    assert taken == [b"ours", b"strange", b"ours too"]
    assert (names(box, "new"), names(box, "cur"), aside(box)) == ([], [], [b"strange"])


def test_no_more_than_asked_for(box):
    for number in range(5):
        put(box, f"{number}.host", b"x")
    assert work_through(f"maildir://{box}", take=lambda raw: True, limit=3).taken == 3
    assert names(box, "new") == ["3.host", "4.host"]


def test_a_mail_that_fails_twice_is_set_aside_and_holds_up_nobody(box):
    put(box, "1.host", b"poison")
    put(box, "2.host", b"fine")
    url, taken = f"maildir://{box}", []

    def take(raw):
        return fall_over(raw) if raw == b"poison" else taken.append(raw) or True

    assert work_through(url, take=take, limit=10) == Worked(taken=1, failed=1)
    assert names(box, "cur") == ["1.host:2,F"]
    assert work_through(url, take=take, limit=10) == Worked(failed=1)
    assert (names(box, "cur"), aside(box), taken) == ([], [b"poison"], [b"fine"])


def test_a_mail_that_takes_the_process_down_twice_is_not_tried_a_third_time(box):
    put(box, "1.host:2,FRS", b"poison", "cur")
    assert work_through(f"maildir://{box}", take=fall_over, limit=10) == Worked(failed=1)
    assert aside(box) == [b"poison"]


def test_a_process_that_is_killed_leaves_the_mail_with_its_mark(box):
    put(box, "1.host", b"heavy")

    def killed(raw):
        raise SystemExit

    with pytest.raises(SystemExit):
        work_through(f"maildir://{box}", take=killed, limit=10)
    assert names(box, "cur") == ["1.host:2,F"]


def test_a_database_that_is_away_is_no_fault_of_a_mail(box):
    put(box, "1.host", b"x")

    def away(raw):
        raise OperationalError("gone")

    for _ in range(3):
        with pytest.raises(OperationalError):
            work_through(f"maildir://{box}", take=away, limit=10)
    assert names(box, "cur") == ["1.host:2,"]
    assert work_through(f"maildir://{box}", take=lambda raw: True, limit=10).taken == 1


def test_links_and_hidden_files_are_no_mails(box, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"not a mail")
    (box / "new" / "1.link").symlink_to(secret)
    put(box, ".hidden", b"x")
    assert work_through(f"maildir://{box}", take=lambda raw: True, limit=10) == Worked()
    assert secret.exists()


def test_a_large_mail_is_read_in_part(box):
    put(box, "1.host", b"x" * 10_000_100)
    sizes = []
    work_through(f"maildir://{box}", take=lambda raw: sizes.append(len(raw)) or True, limit=1)
    assert sizes == [10_000_000]


@pytest.mark.parametrize(
    "url", ["maildir:///nowhere", "pop3://x", "", "imap://user:geheim@mail.example.nl/INBOX"]
)
def test_a_mailbox_that_is_none_says_so_without_its_password(url):
    with pytest.raises(MailboxAway) as caught, open_mailbox(url):
        pytest.fail("opened")
    assert "geheim" not in str(caught.value)
