"""`make bench`: every benchmark at its full size, one after the other, and docs/benchmarks.md from what they find.

`python -m tests.bench small` runs them at a hundredth of it, in one process: whether they run, not what they measure.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.bench import bench_gate, bench_incremental, bench_ingest, bench_linkage, bench_night, chart, growth, results
from tests.bench.cost import TOGETHER


def small() -> None:
    """Keeps the last full results as they are."""
    os.environ[TOGETHER] = "1"
    os.environ.setdefault(results.FOLDER, str(results.folder() / "small"))
    bench_ingest.main(20_000)
    bench_gate.main(20_000)
    bench_night.main(10_000)
    bench_incremental.main(10_000)
    bench_linkage.main(2_000)
    growth.main(2_000, 6_000)
    chart.main(results.folder())


def full() -> None:
    """As `make bench` does."""
    bench_ingest.main()
    bench_gate.main()
    bench_night.main()
    bench_incremental.main()
    bench_linkage.main()
    growth.main()
    chart.main(Path("docs"))


if __name__ == "__main__":
    small() if sys.argv[1:] == ["small"] else full()
