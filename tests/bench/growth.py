"""The night as the city grows: CPU, memory and the ratio to the floor by number of persons.

    python -m tests.bench.growth [persons ...]

The sides are those of bench_night. A size that would not fit into memory, going by the one before, is left out,
and said to be.
"""

from __future__ import annotations

from pathlib import Path
from subprocess import CalledProcessError

from tests.bench.bench_night import AT_MOST_FLOOR, measured
from tests.bench.cost import run
from tests.bench.results import Results

SIZES = (1_000_000, 3_000_000, 10_000_000)
SIDES = ("flow", "join", "floor")
MEMORY_AT_MOST_MB = 8_192
"""For the largest city."""


def main(*sizes: int) -> None:
    """Prints and keeps the sides and their ratios, for each size."""
    sizes = sizes or SIZES
    results = Results("growth", f"the night from {sizes[0]:,} to {sizes[-1]:,} persons", sizes[-1])
    need_mb = 0.0
    for before, persons in zip((sizes[0], *sizes), sizes, strict=False):
        need_mb *= persons / before
        if need_mb > _free_mb():
            results.notes.append(f"{persons:,} persons not run: they would need about {need_mb:,.0f} MB of {_free_mb():,.0f} MB")
            break
        named = {side: side_of(side, persons) for side in SIDES}
        try:
            costs = measured(persons, *SIDES)
        except CalledProcessError as error:
            results.notes.append(f"{persons:,} persons: a side ended with code {error.returncode}")
            break
        results.sides |= {named[side]: cost for side, cost in costs.items()}
        results.ratio(named["flow"], named["floor"])
        results.ratio(named["join"], named["floor"], cpu_at_most=AT_MOST_FLOOR)
        results.keep()
        need_mb = max(cost.peak_mb for cost in costs.values())
    results.show()
    results.keep()


def side_of(side: str, persons: int) -> str:
    """The name of a side at a size."""
    return f"{side} {persons:,}"


def _free_mb() -> float:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable"))


if __name__ == "__main__":
    run({}, main)
