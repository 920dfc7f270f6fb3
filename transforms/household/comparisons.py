"""What villages get per head, by group, against the group that the others are held against."""

from __future__ import annotations

from datetime import date

import polars as pl

from config.comparisons import Comparison, Group
from config.standards import Standards
from transforms.expressions import compiled
from transforms.household.indicators import VILLAGE
from transforms.household.tables import unfilled
from transforms.stages import Night
from transforms.tails import DIGITS
from transforms.takes import schema_of_grain


def with_comparisons(villages: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """`villages`, which have all indicators of feeds and every progress, with the ratio of every comparison and its `_group_…` and `_reference_…`."""
    for one in night.standards.comparisons.values():
        villages = villages.with_columns(_group_of(one, night).alias(_group(one))).with_columns(
            _per_head_of_reference(one).alias(_reference(one))
        )
        ratio = pl.when(pl.col(_reference(one)) > 0).then(_per_head(one) / pl.col(_reference(one)))
        villages = villages.with_columns(
            pl.when(pl.col(_group(one)).is_not_null()).then(ratio).round_sig_figs(DIGITS).alias(one.ratio)
        )
    return villages


def village_comparisons(night: Night, villages: pl.LazyFrame) -> pl.LazyFrame:
    """One row a comparison and village of one of its groups, ordered by both. `villages`: in order, from `with_comparisons`."""
    found = [_of(one, night, villages) for one in night.standards.comparisons.values()]
    return pl.concat(found) if found else unfilled("village_comparisons")


def belongs(comparison: Comparison, group: Group, standards: Standards, on: date) -> pl.Expr:
    """Whether a village is of the group: Boolean, null where unknown. Raises ValueError naming the comparison and what cannot be read."""
    try:
        return compiled(group.when, group.parameters, asked_of_villages(standards), on)
    except ValueError as error:
        raise ValueError(f"comparisons: {comparison.name}: {group.name}: when: {error}") from error


def asked_of_villages(standards: Standards) -> pl.Schema:
    """What a comparison may ask of a village."""
    ratios = {one.ratio for one in standards.comparisons.values()}
    told = {**VILLAGE, **schema_of_grain(standards, "village")}
    return pl.Schema({name: dtype for name, dtype in told.items() if name not in ratios})


def _of(one: Comparison, night: Night, villages: pl.LazyFrame) -> pl.LazyFrame:
    titles = {group.name: group.title for group in one.groups}
    return villages.filter(pl.col(_group(one)).is_not_null()).select(
        "village_code",
        "town",
        "village",
        comparison=pl.lit(one.name),
        title=pl.lit(one.title),
        unit=pl.lit(one.unit),
        group=pl.col(_group(one)),
        group_title=pl.col(_group(one)).replace_strict(titles, return_dtype=pl.String),
        value=pl.col(one.value).cast(pl.Float64),
        heads=pl.col(one.per).cast(pl.Float64),
        per_head=_per_head(one).round(2),
        reference=pl.col(_reference(one)).round(2),
        ratio=pl.col(one.ratio),
        edition=pl.lit(night.edition),
    )


def _group_of(one: Comparison, night: Night) -> pl.Expr:
    """The first group that the village is of; one of which that is unknown is no answer, and neither are those after it."""
    told = [belongs(one, group, night.standards, night.as_of) for group in one.groups]
    return pl.coalesce(
        *(
            pl.when(holds & ~pl.any_horizontal([*(other.is_null() for other in told[:at]), pl.lit(value=False)])).then(
                pl.lit(group.name)
            )
            for at, (group, holds) in enumerate(zip(one.groups, told, strict=True))
        )
    )


def _per_head(one: Comparison) -> pl.Expr:
    return pl.when(pl.col(one.per) > 0).then(pl.col(one.value) / pl.col(one.per))


def _per_head_of_reference(one: Comparison) -> pl.Expr:
    """Together, not the mean of villages: a small village weighs little. Villages of which one of the two is unknown are left out."""
    known = (pl.col(_group(one)) == one.reference) & pl.col(one.value).is_not_null() & pl.col(one.per).is_not_null()
    heads = pl.col(one.per).filter(known).sum()
    return pl.when(heads > 0).then(pl.col(one.value).filter(known).sum() / heads).round_sig_figs(2 * DIGITS)


def _group(one: Comparison) -> str:
    return f"_group_{one.name}"


def _reference(one: Comparison) -> str:
    return f"_reference_{one.name}"
