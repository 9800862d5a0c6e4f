"""`make lint`: every check runs, so one run names all that is wrong."""

import subprocess
import sys

from scripts.machine import ROOT, VENV, prepare, say

CHECKS = [
    ["ruff", "check", "--quiet", "."],
    ["ruff", "format", "--check", "--quiet", "."],
    ["mypy"],
    ["lint-imports", "--no-cache"],
    ["python", "-m", "scripts.check_repo"],
]


def main() -> int:
    prepare(for_tests=True)
    failed = []
    for program, *arguments in CHECKS:
        if subprocess.run([VENV / "bin" / program, *arguments], cwd=ROOT).returncode:
            failed.append(program if program != "python" else arguments[-1])
    say(f"Lint found something: {', '.join(failed)}" if failed else "Lint is clean")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
