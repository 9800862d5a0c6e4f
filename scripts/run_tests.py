"""`make test` and `make test-services`: install what is missing, start throw-away servers, run the suite.

Whatever comes after `--` goes to pytest.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from scripts.machine import PYTHON, ROOT, prepare, say, stop_when_asked
from scripts.services import running_postgresql, running_redis


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest")
    return parser.parse_args()


def addresses(stack: ExitStack, directory: Path, *, services: bool) -> dict[str, str]:
    """Return where the database and Redis of this run are; starts what was not given."""
    given = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
    if not services:
        return {"REDIS_URL": stack.enter_context(running_redis(directory / "redis"))}
    found = {
        "DATABASE_URL": given["DATABASE_URL"] or stack.enter_context(running_postgresql(directory / "pg")),
        "REDIS_URL": given["REDIS_URL"] or stack.enter_context(running_redis(directory / "redis")),
    }
    # Creating and dropping test databases takes longer than any page may.
    return found | {"DATABASE_STATEMENT_TIMEOUT": "60000"}


def main() -> int:
    stop_when_asked()
    arguments = read_arguments()
    prepare(for_tests=True)
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-")))
        # PostgreSQL runs as another user and has to reach its own directory in here.
        directory.chmod(0o711)
        env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        # Workers of xdist end without cleaning up; what they leave goes with the directory of this run.
        (directory / "tmp").mkdir()
        env["TMPDIR"] = str(directory / "tmp")
        env |= addresses(stack, directory, services=arguments.services)
        say(f"Running the tests on {'PostgreSQL' if arguments.services else 'SQLite'}")
        options = arguments.pytest or ["--numprocesses", "2", "--dist", "loadfile", "--quiet"]
        return subprocess.run([PYTHON, "-m", "pytest", *options], cwd=ROOT, env=env).returncode


if __name__ == "__main__":
    sys.exit(main())
