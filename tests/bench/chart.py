"""docs/benchmarks.md and its charts from the last results: every figure in them is a measured one.

python -m tests.bench.chart [folder]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.growth import MEMORY_AT_MOST_MB, SIDES, side_of
from tests.bench.picture import Row, amounts, ratios
from tests.bench.results import Ratio, Results, folder, read

ORDER = ("ingest-household_roster", "ingest-settlements", "gate", "night", "incremental", "linkage", "growth")
INTRODUCTION = """# Benchmarks

Written by `make bench` from its results; do not edit. Every side runs in a process of its own, on the same input, in one run; imports
are not counted. A ratio is the cost of the first side divided by that of the second: below 1 the first is cheaper. CPU seconds, not
time on the wall, are the figure: all threads and child processes count. Memory is the peak of the process, imports included.
The sides of an ingest and of the quality gate are measured by turns, three times, and the cheapest time of each counts:
what others on the machine add is only ever more.
"""
MEANING = """
- **hearth** is the whole of `hearth ingest`: archive, reading, cleaning, reasons, pseudonyms, verdict, difference to what was known,
  change log, vault, rejections, receipt, ledger. **duckdb** and **pandas** read, clean and write a parquet file, no more; all three
  must come to the same figures in every column (`tests/bench/feed_duckdb.py`, `feed_pandas.py`).
- **engine** is Great Expectations on `expectations/polars_engine`, **pandas** is its own engine, **fused** the same checks as one
  hand-written Polars query that counts; all must count the same failing rows (`tests/bench/bench_gate.py`). "Without values" is how
  our own gates ask; COMPLETE with values lists every failing row on pandas and the first 200 on ours.
- **flow** is the whole of `hearth nightly`, **join** the joining from states to tables, **floor** reading the needed columns and writing
  the same tables, **duckdb** hand-written SQL from the same states, which must come to the same households, members, insured members
  and sums (`tests/bench/night_duckdb.py` says what it leaves out). **without lists** is the flow before it asked any rule.
- **changed** is `hearth nightly` on the day after, when one row in a hundred of every feed says something else, **rebuild** the same with `--rebuild`,
  **again** the changed night asked once more; all make the same files. **duckdb** computes everything anew. `docs/decisions/0025` says why
  a changed night is not a tenth of that.
- **ours** is `transforms.linkage.link` from two lists in memory to links, **splink** Splink's own training and prediction on the same columns and
  blocks; how well each does on public data sets is printed by `python -m tests.bench.bench_linkage_quality` (docs/decisions/0014).
"""


def main(docs: Path = Path("docs")) -> None:
    """Writes `benchmarks.md` and `benchmarks/*.svg` into a folder."""
    found = {path.stem: read(path) for path in folder().glob("*.jsonl")}
    benches = [found[name] for name in ORDER if name in found]
    if not benches:
        raise SystemExit(f"no results in {folder()}: run make bench first")
    pictures = docs / "benchmarks"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "ratios.svg").write_text(_ratio_picture(benches), encoding="utf-8")
    if "growth" in found:
        for name, picture in _growth_pictures(found["growth"]).items():
            (pictures / f"{name}.svg").write_text(picture, encoding="utf-8")
    (docs / "benchmarks.md").write_text("\n".join(_page(benches)) + "\n", encoding="utf-8")


def _page(benches: Sequence[Results]) -> Iterator[str]:
    machines = {_machine(bench) for bench in benches}
    yield INTRODUCTION
    if len(machines) == 1:
        yield f"Measured on: {machines.pop()}.\n"
    yield "![CPU ratios](benchmarks/ratios.svg)\n\n## What is compared"
    yield MEANING
    for bench in benches:
        yield f"## {bench.title[0].upper()}{bench.title[1:]}\n"
        if len(machines) > 1:
            yield f"Measured on: {_machine(bench)}.\n"
        yield from (f"{note}.\n" for note in bench.notes)
        yield from _ratio_table(bench.ratios)
        yield from _side_table(bench)
        if bench.name == "growth":
            yield f"Of the largest city a side may hold at most {MEMORY_AT_MOST_MB:,} MB.\n"
            yield "![CPU by size](benchmarks/growth-cpu.svg)\n\n![Memory by size](benchmarks/growth-memory.svg)\n"


def _machine(bench: Results) -> str:
    return ", ".join(f"{name} {value}" for name, value in bench.machine.items())


def _ratio_table(found: Sequence[Ratio]) -> Iterator[str]:
    yield "| what | against | CPU ratio | at most | memory ratio | at most |\n| --- | --- | ---: | ---: | ---: | ---: |"
    for ratio in found:
        yield (
            f"| {ratio.what} | {ratio.against} | {_held(ratio.cpu, ratio.cpu_at_most)} | {_limit(ratio.cpu_at_most)} "
            f"| {_held(ratio.memory, ratio.memory_at_most)} | {_limit(ratio.memory_at_most)} |"
        )
    yield ""


def _side_table(bench: Results) -> Iterator[str]:
    yield "| side | CPU s | wall s | peak MB |\n| --- | ---: | ---: | ---: |"
    for side, cost in bench.sides.items():
        yield f"| {side} | {cost.cpu_s:,.2f} | {cost.wall_s:,.2f} | {cost.peak_mb:,.0f} |"
    yield ""


def _held(value: float, target: float | None) -> str:
    """The ratio; bold where it is beyond its target."""
    return f"{value:.2f}" if target is None or value <= target else f"**{value:.2f}**"


def _limit(target: float | None) -> str:
    return "" if target is None else f"{target:.2f}"


def _ratio_picture(benches: Sequence[Results]) -> str:
    rows = []
    for bench in benches:
        rows.append(Row(bench.title))
        rows += [
            Row(f"{ratio.what} / {ratio.against}", ratio.cpu, ratio.cpu_at_most, _text(ratio.cpu, ratio.cpu_at_most))
            for ratio in bench.ratios
        ]
    return str(ratios("CPU, ours / other: left of 1 ours is cheaper; the stroke is the target", rows))


def _text(value: float, target: float | None) -> str:
    return f"{value:.2f}" if target is None else f"{value:.2f}, at most {target:.2f}"


def _growth_pictures(growth: Results) -> dict[str, str]:
    """CPU seconds a million persons, which would be equal if cost grew with size alone; and peak memory."""
    sizes = sorted({int(side.split()[1].replace(",", "")) for side in growth.sides})
    costs = {side_of(side, persons): (persons, growth.sides[side_of(side, persons)]) for side in SIDES for persons in sizes}
    cpu = {side: cost.cpu_s / persons * 1e6 for side, (persons, cost) in costs.items()}
    held = {side: cost.peak_mb / 1024 for side, (_, cost) in costs.items()}
    most = MEMORY_AT_MOST_MB / 1024
    return {
        "growth-cpu": str(
            amounts("CPU seconds a million persons", [Row(side, s, None, f"{s:.1f} s") for side, s in cpu.items()])
        ),
        "growth-memory": str(amounts("Peak memory, GB", [Row(side, gb, most, f"{gb:.1f} GB") for side, gb in held.items()])),
    }


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
