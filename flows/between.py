"""`hearth publish changes`: what happened from one published edition to another, whatever lies between the two.

What an edition says of the one it was compared with is published (`changes`). Of any other pair it is worked out by the stages of the night, from
the later edition's own drops, and laid down nowhere.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows.answer import Answer
from flows.editions import chosen, scan
from flows.errors import Misuse
from flows.lake import published
from flows.linking.files import PARQUET, checked_target, write_table
from flows.night.again import inputs_of
from flows.night.working import work_out
from flows.site import Site, open_site
from flows.terminal import err, out, table


def changes_between(earlier: str, later: str, to: str, *, quiet: bool) -> Answer:
    """The command. `later`: the latest edition if none; `to`: a file for the rows."""
    target = checked_target(Path(to)) if to else None
    site = open_site()
    until = chosen(site, later)
    for edition in (earlier, until):
        scan(site, "household", edition)
    if earlier == until or _day(earlier) > _day(until):
        raise Misuse(f"{earlier} is not before {until}: name the earlier edition first")
    with err.status(f"from {earlier} to {until}") if not quiet else nullcontext(), site.lake.scratch() as scratch:
        rows = between(site, earlier, until, scratch).collect(engine="streaming")
    if target:
        write_table(rows if target.suffix.lower() == PARQUET else rows.with_columns(evidence=_as_text()), target)
    return _answer(earlier, until, rows, to)


def between(site: Site, earlier: str, later: str, scratch: Path) -> pl.LazyFrame:
    """The rows of `changes` from one edition to another, in its columns and order; `scratch` holds what they are made of."""
    if published.manifest(site.lake, "changes", later)["inputs"]["findings_of"] == earlier:
        return scan(site, "changes", later)
    given = replace(inputs_of(site, later), before=earlier)
    return pl.scan_parquet(work_out(site, given, scratch, keep=False)["changes"])


def _as_text() -> pl.Expr:
    """Evidence for a file that has no lists: `feed drop sheet row column` of each cell, divided by semicolons."""
    cell = pl.concat_str(pl.element().struct.unnest(), separator=" ", ignore_nulls=True)
    return pl.col("evidence").list.eval(cell).list.join("; ")


def _day(edition: str) -> date:
    return date.fromisoformat(edition[:10])


def _answer(earlier: str, later: str, rows: pl.DataFrame, to: str) -> Answer:
    grains = pl.when(pl.col("person_id").is_null()).then(pl.lit("household")).otherwise(pl.lit("person")).alias("of")
    counts = rows.group_by(grains, "event").len("rows").sort("of", "event")
    lines: list[dict[str, Any]] = counts.to_dicts()
    document = {"from": earlier, "to": later, "counts": lines, "rows": rows.to_dicts(), "out": to}

    def show() -> None:
        table(f"changes from {earlier} to {later}", ("of", "event", "rows"), [tuple(line.values()) for line in lines], ("rows",))
        if to:
            out.print(f"rows: {to}", soft_wrap=True, markup=False)
        elif lines:
            out.print("each row: --json, or --out FILE.csv|FILE.parquet")

    return Answer(document, show)
