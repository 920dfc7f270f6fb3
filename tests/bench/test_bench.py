"""The benchmarks run, at a hundredth of their size; what they measure is nobody's business here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import growth
from tests.bench.chart import ORDER
from tests.bench.city_states import write_states
from tests.bench.cost import Cost, measure
from tests.bench.night_figures import night_figures
from tests.bench.picture import Row, amounts, ratios
from tests.bench.results import FOLDER, read
from tests.servers import ROOT


@pytest.mark.slow
def test_every_benchmark_prints_and_keeps_its_ratios(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench", "small"]
    environment = os.environ | {FOLDER: str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr

    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    for name in ORDER:
        found = read(tmp_path / f"{name}.jsonl")
        assert found.ratios
        assert f"{name}: {found.title}" in done.stdout
        assert all(ratio.line() in done.stdout for ratio in found.ratios)
        assert all(f"| {ratio.what} | {ratio.against} |" in page for ratio in found.ratios)
    pictures = {picture.stem for picture in (tmp_path / "benchmarks").glob("*.svg")}
    assert pictures == {"ratios", "growth-cpu", "growth-memory"}


@pytest.mark.slow
def test_a_side_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    write_states(tmp_path, 2_000)
    cost = measure("tests.bench.bench_night", "duckdb", str(tmp_path))
    assert night_figures(tmp_path / "duckdb")["households"] == 667
    assert min(cost.cpu_s, cost.wall_s, cost.peak_mb) > 0


def test_a_city_that_would_not_fit_into_memory_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    monkeypatch.setattr(growth, "measured", lambda persons, *sides: dict.fromkeys(sides, Cost(1.0, 1.0, 1e6)))
    growth.main(10, 1000)
    found = read(tmp_path / "growth.jsonl")
    assert set(found.sides) == {"flow 10", "join 10", "floor 10"}
    assert found.notes[0].startswith("1,000 persons not run")


def test_a_bar_within_its_target_differs_from_one_beyond_it() -> None:
    rows = [Row("bench"), Row("a / b", 1.2, 1.25), Row("a / c", 1.3, 1.25), Row("a / d", 0.5)]
    drawn = ratios("CPU", rows)
    assert [drawn.count(f'class="{tone}"') for tone in ("good", "bad", "plain")] == [1, 1, 1]
    assert amounts("GB", [Row("a", 3.0, 8.0)]).count('class="target"') == 1
