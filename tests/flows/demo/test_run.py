"""`hearth demo` as a newcomer runs it: one command, one Prefect server, three nights; and what it must not touch."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from config.contracts import load_contracts


def hearth(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("hearth")), *arguments]
    return subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.server
def test_the_demo_shows_the_main_job_and_ends_clean(tmp_path: Path) -> None:
    done = hearth(tmp_path, "demo", "--persons", "600", "--keep", "city", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    root = tmp_path / "city"
    assert told["root"] == str(root)
    assert [night["state"] for night in told["nights"]] == ["published"] * 3
    assert told["problems"] == []
    assert told["states"].keys() >= {"done", "duplicate", "held"}
    assert {f"{drop['department']}/{drop['feed']}" for drop in told["drops"]} == set(load_contracts())
    for drop in told["drops"]:
        assert drop["rows_read"] == drop["rows_accepted"] + drop["rows_rejected"]
        assert list(root.glob(f"receipts/*/*/{drop['drop_id']}/receipt.html"))
    newest = told["nights"][-1]["edition"]
    household = pl.read_parquet(root / f"published/household/edition={newest}/part-0.parquet")
    assert household.height == told["nights"][-1]["rows"]["household"]
    assert household["household_id"].n_unique() == household.height
    with sqlite3.connect(root / ".state/prefect/prefect.db") as database:
        runs = database.execute("select name, state_type from flow_run").fetchall()
    assert {state for _, state in runs} == {"COMPLETED"}
    assert len(runs) == 6, "an ingest and a nightly run for each of three nights"


@pytest.mark.slow
def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = hearth(tmp_path, "demo", "--persons", "600", "--keep", str(tmp_path), "--json")
    assert done.returncode == 2
    assert "--keep" in json.loads(done.stdout)["error"]
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"
