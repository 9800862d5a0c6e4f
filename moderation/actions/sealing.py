"""Taking the chain out of the portal's own hands: its head by mail every week, and a stamp of an outside authority.

Whoever could rewrite the whole chain cannot rewrite the mails the directors have, nor sign with another's key.
"""

import logging
import subprocess
import tempfile
import urllib.request
from datetime import datetime
from pathlib import Path
from urllib.error import URLError

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.background import after_commit
from common.mail import send_mail
from common.storage import delete_private, new_name, write_private
from groups.models import School
from moderation.models import ChainStamp, DossierDocument, HeadLetter
from moderation.queries import chain
from moderation.queries.handlers import directors_of_school

log = logging.getLogger(__name__)
SECONDS = 20
MAX_TOKEN = 64 * 1024
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class StampFailed(Exception):
    """No stamp: the authority is away, or what it said is no answer to the question."""


def mail_heads(*, now: datetime) -> int:
    """Mail every school's last link to its directors, once a week; returns how many schools got it."""
    return sum(_mail_head(school, now) for school in School.objects.order_by("pk"))


@transaction.atomic
def _mail_head(school: School, now: datetime) -> bool:
    last = chain.last_of(school)
    directors = directors_of_school(school, today=timezone.localdate(now))
    if last is None or not directors:
        return False
    year, week, _day = timezone.localdate(now).isocalendar()
    letter, is_new = HeadLetter.objects.get_or_create(
        school=school,
        week=f"{year}-W{week:02d}",
        defaults={"sequence": last.sequence, "link": last.link, "sent_at": now},
    )
    if is_new:
        send_mail(
            template="moderation/chain_head",
            to=[director.email for director in directors],
            context={"school": school, "letter": letter},
        )
    return is_new


def ask_for_stamps(*, now: datetime) -> int:
    """Ring for the newest link of each school that has no stamp yet; nothing without an authority."""
    if not settings.TSA_URL:
        return 0
    asked = 0
    for school in School.objects.order_by("pk"):
        last = chain.last_of(school)
        if last is not None and not ChainStamp.objects.filter(document=last).exists():
            after_commit("moderation.tasks.stamp_document", str(last.pk))
            asked += 1
    return asked


def stamp_document(*, document: DossierDocument, now: datetime) -> ChainStamp | None:
    """Have a link stamped and keep the answer; twice is once, None without an authority. Raises StampFailed."""
    present = ChainStamp.objects.filter(document=document).first()
    if present is not None or not settings.TSA_URL:
        return present
    token = request_stamp(document.link, authority=settings.TSA_URL)
    stored_as = write_private(new_name("dossier", "tsr"), token)
    try:
        with transaction.atomic():
            return ChainStamp.objects.create(
                document=document, stored_as=stored_as, authority=settings.TSA_URL, stamped_at=now
            )
    except IntegrityError:  # two workers at once: the first stamp stands
        delete_private(stored_as)
        return ChainStamp.objects.get(document=document)


def request_stamp(link: str, *, authority: str) -> bytes:
    """Return the answer (RFC 3161, DER) of an authority about one link. Raises StampFailed.

    OpenSSL builds the question and checks that the answer is one to it; with TSA_CA_FILE also who signed it.
    """
    with tempfile.TemporaryDirectory(prefix="kring-stamp-") as directory:
        query, reply = Path(directory, "query.tsq"), Path(directory, "reply.tsr")
        _openssl("-query", "-digest", link, "-sha256", "-cert", "-out", str(query))
        reply.write_bytes(_ask(authority, query.read_bytes()))
        said = _openssl("-reply", "-in", str(reply), "-text")
        if "Status: Granted" not in said:
            raise StampFailed(f"not granted: {said[:200]}")
        token = reply.read_bytes()
        if bytes.fromhex(link) not in token:
            raise StampFailed("an answer about something else")
        if settings.TSA_CA_FILE:
            _openssl("-verify", "-queryfile", str(query), "-in", str(reply), "-CAfile", settings.TSA_CA_FILE)
        return token


def _ask(authority: str, question: bytes) -> bytes:
    request = urllib.request.Request(  # noqa: S310 - the address is a setting, checked to be http(s)
        authority, data=question, headers={"Content-Type": QUERY, "Accept": REPLY}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            return bytes(answer.read(MAX_TOKEN))
    except (URLError, OSError, ValueError) as error:
        raise StampFailed(f"{authority}: {error}") from error


def _openssl(*arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed program, our own arguments, no shell
            ["openssl", "ts", *arguments],  # noqa: S607 - wherever this system has it
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StampFailed(f"openssl: {error}") from error
    if done.returncode:
        raise StampFailed(f"openssl: {done.stderr.decode('utf-8', 'replace')[-300:]}")
    return done.stdout.decode("utf-8", "replace")
