"""Each guard is taken away once, in a process of its own, and its test must go red."""

import os
import subprocess
import sys

import pytest

from tests.plants import PLANTS

FAILED = 1
# The bug is the same on every database; SQLite starts quickest.
OUTSIDE = ("DATABASE_URL", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS", "REDIS_URL")


@pytest.mark.skipif("PLANT" in os.environ, reason="runs inside a planted run")
@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_turns_its_test_red(name: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in OUTSIDE}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", PLANTS[name].caught_by],
        env={**environment, "PLANT": name},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert run.returncode == FAILED, run.stdout[-2000:] + run.stderr[-2000:]
    assert "failed" in run.stdout.splitlines()[-1], run.stdout[-2000:]
