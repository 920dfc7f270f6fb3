"""Links that stand alone are settled all at once; only persons with several links are clustered one link after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from transforms.linkage.candidates import Sides
from transforms.linkage.clusters import Person, Same, clustered
from transforms.linkage.persons import left_stays

ALIASES: Final = pl.Schema({"alias": pl.String(), "person_id": pl.String()})
_LINK: Final = ("left_id", "right_id", "bits", "is_judged")


Inside = Callable[[Sequence[Same], Mapping[str, int]], list[tuple[str, str]]]
"""Links, and a record of each id -> pairs of ids that a rule keeps apart though links would bring them together."""


def united(pairs: pl.DataFrame, uncompared: pl.DataFrame, sides: Sides, inside: Inside) -> tuple[pl.Series, pl.DataFrame]:
    """(whether a pair was to be the same (`is_same`) and cannot be; aliases). `uncompared` are judgements within one list."""
    links = pairs.select(*_LINK, "is_same", "left_person", "right_person", "left_anchored", "right_anchored").with_row_index(
        "pair"
    )
    same = links.filter("is_same")
    extra = _judged_same(uncompared)
    ends = pl.concat([same["left_person"], same["right_person"], extra["low"], extra["high"]])
    several = ends.filter(ends.is_duplicated()).unique().implode()
    together = pl.any_horizontal(pl.col("left_person", "right_person").is_in(several))
    apart = same.filter(~together)
    no = pl.all_horizontal("left_anchored", "right_anchored") & ~pl.col("is_judged")
    apart_by = (_different(pairs, uncompared), _stopped(pairs))
    refused, aliases = _clustered(same.filter(together), extra, apart_by, sides, inside)
    pairs_refused = pl.concat([apart.filter(no)["pair"], refused]).implode()
    names = pl.concat([_named(apart.filter(~no)["pair"], pairs), aliases]).sort("alias")
    return links.select(pl.col("pair").is_in(pairs_refused)).to_series(), names


def _judged_same(uncompared: pl.DataFrame) -> pl.DataFrame:
    return uncompared.filter(pl.col("decision") == "same")


def _different(pairs: pl.DataFrame, uncompared: pl.DataFrame) -> pl.DataFrame:
    """Pairs that people keep apart."""
    compared = pairs.filter(pl.col("decision") == "different").select("left_id", "right_id")
    others = uncompared.filter(pl.col("decision") == "different").select(left_id="left", right_id="right")
    return pl.concat([compared, others])


def _stopped(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs that a definite-no rule keeps apart."""
    return pairs.filter(pl.col("stop").is_not_null() & ~pl.col("says_same")).select("left_id", "right_id")


def _named(chosen: pl.Series, pairs: pl.DataFrame) -> pl.DataFrame:
    """The alias of each of these pairs, which share no person."""
    ends = pairs[chosen].with_columns(stays=left_stays())
    return ends.select(
        alias=pl.when("stays").then("right_id").otherwise("left_id"),
        person_id=pl.when("stays").then("left_id").otherwise("right_id"),
    )


def _clustered(
    same: pl.DataFrame, extra: pl.DataFrame, apart_by: tuple[pl.DataFrame, pl.DataFrame], sides: Sides, inside: Inside
) -> tuple[pl.Series, pl.DataFrame]:
    """(row numbers of refused pairs, aliases)."""
    links = {
        Same(row["left_id"], row["right_id"], row["bits"], row["is_judged"]): row["pair"] for row in same.iter_rows(named=True)
    }
    judged = [Same(row["left"], row["right"], float("inf"), judged=True) for row in extra.iter_rows(named=True)]
    ends = pl.concat([same["left_person"], same["right_person"], extra["low"], extra["high"]])
    persons, rows = _persons(sides, ends.unique())
    both = pl.all_horizontal(pl.col("left_id", "right_id").is_in(pl.Series(list(persons), dtype=pl.String).implode()))
    every = [*links, *judged]
    different, stopped = (list(pairs.filter(both).iter_rows()) for pairs in apart_by)
    refused, named = clustered(every, persons, different, [*stopped, *inside(every, rows)])
    numbers = [links[link] for link in refused if link in links]
    return pl.Series(numbers, dtype=pl.UInt32), pl.DataFrame(list(named.items()), schema=ALIASES, orient="row")


def _persons(sides: Sides, chosen: pl.Series) -> tuple[dict[str, Person], dict[str, int]]:
    """By id what is known of these persons, and a record of each (those of the right side counted on); of one who is in both
    lists what either says.
    """
    known: dict[str, Person] = {}
    records: dict[str, int] = {}
    for side, first in zip(reversed(sides), (sides[0].height, 0), strict=True):
        rows = side.with_row_index("row", first).filter(pl.col("person").is_in(chosen.implode()))
        for row in rows.select("row", "id", "anchored", "groups", "rank").iter_rows(named=True):
            known[row["id"]] = _joined(known.get(row["id"]), row)
            records[row["id"]] = row["row"]
    return known, records


def _joined(known: Person | None, row: dict[str, Any]) -> Person:
    groups = frozenset(row["groups"] or ())
    if known is None:
        return Person(row["id"], row["anchored"], groups, row["rank"])
    return Person(row["id"], known.anchored or row["anchored"], known.groups | groups, min(known.rank, row["rank"]))
