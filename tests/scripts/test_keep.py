"""A part of `make run` that ends by itself is started again; one that keeps ending takes all of it along."""

import signal
import subprocess
import sys
import time
from subprocess import PIPE

from scripts.machine import ROOT


def kept(program):
    words = [sys.executable, "-u", "-m", "scripts.keep", "worker", *program]
    return subprocess.Popen(words, cwd=ROOT, text=True, stdout=PIPE, stderr=PIPE)


def test_what_ends_by_itself_is_started_again(tmp_path):
    count = tmp_path / "count"
    script = f"echo x >> {count}; [ $(wc -l < {count}) -gt 1 ] && exec sleep 60; exit 0"
    keeper = kept(["sh", "-c", script])
    line = keeper.stdout.readline()
    deadline = time.monotonic() + 30
    while len(count.read_text().split()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(timeout=30) == 128 + signal.SIGTERM
    assert line == "» worker ended by itself (exit 0) and is started again\n"
    assert len(count.read_text().split()) == 2


def test_what_ends_over_and_over_is_given_up_with_a_line():
    keeper = kept(["sh", "-c", "exit 3"])
    said, wrong = keeper.communicate(timeout=60)
    assert keeper.returncode == 1
    assert said.count("is started again") == 4
    assert "worker ended 5 times within a minute (exit 3)" in wrong
