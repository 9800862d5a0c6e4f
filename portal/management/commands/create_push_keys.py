"""`manage.py create_push_keys`: a key pair for web push, to be put in the environment."""

from typing import Any

from django.core.management.base import BaseCommand

from common import push
from portal.keys import new_push_key


class Command(BaseCommand):
    help = (
        "Print a new key pair for messages on telephones (web push). Nothing is kept, nothing is overwritten."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        private_key = new_push_key()
        if push.is_configured():
            self.stderr.write(
                "This installation has a key already. With another one no telephone gets a message any more, until its "
                "owner opens the page on how news comes."
            )
        self.stderr.write("Put this line in .env, or its value in a file that PUSH_PRIVATE_KEY_FILE names:")
        self.stdout.write(f"PUSH_PRIVATE_KEY={private_key}")
        self.stdout.write(f"# The public key that belongs to it: {push.public_half(private_key)}")
