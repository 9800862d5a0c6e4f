"""Starts a program again when it ends by itself: `python -m scripts.keep NAME PROGRAM …`.

What ends over and over is given up with a line that says so, and then all of `make run` ends. Whoever is
asked to stop, stops.
"""

import signal
import subprocess
import sys
import threading
import time
from collections import deque

from scripts.machine import say, stop

MANY, WITHIN, PAUSE = 5, 60.0, 1.0


def keep(name: str, program: list[str]) -> int:
    """Run `program` until somebody asks us to stop; returns how it ended then, as a shell says it."""
    asked = threading.Event()
    children: list[subprocess.Popen[bytes]] = []
    ends: deque[float] = deque(maxlen=MANY)

    def pass_on(number: int, frame: object) -> None:
        asked.set()
        for child in children:
            child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    while True:
        children[:] = [subprocess.Popen(program)]
        ended = children[0].wait()
        code = ended if ended >= 0 else 128 - ended
        if asked.is_set():
            return code
        ends.append(time.monotonic())
        if len(ends) == MANY and ends[-1] - ends[0] < WITHIN:
            stop(f"{name} ended {MANY} times within a minute (exit {code}); the lines above say why.")
        say(f"{name} ended by itself (exit {code}) and is started again")
        if asked.wait(PAUSE):
            return code


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1], sys.argv[2:]))
