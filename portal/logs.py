"""Lines of the log without what a link in a mail does: whoever reads the log could press it."""

import logging
import re

# Addresses whose last part was signed for one person.
SIGNED = re.compile(
    r"(/(?:delivery/stop|delivery/confirm|account/email|account/password/reset/key)/)[^/?\s\"']+"
)


def masked(line: str) -> str:
    return SIGNED.sub(r"\1…", line)


class LineFormatter(logging.Formatter):
    """For what Kring and Django write, tracebacks as well."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
