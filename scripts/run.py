"""`make run`: from a clean clone to a portal that answers, with the demo school in it."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scripts.machine import PYTHON, ROOT, VENV, command, prepare, say, stop, stop_when_asked
from scripts.services import running_redis

VAR = Path(os.environ.get("KRING_VAR", ROOT / "var")).resolve()
ACCOUNTS = [
    ("anna", "teacher of 5B"),
    ("bram", "teacher of another group"),
    ("carla", "parent of Emma (5B) and of a child in another group"),
    ("dirk", "parent of Emma (5B)"),
    ("farid", "parent in another group"),
    ("greet", "director"),
    ("henk", "caretaker"),
    ("office", "administration"),
    ("ilse", "left the school: cannot sign in"),
]


def port() -> int:
    """Return the port asked for."""
    value = os.environ.get("PORT", "8000")
    if not value.isdecimal() or not 0 < int(value) < 65535:
        stop(f"PORT must be a number between 1 and 65534, not {value!r}.")
    return int(value)


def refuse_taken_ports(number: int) -> None:
    """Stop before any work when somebody else answers on the port of the pages, or the next, of the streams."""
    for wanted in (number, number + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                stop(f"Port {wanted} is taken by another program. Try: make run PORT={number + 2}")


@contextmanager
def only_instance() -> Iterator[None]:
    """Hold `var/run.lock`: two instances would share one SQLite file and one clock."""
    VAR.mkdir(mode=0o750, parents=True, exist_ok=True)
    with open(VAR / "run.lock", "a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stop("Kring is already running from this directory. Stop it first (Ctrl-C where it runs).")
        yield


def announce(number: int) -> None:
    """Print the address and the demo accounts as soon as the portal answers."""
    address = f"http://127.0.0.1:{number}"
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310  (our own address)
                break
        except OSError:
            time.sleep(0.1)
    else:
        say("The portal does not answer yet; the lines above say why.")
        return
    print(f"\n  Kring answers on {address}   (Ctrl-C stops it)")
    print("\n  Demo school De Wilgenhof, password kring-demo:")
    for name, role in ACCOUNTS:
        print(f"    {name + '@demo.kring.test':<26} {role}")
    print(f"\n  Mail is written to {VAR / 'mail'}\n", flush=True)


def is_given(name: str) -> bool:
    """Is this setting in the environment or in `.env`?"""
    file = ROOT / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return bool(os.environ.get(name)) or any(line.startswith((f"{name}=", f"{name}_FILE=")) for line in lines)


def addresses(number: int) -> dict[str, str]:
    """Return where pages and event streams are. Said once: honcho gives each process another PORT."""
    found = {"LIVE_PORT": str(number + 1)}
    if not is_given("KRING_URL"):
        found["KRING_URL"] = f"http://127.0.0.1:{number}"
        if not is_given("KRING_LIVE_URL"):
            found["KRING_LIVE_URL"] = f"http://127.0.0.1:{number + 1}"
    return found


def serve(env: dict[str, str]) -> int:
    """Run web, streams, workers and beat until somebody stops them; returns honcho's exit code."""
    honcho = [str(VENV / "bin" / "honcho"), "--no-prefix", "-f", "scripts/Procfile", "start"]
    processes = subprocess.Popen(honcho, cwd=ROOT, env=env, start_new_session=True)

    def pass_on(number: int, frame: object) -> None:
        processes.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    threading.Thread(target=announce, args=[int(env["PORT"])], daemon=True).start()
    return processes.wait()


def main() -> int:
    stop_when_asked()
    number = port()
    with ExitStack() as stack:
        stack.enter_context(only_instance())
        refuse_taken_ports(number)
        prepare()
        # What follows writes names and photos: for the eyes of this account only.
        os.umask(0o077)
        env = os.environ | {"PORT": str(number), "PYTHONUNBUFFERED": "1", "KRING_VAR": str(VAR)}
        env["PATH"] = f"{VENV / 'bin'}:{env.get('PATH', os.defpath)}"
        # Celery warns at length about root; on a machine to try things out on that is what people are.
        env["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
        env |= addresses(number)
        if not is_given("REDIS_URL"):
            env["REDIS_URL"] = stack.enter_context(running_redis(VAR / "redis", kept=True))
        command(PYTHON, "manage.py", "prepare", env=env)
        say("Starting web, streams, workers and beat")
        code = serve(env)
    # Being asked to stop is how a run is meant to end.
    if code not in {0, 128 + signal.SIGTERM, 128 + signal.SIGINT, -signal.SIGTERM}:
        stop(f"Kring ended because a part of it did (exit {code}); the lines above say which and why.")
    say("Stopped")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        stop("Stopped before the portal was up.")
