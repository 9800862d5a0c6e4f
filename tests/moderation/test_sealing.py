"""The chain outside the portal's hands: a weekly mail with its head, and stamps of an outside authority (R057)."""

import http.server
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from common.storage import read_private
from moderation import actions
from moderation.models import ChainStamp, DossierDocument, HeadLetter, Incident
from people.models import User
from tests import make

CONFIG = """
[req]
distinguished_name = name
x509_extensions = ca
prompt = no
[name]
CN = Stempel van de test
[ca]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[tsa]
default_tsa = own
[own]
serial = {at}/serial
signer_cert = {at}/cert.pem
signer_key = {at}/key.pem
certs = {at}/cert.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
crypto_device = builtin
ordering = yes
tsa_name = yes
"""


class Authority(http.server.BaseHTTPRequestHandler):
    """A time stamp authority on this machine: OpenSSL answers."""

    at: Path
    answer: bytes | None = None

    def do_POST(self) -> None:
        query = self.at / "in.tsq"
        query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.answer if self.answer is not None else self.sign(query)
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(reply)

    def sign(self, query: Path) -> bytes:
        run(
            "ts",
            "-reply",
            "-config",
            f"{self.at}/tsa.cnf",
            "-queryfile",
            str(query),
            "-out",
            f"{self.at}/out",
        )
        return (self.at / "out").read_bytes()

    def log_message(self, *_args: Any) -> None:
        pass


def run(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[type[Authority]]:
    at = tmp_path / "tsa"
    at.mkdir()
    (at / "tsa.cnf").write_text(CONFIG.format(at=at))
    (at / "serial").write_text("01")
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", f"{at}/key.pem")
    run("req", "-x509", *key, "-out", f"{at}/cert.pem", "-days", "2", "-config", f"{at}/tsa.cnf")
    handler = type("Here", (Authority,), {"at": at})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TSA_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.TSA_CA_FILE = f"{at}/cert.pem"
    yield handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def document(incident: Incident, greet: User) -> DossierDocument:
    return actions.put_in_chain(
        incident=incident,
        kind=DossierDocument.Kind.EVIDENCE,
        content=b"%PDF-1.7 bewijs",
        content_type="application/pdf",
        facts={"what": "evidence"},
        by=greet,
        now=make.NOW,
    )


def test_a_link_is_stamped_once_and_openssl_agrees(
    document: DossierDocument, authority: type[Authority], tmp_path: Path
) -> None:
    stamp = actions.stamp_document(document=document, now=make.NOW)
    assert stamp is not None
    assert stamp == actions.stamp_document(document=document, now=make.NOW)
    reply = tmp_path / "reply.tsr"
    reply.write_bytes(read_private(stamp.stored_as))
    run("ts", "-verify", "-digest", document.link, "-in", str(reply), "-CAfile", f"{authority.at}/cert.pem")


@pytest.mark.parametrize("answer", [b"", b"nonsense", b"\x30\x03\x02\x01\x00"])
def test_an_answer_that_is_none_is_no_stamp(
    document: DossierDocument, authority: type[Authority], answer: bytes
) -> None:
    authority.answer = answer
    with pytest.raises(actions.StampFailed):
        actions.stamp_document(document=document, now=make.NOW)
    assert not ChainStamp.objects.exists()


def test_the_stamp_of_another_link_is_no_stamp(document: DossierDocument, authority: type[Authority]) -> None:
    query = authority.at / "other.tsq"
    run("ts", "-query", "-digest", "ab" * 32, "-sha256", "-cert", "-out", str(query))
    authority.answer = authority.sign(authority, query)  # type: ignore[arg-type]
    with pytest.raises(actions.StampFailed):
        actions.stamp_document(document=document, now=make.NOW)


def test_an_authority_that_is_away_is_asked_again_by_the_sweep(
    document: DossierDocument, settings: Any
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(actions.StampFailed):
        actions.stamp_document(document=document, now=make.NOW)
    assert actions.ask_for_stamps(now=make.NOW) == 1


def test_without_an_authority_nothing_is_asked(document: DossierDocument) -> None:
    assert actions.stamp_document(document=document, now=make.NOW) is None
    assert actions.ask_for_stamps(now=make.NOW) == 0


def test_the_head_goes_to_the_directors_once_a_week(
    document: DossierDocument, greet: User, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert [actions.mail_heads(now=make.NOW + timedelta(days=day)) for day in (0, 1, 5)] == [1, 0, 0]
    letters = [mail for mail in mailoutbox if document.link in mail.body]
    assert [mail.to for mail in letters] == [[greet.email]]
    assert actions.mail_heads(now=make.NOW + timedelta(days=6)) == 1, "the next Monday"
    assert HeadLetter.objects.count() == 2


def test_what_was_mailed_is_neither_changed_nor_deleted(document: DossierDocument, greet: User) -> None:
    actions.mail_heads(now=make.NOW)
    for change in (lambda: HeadLetter.objects.update(link="x"), lambda: HeadLetter.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_empty_chain_is_not_mailed(greet: User) -> None:
    assert actions.mail_heads(now=make.NOW) == 0
