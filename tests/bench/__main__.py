"""`make bench`: every benchmark at its full size, one after the other; `python -m tests.bench small` at a hundredth of it."""

from __future__ import annotations

import sys

from tests.bench import bench_gate, bench_ingest, bench_night

SMALL = sys.argv[1:] == ["small"]

bench_ingest.main(20_000 if SMALL else 2_000_000)
bench_gate.main(20_000 if SMALL else 2_000_000)
bench_night.main(10_000 if SMALL else 1_000_000)
