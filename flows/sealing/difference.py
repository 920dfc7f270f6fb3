"""`hearth publish diff`: the query of a sealed cohort, asked of another edition, held against what was sealed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import polars as pl

from config.cohorts import Cohort, cohort_named, key_of
from flows.answer import Answer
from flows.editions import chosen, dated
from flows.errors import Misuse
from flows.lake import sealed
from flows.linking.files import checked_target, write_table
from flows.sealing.asking import rows_of
from flows.sealing.listing import sealed_faults
from flows.sealing.seal import Of
from flows.site import Site, open_site
from flows.terminal import Exit, err, out, table
from transforms.cohort import IS_MEMBER
from transforms.cohort_differences import CHANGED, COME, GONE, MEMBER, Beside, beside, compared_of, differences


def difference(name: str, of: Of, to: str, *, quiet: bool) -> Answer:
    """The command. `of`: the edition, the latest if none; `to`: a file for the rows. Exits 1 where the cohort is not as it was sealed."""
    target = checked_target(Path(to)) if to else None
    site = open_site()
    if name not in sealed.names(site.lake):
        raise Misuse(f"nothing is sealed as {name}: `hearth publish seal --list` names what is")
    if problems := list(sealed_faults(site, name)):
        return _damaged(problems)
    there = sealed.manifest(site.lake, name)
    edition = dated(site, of.edition, of.as_of, of.known_by) if of.as_of or of.known_by else chosen(site, of.edition)
    asked = cohort_named(there["cohort"])
    with err.status(f"{name} in edition {edition}") if not quiet else nullcontext(), site.lake.scratch() as scratch:
        now = _now(site, name, edition, asked, scratch)
        rows = _told(sealed.scan(site.lake, name), now, key_of(asked.table))
        counts = now.select(rows=pl.col(IS_MEMBER).sum(), unknown=pl.col(IS_MEMBER).is_null().sum())
        of_now = counts.collect(engine="streaming").row(0, named=True)
    if target:
        write_table(rows, target)
    sides = {
        "sealed": {"edition": there["edition"], "rows": there["rows"], "unknown": there["unknown"]},
        "now": {"edition": edition, **of_now},
    }
    return _answer({"name": name, **sides, **_counted(rows, key_of(asked.table)), "rows": rows.to_dicts(), "out": to})


def _now(site: Site, name: str, edition: str, asked: Cohort, scratch: Path) -> pl.LazyFrame:
    """The sealed columns of every row of the table, and whether it is in the cohort: asked once, then read several times."""
    rows, columns = rows_of(site, edition, asked), list(sealed.scan(site.lake, name).collect_schema())
    there = rows.collect_schema()
    if lacking := [column for column in columns if column not in there]:
        raise Misuse(f"edition {edition} has no column {', '.join(lacking)} of {asked.table}: name another one")
    rows.select(*columns, IS_MEMBER).sink_parquet(scratch / "now.parquet", compression="uncompressed", maintain_order=True)
    return pl.scan_parquet(scratch / "now.parquet", glob=False)


def _told(then: pl.LazyFrame, now: pl.LazyFrame, key: tuple[str, ...]) -> pl.DataFrame:
    found = beside(then, now, key)
    known, come = pl.collect_all([found.known, found.come], engine="streaming")
    compared = compared_of(then.collect_schema(), key)
    return differences(Beside(known.lazy(), come.lazy()), key, compared).collect()


def _counted(rows: pl.DataFrame, key: tuple[str, ...]) -> dict[str, Any]:
    """Gone rows by what they are now, come ones, rows still in it with changed cells, and changed cells by column."""
    gone, cells = rows.filter(pl.col("change") == GONE), rows.filter(pl.col("change") == CHANGED)
    by_column = cells.group_by("column").len("cells").sort("cells", "column", descending=[True, False])
    return {
        "gone": gone.height,
        "gone_now": dict(gone.group_by("now").len().sort("now").iter_rows()),
        "come": rows.filter(pl.col("change") == COME).height,
        "changed_rows": cells.filter(pl.col("now") == MEMBER).select(key).n_unique(),
        "changed_cells": dict(by_column.iter_rows()),
    }


def _damaged(problems: list[str]) -> Answer:
    def show() -> None:
        for line in problems:
            out.print(line, markup=False, soft_wrap=True)

    return Answer({"problems": problems}, show, Exit.REFUSED)


WORDS = {"outside": "the condition holds no more", "unknown": "unknown whether it holds", "absent": "not in the table"}


def _answer(document: Mapping[str, Any]) -> Answer:
    sides = [(side, *(document[side][name] for name in ("edition", "rows", "unknown"))) for side in ("sealed", "now")]
    why = ", ".join(f"{count:,} {WORDS[now]}" for now, count in document["gone_now"].items())

    def show() -> None:
        table(document["name"], ("", "edition", "rows", "unknown"), sides, ("rows", "unknown"))
        gone = f"gone {document['gone']:,}" + (f" ({why})" if why else "")
        out.print(f"{gone}, come {document['come']:,}, changed {document['changed_rows']:,}", soft_wrap=True)
        if document["changed_cells"]:
            table("changed cells, also of rows that are gone", ("column", "cells"), document["changed_cells"].items(), ("cells",))
        if document["out"]:
            out.print(f"rows: {document['out']}", soft_wrap=True, markup=False)
        elif document["rows"]:
            out.print("each row: --json, or --out FILE.csv|FILE.parquet")

    return Answer(document, show)
