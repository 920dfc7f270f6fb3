"""The cells of a finding as the departments wrote them: read again from the archived files, which are held against their hashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from config.contracts import Contract
from flows.lake import archive
from flows.lake.ledger import Drop
from flows.reading import Limits, read
from flows.report.shown import shown, unmasked
from flows.site import Site

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class File:
    """One archived file: what the archive holds now."""

    drop_id: str
    bytes: int | None
    state: str
    """read, archive_missing, archive_damaged or no_contract."""


def read_cells(
    site: Site, evidence: Sequence[Cell], drops: Mapping[str, Drop], *, masked: bool
) -> tuple[list[dict[str, Any]], list[File]]:
    """Every cell of the evidence (`feed, drop_id, sheet, row, column`) with `header`, `value` and `state`; and the files they stand in.

    Masked: as the worklists mask. A file is read once for all of its cells.
    """
    cells: list[dict[str, Any]] = []
    files: list[File] = []
    for drop_id in sorted({cell["drop_id"] for cell in evidence}):
        mine = [cell for cell in evidence if cell["drop_id"] == drop_id]
        contract = site.contracts.get(mine[0]["feed"])
        drop = drops.get(drop_id)
        with site.lake.scratch() as scratch:
            file, path = _fetched(site, drop_id, drop, contract, scratch)
            files.append(file)
            values = _values(site, path, contract, mine, scratch, masked=masked) if path and contract else {}
        cells += [_cell(cell, contract, values, file.state) for cell in mine]
    return sorted(cells, key=_place), files


def _fetched(site: Site, drop_id: str, drop: Drop | None, contract: Contract | None, scratch: Path) -> tuple[File, Path | None]:
    if drop is None:
        return File(drop_id, None, "archive_missing"), None
    try:
        path = archive.bring(site.lake.store, drop.sha256, scratch)
    except FileNotFoundError:
        return File(drop_id, None, "archive_missing"), None
    except OSError:
        return File(drop_id, None, "archive_damaged"), None
    return File(drop_id, path.stat().st_size, "read" if contract else "no_contract"), path


def _values(
    site: Site, path: Path, contract: Contract, cells: Sequence[Cell], scratch: Path, *, masked: bool
) -> dict[tuple[str, int], dict[str, str | None]]:
    """The rows of the cells by sheet and row, each column as it may be shown."""
    limits = Limits(memory_bytes=site.settings.excel_memory_mb << 20, seconds=site.settings.excel_seconds)
    work = scratch / "reading"
    work.mkdir()
    wanted = pl.DataFrame(
        sorted({_row(cell) for cell in cells}), schema={"_sheet": pl.String(), "_row": pl.UInt32()}, orient="row"
    )
    columns = sorted({cell["column"] for cell in cells} & contract.by_name.keys())
    texts = [
        (shown(pl.col(name), contract.by_name[name].privacy) if masked else unmasked(pl.col(name))).alias(name)
        for name in columns
    ]
    found: dict[tuple[str, int], dict[str, str | None]] = {}
    for batch in _batches(read(path, contract, work, limits=limits).batches()):
        rows = batch.join(wanted, on=["_sheet", "_row"], how="semi").select("_sheet", "_row", *texts)
        found |= {(row["_sheet"], row["_row"]): row for row in rows.iter_rows(named=True)}
    return found


def _batches(batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    return (batch.with_columns(pl.col("_sheet").fill_null("")) for batch in batches)


def _row(cell: Cell) -> tuple[str, int]:
    return cell["sheet"] or "", cell["row"] or 0


def _cell(
    cell: Cell, contract: Contract | None, values: Mapping[tuple[str, int], Mapping[str, str | None]], state: str
) -> dict[str, Any]:
    column = contract.by_name.get(cell["column"]) if contract else None
    row = values.get(_row(cell), {})
    is_there = cell["column"] in row
    return {
        **{name: cell[name] for name in ("feed", "drop_id", "sheet", "row", "column")},
        "title": contract.title if contract else cell["feed"],
        "header": column.header if column else cell["column"],
        "value": row.get(cell["column"]),
        "state": "read" if is_there else "not_there" if state == "read" else state,
    }


def _place(cell: Cell) -> tuple[str, str, str, int, str]:
    return cell["feed"], cell["drop_id"], cell["sheet"] or "", cell["row"] or 0, cell["column"] or ""
