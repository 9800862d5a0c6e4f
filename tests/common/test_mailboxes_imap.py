"""The same over IMAP, in a real conversation with a server on loopback."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from common.mailboxes import MailboxAway, Worked, work_through
from tests.common.imap_server import Box, Server


@pytest.fixture
def serve():
    servers = []

    def start(box, context=None):
        servers.append(Server(box, context))
        return servers[-1].address

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def full_box(*mails, **moods):
    box = Box(**moods)
    for raw in mails:
        box.put(raw)
    return box


def url(address, scheme="imap", password="wacht%20woord", folder="INBOX"):
    return f"{scheme}://bounce%40example.nl:{password}@{address}/{folder}"


def is_ours(raw):
    return raw.startswith(b"ours")


PLAIN = "IMAP4rev1"
ABLE = "IMAP4rev1 UIDPLUS MOVE NAMESPACE"


@pytest.mark.parametrize("capabilities", [PLAIN, ABLE])
def test_what_was_taken_is_gone_and_what_is_not_ours_is_set_aside(serve, capabilities):
    box = full_box(b"ours\r\n", b"strange\r\n", b"ours {3}\r\n)", capabilities=capabilities)
    worked = work_through(url(serve(box)), take=is_ours, limit=10)
    assert worked == Worked(taken=2, strange=1)
    assert (box.mails, box.aside) == ({}, [b"strange\r\n"])
    assert box.folders == ['"INBOX.kring-aside"' if capabilities == ABLE else '"kring-aside"']
    assert r"\Seen" not in " ".join(box.seen)


def test_only_the_own_mail_is_expunged_where_the_server_can(serve):
    box = full_box(b"theirs", b"ours")
    box.flags[1].add(r"\Deleted")
    work_through(url(serve(box)), take=is_ours, limit=10)
    assert "UID EXPUNGE 2" in box.seen


def test_a_mail_that_fails_twice_is_set_aside(serve):
    box = full_box(b"poison")
    address = url(serve(box))

    def fall_over(raw):
        raise RuntimeError("cannot be taken")

    assert work_through(address, take=fall_over, limit=10) == Worked(failed=1)
    assert box.flags[1] == {r"\Flagged"}
    assert work_through(address, take=fall_over, limit=10) == Worked(failed=1)
    assert (box.mails, box.aside) == ({}, [b"poison"])


def test_a_line_that_breaks_after_a_mail_was_taken_gives_it_again(serve):
    box = full_box(b"ours", breaks_at="EXPUNGE")
    address = url(serve(box))
    with pytest.raises(MailboxAway):
        work_through(address, take=is_ours, limit=10)
    box.breaks_at, box.flags[1] = "", box.flags[1] - {r"\Deleted"}
    assert work_through(address, take=is_ours, limit=10) == Worked(taken=1)


@pytest.mark.parametrize("mood", [{"password": "other"}, {"breaks_at": "LOGIN"}, {"breaks_at": "SEARCH"}])
def test_a_server_that_says_no_or_hangs_up_is_away(serve, mood):
    box = full_box(b"ours", **mood)
    with pytest.raises(MailboxAway) as caught:
        work_through(url(serve(box)), take=is_ours, limit=10)
    assert "wacht" not in str(caught.value)
    assert len(box.mails) == 1


def test_a_folder_that_is_not_there_is_said(serve):
    with pytest.raises(MailboxAway, match="SELECT"):
        work_through(url(serve(full_box(b"ours")), folder="nowhere"), take=is_ours, limit=10)


def test_nobody_there_is_away():
    with pytest.raises(MailboxAway):
        work_through(url("127.0.0.1:1"), take=is_ours, limit=10)


def certificate(tmp_path):
    """Make a key and a certificate for 127.0.0.1, and return the server's side of TLS."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.nl")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(1)).not_valid_after(
        now + datetime.timedelta(1)
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "mail.pem").write_bytes(secret + made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "mail.pem")
    return context


def test_a_certificate_that_nobody_vouches_for_gets_no_password(serve, tmp_path, monkeypatch):
    box = full_box(b"ours")
    address = url(serve(box, certificate(tmp_path)), scheme="imaps")
    with pytest.raises(MailboxAway, match="CERTIFICATE_VERIFY_FAILED"):
        work_through(address, take=is_ours, limit=10)
    assert box.seen == []
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
    assert work_through(address, take=is_ours, limit=10) == Worked(taken=1)
