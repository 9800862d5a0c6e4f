"""The sink of the benchmarks counts what it took and can tell which."""

from smtplib import SMTP

from bench.sink import sink

MAIL = b"Subject: x\r\nMessage-ID: <%d@b.test>\r\n\r\n..\r\n"


def test_a_sink_counts_and_keeps_the_ids(tmp_path):
    ids = tmp_path / "ids"
    with sink(ids=ids) as server:
        for number in range(2):
            with SMTP("127.0.0.1", server.port) as line:
                line.sendmail("a@b.test", ["c@d.test"], MAIL % number)
                line.sendmail("a@b.test", ["e@d.test"], MAIL % number)
        assert server.count() == 4
        assert ids.read_text().split() == ["<0@b.test>", "<0@b.test>", "<1@b.test>", "<1@b.test>"]
