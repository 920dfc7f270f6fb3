"""The synthetic city: the same for the same seed, in many formats, with books that add up."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from config.contracts import load_contracts
from flows.demo.deliver import tell
from flows.demo.truth import Truth

PERSONS = 500


def written(root: Path, seed: int = 5, batches: int = 1) -> tuple[dict[str, str], Truth]:
    """Digest of every file below the inbox by path, and the truth of the last batch."""
    truth = list(tell(root, PERSONS, seed, batches))[-1]
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}, truth


@pytest.mark.slow
def test_the_same_seed_writes_the_same_bytes_and_another_another_city(tmp_path: Path) -> None:
    first, _ = written(tmp_path / "a")
    assert written(tmp_path / "b")[0] == first
    assert set(written(tmp_path / "c", seed=6)[0].values()).isdisjoint(first.values())


@pytest.mark.slow
def test_three_months_hold_every_feed_many_formats_and_what_goes_wrong(tmp_path: Path) -> None:
    files, truth = written(tmp_path, batches=3)
    assert set(files) == set(truth.drops["path"])
    assert set(truth.drops["feed"]) == {name for name, contract in load_contracts().items() if not contract.joins_later}
    assert {Path(name).suffix for name in files} >= {".csv", ".txt", ".xlsx", ".xls"}
    assert {"done", "held", "duplicate"} <= set(truth.drops["state"])
    late = truth.drops.with_columns(newest=pl.col("data_date").cum_max().over("feed"))
    assert late.filter((pl.col("data_date") < pl.col("newest")) & (pl.col("batch") > 1)).height, "a late delivery"
    assert truth.drops.select((pl.col("rows_read") == pl.col("rows_accepted") + pl.col("rows_rejected")).all()).item()
    kinds = {kind for delivery in truth.deliveries for kind in delivery.kinds}
    assert len(kinds) >= 10, "kinds of dirt"
