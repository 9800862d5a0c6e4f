"""Brings a machine from a clean clone to an installed Kring. Standard library only: nothing is there yet.

Every step leaves a stamp, the hash of what it was made from, and is skipped while that stamp fits.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# WeasyPrint (the hard copies in the dossier) draws with Pango and needs letters and emoji to draw.
RUN_PACKAGES = [
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "openssl",
    "fontconfig",
    "fonts-dejavu-core",
    "fonts-noto-color-emoji",
]
TEST_PACKAGES = ["chromium"]


def say(sentence: str) -> None:
    """Tell the person at the keyboard what happens."""
    print(f"» {sentence}", flush=True)


def stop(sentence: str) -> NoReturn:
    """End with one sentence that says what to do."""
    sys.exit(f"✗ {sentence}")


def stop_when_asked() -> None:
    """Let SIGTERM and SIGHUP unwind like an error would, so that servers we started stop too."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: sys.exit(128 + received))


def command(*arguments: str | Path, env: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Run a program in the project and end when it fails; it has said why itself, on standard error."""
    output = subprocess.DEVNULL if quiet else None
    code = subprocess.run([str(word) for word in arguments], cwd=ROOT, env=env, stdout=output).returncode
    if code:
        stop(f"This step failed (exit {code}): {' '.join(str(word) for word in arguments[:4])} …")


def fingerprint(*paths: Path) -> str:
    """Return the hash of these files and of the Python that uses them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Was this step already done for exactly this input?"""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == value


def missing_packages(packages: list[str]) -> list[str]:
    """Return which Debian packages are not installed."""
    shown = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *packages],
        capture_output=True,
        text=True,
    )
    installed = {line.split()[0] for line in shown.stdout.splitlines() if line.endswith(" installed")}
    return [package for package in packages if package not in installed]


def ensure_packages(packages: list[str]) -> None:
    """Install system packages when we may, else print the exact command and stop."""
    if not shutil.which("dpkg-query"):
        say(f"This is not Debian: make sure it has what these packages hold: {' '.join(packages)}")
        return
    missing = missing_packages(packages)
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        stop(f"System packages are missing. Run this once: sudo apt-get update && sudo {' '.join(install)}")
    say(f"Installing system packages: {' '.join(missing)}")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command("apt-get", "update", "--quiet=2", env=env)
    command(*install, "--quiet=2", env=env)


def ensure_venv() -> None:
    """Make the virtual environment, anew when its Python is gone."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0:
        return
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode:
        ensure_packages([f"python3.{sys.version_info.minor}-venv"])
    say("Making the virtual environment")
    command(sys.executable, "-m", "venv", "--clear", VENV)


def ensure_python_packages(*locks: str) -> None:
    """Install exactly the locked versions, every file checked against its hash."""
    paths = [ROOT / lock for lock in locks]
    stamp, value = VENV / f"installed-{locks[-1]}", fingerprint(*paths)
    if is_stamped(stamp, value):
        return
    say("Installing Python packages (once, about a minute)")
    options = [option for path in paths for option in ("--requirement", str(path))]
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    # The lock is complete; what it leaves out, see pyproject.toml, is left out on purpose.
    command(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "--no-deps", *options)
    stamp.write_text(value, encoding="ascii")


def ensure_node_modules() -> None:
    """Fetch the front-end sources; their install scripts are never run."""
    if not (shutil.which("npm") and shutil.which("node")):
        stop("Kring needs Node 20 or newer with npm. On Debian: apt-get install nodejs npm")
    lock = ROOT / "package-lock.json"
    stamp, value = ROOT / "node_modules" / ".kring-installed", fingerprint(lock)
    if is_stamped(stamp, value):
        return
    say("Fetching front-end sources")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    command("npm", "ci", *options, quiet=True)
    stamp.write_text(value, encoding="ascii")


def prepare(*, for_tests: bool = False) -> None:
    """Install all that is missing and build what is made from sources."""
    ensure_packages(RUN_PACKAGES + TEST_PACKAGES if for_tests else RUN_PACKAGES)
    ensure_venv()
    ensure_python_packages("requirements.txt")
    if for_tests:
        ensure_python_packages("requirements.txt", "requirements-dev.txt")
    ensure_node_modules()
    command(PYTHON, "scripts/build_assets.py")
    command(PYTHON, "-m", "scripts.compile_messages")
