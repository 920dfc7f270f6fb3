"""Pairs of persons that are worth a decision: the best of their records' pairs, with everything the decision needs."""

from __future__ import annotations

from typing import Final

import polars as pl

Sides = tuple[pl.DataFrame, pl.DataFrame]
"""What `persons.persons` says of both sides."""
JUDGEMENTS: Final = {
    "left": pl.String(),
    "right": pl.String(),
    "decision": pl.String(),
    "by": pl.String(),
    "why": pl.String(),
    "until": pl.Date(),
}
"""What is read of judgements."""
_ENDS: Final = (pl.min_horizontal("left_person", "right_person"), pl.max_horizontal("left_person", "right_person"))
_UNORDERED: Final = ["low", "high"]


def judged(judgements: pl.DataFrame | None, sides: Sides) -> pl.DataFrame:
    """Judgements about two persons who both are in the records, with low and high, the hashes of the two in order."""
    given = pl.DataFrame(schema=JUDGEMENTS) if judgements is None else judgements
    named = given.select(pl.col(name).cast(dtype) for name, dtype in JUDGEMENTS.items()).with_columns(
        left_person=pl.col("left").hash(seed=0), right_person=pl.col("right").hash(seed=0)
    )
    known = pl.col("left_person", "right_person").is_in(pl.concat([side["person"] for side in sides]).implode())
    return named.filter(pl.all_horizontal(known)).with_columns(low=_ENDS[0], high=_ENDS[1])


def rows_of(judgements: pl.DataFrame, sides: Sides, *, within: bool) -> pl.DataFrame:
    """Pairs of rows (left, right) of judged persons, as far as one stands left and the other right, in whichever order."""
    left, right = (side.select("person").with_row_index("row") for side in sides)
    ends = pl.concat([judgements.select("low", "high"), judgements.select(low="high", high="low")])
    found = ends.join(left, left_on="low", right_on="person").join(right, left_on="high", right_on="person", suffix="_right")
    pairs = found.select(left="row", right="row_right").unique()
    return pairs.filter(pl.col("left") < pl.col("right")) if within else pairs


def candidates(scored: pl.DataFrame, sides: Sides, judgements: pl.DataFrame, *, within: bool) -> pl.DataFrame:
    """A row a pair of two persons: their best records' pair (left, right: rows; pattern, bits, rarity), what `persons` says of
    both (left_id …), and of the judgement decision, by, until; null where there is none.
    """
    ends = {"left_person": sides[0]["person"].gather(scored["left"]), "right_person": sides[1]["person"].gather(scored["right"])}
    of_two = scored.with_columns(**ends).filter(pl.col("left_person") != pl.col("right_person"))
    if not judgements.is_empty():
        told = judgements.select(*_UNORDERED, "decision", "by", "until")
        with_ends = of_two.with_columns(low=_ENDS[0], high=_ENDS[1])
        of_two = with_ends.join(told, on=_UNORDERED, how="left").drop(_UNORDERED)
    else:
        of_two = of_two.with_columns(decision=pl.lit(None, pl.String), by=pl.lit(None, pl.String), until=pl.lit(None, pl.Date))
    return _with_persons(_best(of_two, within=within), sides)


def uncompared(judgements: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Judgements about persons of the same list, whose records were not compared."""
    compared = pairs.select(low=_ENDS[0], high=_ENDS[1])
    return judgements.join(compared, on=_UNORDERED, how="anti")


def _best(pairs: pl.DataFrame, *, within: bool) -> pl.DataFrame:
    """Of several pairs of records of the same two persons the one with most bits, of equals the first."""
    low, high = _ENDS if within else (pl.col("left_person"), pl.col("right_person"))
    key = pl.struct(low.alias("low"), high.alias("high")).hash(seed=0).alias("_key")
    keyed = pairs.with_columns(key)
    several = keyed.filter(pl.col("_key").is_duplicated())
    if several.is_empty():
        return pairs
    best = several.sort("bits", "left", "right", descending=[True, False, False]).unique(
        "_key", keep="first", maintain_order=True
    )
    return pl.concat([keyed.filter(~pl.col("_key").is_duplicated()), best]).drop("_key").sort("left", "right")


def _with_persons(pairs: pl.DataFrame, sides: Sides) -> pl.DataFrame:
    known = [
        side.drop("person")[pairs[name]].select(pl.all().name.prefix(f"{name}_"))
        for name, side in zip(("left", "right"), sides, strict=True)
    ]
    return pl.concat([pairs, *known], how="horizontal")
