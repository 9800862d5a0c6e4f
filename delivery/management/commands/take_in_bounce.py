"""`manage.py take_in_bounce [ADDRESS] < mail`: for a mail server that hands over returned mail itself."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from common.mailboxes import SIZE
from delivery.actions.bounces import take_report


class Command(BaseCommand):
    help = "Read one returned mail from standard input and write down what it says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "address", nargs="?", default="", help="the address it came to, as ${original_recipient}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_ours = take_report(
                raw=sys.stdin.buffer.read(SIZE), delivered_to=options["address"], now=timezone.now()
            )
        except (InterfaceError, OperationalError) as error:
            # The code at which a mail server keeps the mail and comes again (sysexits).
            raise CommandError(f"The database is away: {error}", returncode=os.EX_TEMPFAIL) from error
        if not is_ours:
            self.stderr.write("A mail that names no mail of Kring was dropped.")
