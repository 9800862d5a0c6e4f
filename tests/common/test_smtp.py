"""Whatever comes back over the line, a mail gets an answer, and ACCEPTED only for a whole mail that was taken."""

from io import BytesIO
from smtplib import SMTP

from hypothesis import given
from hypothesis import strategies as st

from common.smtp import Answer, Outcome, Stage, Talk

USUAL = [
    b"250 OK\r\n",
    b"354 Go on\r\n",
    b"421 Bye\r\n",
    b"451 x\r\n",
    b"550-5.1.1 a\r\n550 b\r\n",
    b"503 x\r\n",
]
replies = st.one_of(st.sampled_from(USUAL), st.binary(max_size=20).map(lambda said: said + b"\r\n"))


class Wire:
    """What a socket is to smtplib: it keeps what was sent."""

    def __init__(self):
        self.sent = []

    def sendall(self, data):
        self.sent.append(data)

    def close(self):
        pass


def talk_with(said):
    line = SMTP()
    wire = line.sock = Wire()
    line.file = BytesIO(said)
    talk = Talk(line)
    talk.offer("a@b.test", "c@d.test", b"Subject: x\r\n\r\n.\r\n")
    return talk, wire.sent


@given(st.lists(replies, max_size=6))
def test_no_reply_at_all_raises_and_only_the_right_ones_accept(said):
    talk, sent = talk_with(b"".join(said))
    answer = talk.answer()
    assert isinstance(answer, Answer)
    assert answer.text.isprintable()
    if answer.outcome is Outcome.ACCEPTED:
        assert talk.stage is Stage.SENT
        assert sent[3] == b"Subject: x\r\n\r\n..\r\n.\r\n"
    if talk.stage is not Stage.SENT:
        assert not any(b"Subject" in data for data in sent)


def test_the_four_right_replies_are_the_only_way():
    talk, sent = talk_with(b"250 a\r\n250 b\r\n354 c\r\n250 d\r\n")
    assert (talk.answer(), talk.is_over) == (Answer(Outcome.ACCEPTED, 250, "d"), False)
    assert sent[:3] == [b"MAIL FROM:<a@b.test>\r\n", b"RCPT TO:<c@d.test>\r\n", b"DATA\r\n"]


def test_a_reply_that_breaks_off_is_not_a_yes():
    for whole in (b"250 a\r\n250 b\r\n354 c\r\n", b"250 a\r\n250 b\r\n354 c\r\n250-d\r\n"):
        talk, _sent = talk_with(whole)
        assert (talk.answer().outcome, talk.answer().unsure, talk.is_over) == (Outcome.DEFERRED, True, True)
