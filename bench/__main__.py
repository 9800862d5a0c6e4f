"""`python -m bench [part …]`: run the parts, print a table, write var/bench.json."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from bench import conversations, faces, fan_out, feed, hardcopy, live, photos, report  # noqa: E402

PARTS = {
    "feed": feed.run,
    "conversations": conversations.run,
    "faces": faces.run,
    "live": live.run,
    "photos": photos.run,
    "hardcopy": hardcopy.run,
    "fan-out": fan_out.run,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
        return 2
    lines = [line for name in names or PARTS for line in PARTS[name]()]
    report.write(lines)
    return 0


sys.exit(main(sys.argv[1:]))
