"""What the ledger and receipts count once rows of a drop went: rows read = accepted + rejected + erased, and reasons tell of the rows that are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from config.reasons import reasons
from flows.drops.cutting import Cut
from flows.lake.ledger import Drop, Reason

Counted = tuple[tuple[str, str, int], ...]
"""Rule, column, rows."""
AT = ["sheet", "row"]
EQUAL = ("duplicate_equal", "")


@dataclass(frozen=True)
class Gone:
    """What went of one drop: rows of its file, and how many of them had been refused; or the file as a whole."""

    rows: tuple[tuple[str, int], ...] = ()
    rejected: int = 0
    reasons: Counted = ()
    """For how many of these rows they were refused or warned about."""
    named: bool = False
    """Whether the file named them, so that the inbox may not have it either."""
    whole: bool = False

    @classmethod
    def of(cls, made: Cut, refused: pl.DataFrame, *, whole: bool) -> Gone:
        """`refused`: the drop's rejections."""
        mine = made.gone.select(sheet="_sheet", row=pl.col("_row").cast(pl.Int64), key="_key", content="_hash")
        faults = refused.join(mine, on=AT, how="semi", nulls_equal=True)
        repeated = _repeated(mine.join(faults, on=AT, how="anti", nulls_equal=True))
        counted = [*_counted(faults), *_counted(made.warned), *([(*EQUAL, repeated)] if repeated else [])]
        return cls(
            rows=tuple(mine.select(AT).rows()),
            rejected=faults.select(AT).unique().height,
            reasons=tuple(sorted(counted)),
            named=whole or made.path is not None,
            whole=whole,
        )

    @classmethod
    def told(cls, known: Mapping[str, Any]) -> Gone:
        """As it is remembered (JSON)."""
        rows, counted = (tuple(tuple(one) for one in known[name]) for name in ("rows", "reasons"))
        return cls(**{**known, "rows": rows, "reasons": counted})


def _counted(faults: pl.DataFrame) -> Iterator[tuple[str, str, int]]:
    """`faults` has a row a rule and column that a row broke."""
    yield from faults.group_by(pl.col("rule"), pl.col("column").fill_null("")).len().rows()


def _repeated(accepted: pl.DataFrame) -> int:
    """Rows that only repeated another one of theirs."""
    alike = accepted.drop_nulls("key").group_by("key").agg(pl.len(), contents=pl.col("content").n_unique())
    return int(alike.filter(pl.col("contents") == 1).select((pl.col("len") - 1).sum()).item())


def without(drop: Drop, gone: Gone) -> Drop:
    """A row of the ledger once rows of its file went."""
    rows = len(gone.rows)
    # A drop refused as a whole counts all it kept among the refused; of one that is held unread these are the first rows anybody read.
    is_unread = drop.rows_read == drop.rows_erased
    refused = 0 if is_unread else rows if drop.state == "refused" else gone.rejected
    read, erased, rejected = drop.rows_read + is_unread * rows, drop.rows_erased + rows, drop.rows_rejected - refused
    return replace(
        drop,
        rows_read=read,
        rows_accepted=read - rejected - erased,
        rows_rejected=rejected,
        rows_erased=erased,
        reasons=tuple(_left(drop.reasons, gone.reasons)),
    )


def _left(told: Iterable[Reason], gone: Counted) -> Iterator[Reason]:
    """The reasons with the rows that are left. Those of no row any more go; those that speak of the drop as a whole stay."""
    owed = Counter({(rule, column): rows for rule, column, rows in gone})
    for reason in told:
        taken = min(reason.rows, owed[reason.rule, reason.column])
        owed[reason.rule, reason.column] -= taken
        left = reason.rows - taken
        if left or not taken or reasons()[reason.rule].level == "drop":
            yield Reason(reason.rule, reason.column, left)


def repeating(drop: Drop, first: Drop | None) -> Drop:
    """A further delivery of a content: it tells the reasons of the first one after its own."""
    own, *told = drop.reasons
    return replace(drop, reasons=(own, *first.reasons)) if told and first else drop


def recounted(receipt: Mapping[str, Any], drop: Drop, gone: Gone) -> dict[str, Any]:
    """The parts of a receipt that count rows, as the ledger has them now. How many of them were new or changed is not told any more where
    rows went: nobody knows which of these theirs were.
    """
    rows, left = receipt["rows"], {(reason.rule, reason.column): reason.rows for reason in drop.reasons}
    counts = {"read": drop.rows_read, "accepted": drop.rows_accepted, "rejected": drop.rows_rejected, "erased": drop.rows_erased}
    went = drop.rows_erased > rows.get("erased", 0)
    return {
        "rows": {**rows, **counts, "duplicates": min(rows["duplicates"], left.get(EQUAL, 0))},
        "changes": None if went else receipt.get("changes"),
        "reasons": list(_lines(receipt["reasons"], left, gone)),
        "warnings": list(_lines(receipt["warnings"], left, gone)),
    }


def _lines(lines: Iterable[Mapping[str, Any]], left: Mapping[tuple[str, str], int], gone: Gone) -> Iterator[dict[str, Any]]:
    """Reasons of a receipt with the rows that are left, and without places of rows that went."""
    for line in lines:
        rows = left.get((line["rule"], line["column"]))
        if rows is not None:
            places = [place for place in line["places"] if (place["sheet"], place["row"]) not in gone.rows]
            yield {**line, "rows": rows, "places": places}
