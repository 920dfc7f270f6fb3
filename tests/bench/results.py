"""What a benchmark found: printed, and kept as JSON lines in `build/bench/<name>.jsonl`, from which `tests.bench.chart` writes docs/.

One line `run` (name, title, rows, machine, notes), then a line a `side` with its cost and a line a `ratio`: ours against another side,
below one where ours is cheaper, with the most it may be where a target is set.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.cost import TOGETHER, Cost

ROOT = Path(__file__).parents[2]
FOLDER = "HEARTH_BENCH_RESULTS"
"""Environment: where results are kept, by default `build/bench`."""
IN_ONE_PROCESS = "All sides ran in one process: these figures measure nothing"
PACKAGES = ("polars", "duckdb", "pandas", "pyarrow", "great-expectations", "deltalake")


def this_machine() -> dict[str, str]:
    """Where and with what it was measured, and on which day."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GB",
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
        "on": f"{datetime.now(UTC):%Y-%m-%d}",
    }


@dataclass(frozen=True)
class Ratio:
    """The cost of `what` divided by that of `against`."""

    what: str
    against: str
    cpu: float
    memory: float
    cpu_at_most: float | None = None
    memory_at_most: float | None = None

    def line(self) -> str:
        """One line of a table."""
        return (
            f"{self.what} / {self.against}: {self.cpu:.2f} x CPU{_at_most(self.cpu_at_most)}, "
            f"{self.memory:.2f} x memory{_at_most(self.memory_at_most)}"
        )


@dataclass
class Results:
    """The results of one benchmark at one size. `name` is that of its file."""

    name: str
    title: str
    rows: int
    sides: dict[str, Cost] = field(default_factory=dict)
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=lambda: [IN_ONE_PROCESS] if os.environ.get(TOGETHER) else [])
    machine: Mapping[str, str] = field(default_factory=this_machine)

    def ratio(self, what: str, against: str, *, cpu_at_most: float | None = None, memory_at_most: float | None = None) -> None:
        """Compares two of the sides."""
        one, other = self.sides[what], self.sides[against]
        cpu, memory = one.cpu_s / max(other.cpu_s, 1e-6), one.peak_mb / other.peak_mb
        self.ratios.append(Ratio(what, against, cpu, memory, cpu_at_most, memory_at_most))

    def show(self) -> None:
        """Prints the sides, their ratios and what there is to note."""
        print(f"{self.name}: {self.title}")
        for side, cost in self.sides.items():
            print(cost.line(side))
        for ratio in self.ratios:
            print(ratio.line())
        print(*self.notes, sep="\n", flush=True)

    def keep(self) -> None:
        """Writes everything down in place of what this benchmark found before."""
        run = {"kind": "run", "name": self.name, "title": self.title, "rows": self.rows, "machine": dict(self.machine)}
        lines = [
            run | {"notes": self.notes},
            *({"kind": "side", "side": side, **asdict(cost)} for side, cost in self.sides.items()),
            *({"kind": "ratio", **asdict(ratio)} for ratio in self.ratios),
        ]
        folder().mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder() / f"{self.name}.jsonl").write_text(text, encoding="utf-8")


def folder() -> Path:
    """Where results are kept."""
    return Path(os.environ.get(FOLDER) or ROOT / "build" / "bench")


def read(path: Path) -> Results:
    """One benchmark's results as they were kept."""
    run, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    found = Results(run["name"], run["title"], run["rows"], notes=run["notes"], machine=run["machine"])
    for line in lines:
        match line.pop("kind"):
            case "side":
                side = line.pop("side")
                found.sides[side] = Cost(**line)
            case "ratio":
                found.ratios.append(Ratio(**line))
    return found


def _at_most(target: float | None) -> str:
    return "" if target is None else f" (at most {target:.2f})"
