"""Every result that came back for a finding, imported or delivered as a feed, in the order in which they count."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.lake import changelog, verifications
from flows.report.shown import shown
from flows.site import Site
from transforms.household.delivered_checks import NEEDS, feeds_of
from transforms.household.further import read

COLUMNS = ("checked_on", "result", "until", "by", "note", "known_at", "import_id", "line")
IMPORTED = "import"
"""Where a result came from that came by `hearth findings import`; else it is the feed."""
NOTE_WITHHELD = "（备注未列出）"
"""What stands in place of a note."""


def history(site: Site, finding_id: str) -> list[dict[str, Any]]:
    """One entry a result: COLUMNS and `source`. Who looked is a pseudonym in a feed, and not told."""
    mine = pl.col("finding_id") == finding_id
    imported = verifications.scan(site.lake).filter(mine).select(*COLUMNS, source=pl.lit(IMPORTED)).collect()
    both = pl.concat([imported, *(_delivered(site, feed, mine) for feed in feeds_of(site.standards))], how="diagonal_relaxed")
    return list(both.sort("checked_on", "known_at", "import_id", "line").iter_rows(named=True))


def _delivered(site: Site, feed: str, mine: pl.Expr) -> pl.DataFrame:
    """What the feed's log says, also what a later row of the same day took the place of."""
    log = changelog.read_log(site.lake, site.contracts[feed].table)
    if log is None:
        return pl.DataFrame()
    rows = read(log.rows(), NEEDS).filter(mine)
    return rows.select(
        "checked_on",
        "result",
        "until",
        known_at="_known_at",
        import_id="_drop_id",
        line=pl.col("_row").cast(pl.Int64),
        source=pl.lit(feed),
    ).collect()


def withheld(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what its writer put into words: whoever wrote it may have named anybody."""
    by = pl.select(shown(pl.lit(result["by"], pl.String), "name")).item()
    return {**result, "by": by, "note": result["note"] and NOTE_WITHHELD}
