"""What a measurement says, as a table for people and as JSON for who compares runs."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "var" / "bench.json"


@dataclass
class Line:
    """One number. `baseline` is what it is compared with, `limit` the ratio (or value) it must stay under."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    limit: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        measured = self.value if self.ratio is None else self.ratio
        return "ok" if measured <= self.limit else "TOO MUCH"


def compared(
    name: str, value: float, baseline: float, unit: str, limit: float | None = None, note: str = ""
) -> Line:
    return Line(name, round(value, 3), unit, round(baseline, 3), round(value / baseline, 3), limit, note)


def write(lines: list[Line]) -> None:
    """Print the table and write var/bench.json."""
    header = f"{'what':<52}{'value':>10} {'unit':<12}{'baseline':>10}{'ratio':>8}{'limit':>8}  "
    print(f"\n{header}\n{'-' * len(header)}")
    for line in lines:
        numbers = [line.baseline, line.ratio, line.limit]
        baseline, ratio, limit = ("" if number is None else f"{number:g}" for number in numbers)
        print(
            f"{line.name:<52}{line.value:>10g} {line.unit:<12}{baseline:>10}{ratio:>8}{limit:>8}  {line.verdict}"
        )
        if line.note:
            print(f"    {line.note}")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([asdict(line) for line in lines], indent=2) + "\n")
    print(f"\nWritten to {TARGET}")
