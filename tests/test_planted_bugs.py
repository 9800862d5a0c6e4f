"""Each guard is taken away once, in a process of its own, and its test must go red."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plants import PLANTS

FAILED = 1
# The bug is the same on every database; SQLite starts quickest.
OUTSIDE = ("DATABASE_URL", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS", "REDIS_URL")
LIGHT = "tests/common/test_cache.py::test_a_session_is_read_from_the_database"
# What a migration does is done before a test begins.
EARLY = [name for name, bug in PLANTS.items() if ".migrations." in bug.target]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key not in OUTSIDE}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


@pytest.mark.parametrize("name", EARLY)
def test_a_bug_planted_before_the_database_is_made_turns_its_test_red(name: str) -> None:
    ran = run("-x", PLANTS[name].caught_by, PLANT=name)
    assert ran.returncode == FAILED, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert "failed" in ran.stdout.splitlines()[-1], ran.stdout[-2000:]


def test_every_planted_bug_turns_its_test_red(tmp_path: Path) -> None:
    planted = {name: bug for name, bug in PLANTS.items() if name not in EARLY}
    told = tmp_path / "told"
    tests = dict.fromkeys(bug.caught_by for bug in planted.values())
    ran = run("-s", LIGHT, *tests, PLANTS=str(told))
    red = {line.removeprefix("0 ") for line in told.read_text().splitlines() if line.startswith("0 ")}
    assert planted.keys() == red, f"{planted.keys() ^ red}\n{ran.stdout[-6000:]}{ran.stderr[-2000:]}"
