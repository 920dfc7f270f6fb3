"""Cells that another engine left in a table's history go; its rows, versions and counts stay."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.lake.history import forget_cells
from flows.lake.lake import Lake

ROWS = pl.DataFrame({"name": ["wang"]})


def test_the_history_tells_no_cell_any_more(folder_lake: Lake) -> None:
    table = folder_lake.table("lake/ops/t")
    for number in range(3):
        table.ensure(ROWS.schema).append(ROWS, f"{number}")
    table.at().handle.optimize.compact()
    table.at().checkpoint()
    table.at().exchange([*table.at().sizes()], ROWS, note={})
    assert forget_cells(table) == 1
    assert forget_cells(table) == 0
    log = Path(table.url) / "_delta_log"
    assert not any(b"wang" in path.read_bytes() for path in log.iterdir())
    assert table.at().scan().collect().equals(ROWS)
    assert table.at(3).handle.version() == 3
    assert table.at().already("1")
