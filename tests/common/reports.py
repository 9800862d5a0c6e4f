"""Reports of mail servers, in the shapes that servers write and with words of our own."""

from collections.abc import Iterable

HEAD = """Return-Path: <>
Delivered-To: {to}
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {to}
Subject: Undelivered
Auto-Submitted: auto-replied
MIME-Version: 1.0
"""
REPORT = """Content-Type: multipart/report; report-type={kind};
\tboundary="=_edge"

Not for readers without MIME.

--=_edge
Content-Type: text/plain; charset=us-ascii

Some words for people.

--=_edge
Content-Type: {part}

{fields}
--=_edge
Content-Type: {returned}

{headers}
--=_edge--
"""


def report(
    fields: str,
    *,
    to: str = "bounce@kring.example.nl",
    headers: str = "Subject: News",
    part: str = "message/delivery-status",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """Return a multipart/report with `fields` in its machine-readable part."""
    kind = "feedback-report" if "feedback" in part else "delivery-status"
    text = HEAD.format(to=to) + REPORT.format(
        kind=kind, part=part, fields=fields, returned=returned, headers=headers
    )
    return text.replace("\n", "\r\n").encode()


def status(*recipients: tuple[str, str, str, str], first: str = "Reporting-MTA: dns; mx.example.org") -> str:
    """Return the fields of a delivery status: action, status, address and diagnostic of each recipient."""
    groups: Iterable[str] = (
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {code}\nDiagnostic-Code: smtp; {said}\n"
        for action, code, address, said in recipients
    )
    return first + "\n\n" + "\n".join(groups)


def failed(code: str = "5.1.1", said: str = "550 5.1.1 nobody here", **about: str) -> bytes:
    """Return a report of one recipient that failed."""
    return report(status(("failed", code, "carla@demo.kring.test", said)), **about)


def complaint(kind: str = "abuse", **about: str) -> bytes:
    """Return a feedback report (ARF)."""
    fields = (
        f"Feedback-Type: {kind}\nUser-Agent: Loop/1\nVersion: 1\nOriginal-Rcpt-To: <carla@demo.kring.test>\n"
    )
    return report(fields, part="message/feedback-report", returned="message/rfc822", **about)


def plain(words: str, *, to: str = "bounce@kring.example.nl", robot: bool = True) -> bytes:
    """Return a report without the standard form."""
    sender = "MAILER-DAEMON@mx.example.org" if robot else "Carla <carla@demo.kring.test>"
    return f"From: {sender}\nTo: {to}\nSubject: failure notice\n\n{words}".encode()


QMAIL = """Hi. This is the qmail-send program at mx.example.org.
It could not bring your mail to these addresses and gives up.

<carla@demo.kring.test>:
Remote host said: {said}

--- Below this line is a copy of the message.

Return-Path: <{sender}>
Message-ID: {message_id}
"""
