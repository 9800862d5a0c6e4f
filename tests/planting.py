"""Plants bugs one after the other, each in a copy of one process, so that the database is made once.

Registered by tests/conftest.py where PLANTS is set, as tests/test_planted_bugs.py does; never in an ordinary run.
"""

import os
import shutil
import sys
import traceback
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections

from tests.plants import PLANTS, plant

# What a copy of the process ends with.
RED, GREEN, BROKEN = 0, 1, 2


def pytest_runtest_protocol(item: pytest.Item) -> bool:
    """Run a test once for each bug it should catch, and write down which made it fail."""
    if not connections.settings["default"].get("PLANTING"):
        make_database(item)
    for name, bug in PLANTS.items():
        if item.nodeid == bug.caught_by or item.nodeid.startswith(
            (f"{bug.caught_by}::", f"{bug.caught_by}[")
        ):
            child = os.fork()
            if child == 0:
                os._exit(outcome(name, item))
            _pid, status = os.waitpid(child, 0)
            with open(os.environ["PLANTS"], "a", encoding="utf-8") as told:
                told.write(f"{os.waitstatus_to_exitcode(status)} {name}\n")
    return True


def make_database(item: pytest.Item) -> None:
    """The first test runs as it is: that makes the database, of which each copy takes its own.

    It should ask little else: what it leaves in memory is there in every copy, built without the bug.
    """
    run(item)
    connections.close_all()
    connections.settings["default"]["PLANTING"] = True


def run(item: pytest.Item) -> list[Any]:
    # As if the session were what comes next: all that belongs to one test is put away, the database stays.
    session: Any = item.session
    return runtestprotocol(item, nextitem=session, log=False)


def outcome(name: str, item: pytest.Item) -> int:
    """RED when the test fails with the bug in place, GREEN when it does not notice."""
    try:
        made = str(connection.settings_dict["NAME"])
        connection.settings_dict["NAME"] = shutil.copyfile(made, f"{made}.{os.getpid()}")
        plant(name)
        failed = [report for report in run(item) if report.failed]
    except BaseException:  # noqa: BLE001 - whatever it is, this copy must not go on as the process it is of
        traceback.print_exc()
        return BROKEN
    sys.stdout.writelines(report.longreprtext[-1500:] for report in failed)
    sys.stdout.flush()
    if any(report.when != "call" for report in failed):
        return BROKEN
    return RED if failed else GREEN
