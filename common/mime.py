"""The body of a mail as bytes with lines that every mail server takes."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

from django.core.mail import EmailMultiAlternatives

# A line of more bytes gets line ends, each at the first space after so many letters. What is left of the
# 998 bytes a line may have is for words that are put in later.
LONG_LINE = 600
SHORT_LINE = 140
# Everything but line ends and tabs that a text editor would not show.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def folded(text: str) -> str:
    """Return the text without unseen characters, its too long lines broken at spaces where they have any."""
    lines = UNSEEN.sub("", text).splitlines()
    return "\n".join("\n".join(_broken(line)) if len(line.encode()) > LONG_LINE else line for line in lines)


def _broken(line: str) -> Iterator[str]:
    start = 0
    while (at := line.find(" ", start + SHORT_LINE)) >= 0:
        yield line[start:at]
        start = at + 1
    yield line[start:]


def widest_line(data: bytes) -> int:
    """Return the length of the longest line in bytes."""
    return max(map(len, data.split(b"\r\n")))


def mime(text: str, html: str) -> tuple[bytes, bool]:
    """Return the two forms as the body of a mail, and whether words can be put in as they are (8bit).

    A line that is too long for a mail server makes Django write its part as quoted-printable: right, but closed.
    """
    whole = EmailMultiAlternatives(body=text, headers={"Message-ID": "-", "Date": "-"})
    whole.attach_alternative(html, "text/html")
    message: Any = whole.message()
    for name in ("Subject", "From", "Message-ID", "Date"):
        del message[name]
    message.set_boundary(secrets.token_hex(16))
    is_open = True
    for part in message.get_payload():
        if part["Content-Transfer-Encoding"] == "7bit":
            part.replace_header("Content-Transfer-Encoding", "8bit")
        is_open = is_open and part["Content-Transfer-Encoding"] == "8bit"
    return message.as_bytes(linesep="\r\n"), is_open
