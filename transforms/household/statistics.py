"""How likely it is by chance that so many of a village's households look alike: exact probabilities under a stated null.

bunched: of the values within a width above the line (found) and those within the next width (of = both), each lies in the first with probability
one half at most: incomes do not thin out right above the line. The probability that so many or more do is the upper tail of a binomial.

repeated: no one value is had by more than a share of households. Of n values the commonest is had by k. If each of the others has a household's
value with probability `share` at most, then k or more have one in common with probability n / k × P(Binomial(n - 1, share) ≥ k - 1) at most,
since at least k households see k - 1 others with their value (Markov).

Households of which the value, or whether they are looked at, is unknown are left out: a suspicion needs what is known.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from config.standards import Standards
from config.statistics import PARTS, Statistic
from config.thresholds import threshold
from transforms.expressions import compiled
from transforms.rules import household_schema
from transforms.stages import Night, stage
from transforms.tails import DIGITS, with_tail
from transforms.takes import schema_of_grain

HELD = pl.Schema(
    {
        "statistic": pl.String(),
        "village_code": pl.String(),
        "of": pl.Int64(),
        "found": pl.Int64(),
        "expected": pl.Float64(),
        "chance": pl.Float64(),
        "state": pl.String(),
        "value": pl.String(),
    }
)
STATES = ("suspect", "plausible", "too_few")


@stage(key="village_code")
def statistics(night: Night, *, asked_homes: pl.LazyFrame) -> pl.LazyFrame:
    """One row a statistic and village in which somebody has a value (HELD), ordered by both. `asked_homes`: all indicators of households.

    A statistic of a feed that was never delivered looks at nobody.
    """
    asked = [one for one in night.standards.statistics.values() if _is_told(one, night)]
    return pl.concat([*(_of(one, night, asked_homes) for one in asked), pl.LazyFrame(schema=HELD)])


def with_statistics(villages: pl.LazyFrame, held: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """`villages` with the parts of every statistic; unknown where it says nothing. `held`: from `statistics`."""
    for one in night.standards.statistics.values():
        said = held.filter(pl.col("statistic") == one.name, pl.col("state") != "too_few")
        parts = said.select("village_code", *(pl.col(name).alias(one.part(name)) for name in PARTS))
        villages = villages.join(parts, on="village_code", how="left", maintain_order="left")
    return villages


def village_statistics(night: Night, held: pl.LazyFrame, villages: pl.LazyFrame) -> pl.LazyFrame:
    """The published table, ordered as `held`. `villages`: village_code, town, village."""
    titles = {name: one.title for name, one in night.standards.statistics.items()}
    named = villages.select("village_code", "town", "village")
    return held.join(named, on="village_code", how="left", maintain_order="left").with_columns(
        title=pl.col("statistic").replace_strict(titles, default=None, return_dtype=pl.String), edition=pl.lit(night.edition)
    )


def looked_at(statistic: Statistic, standards: Standards, on: date) -> pl.Expr:
    """Whether a household is looked at: Boolean, null where unknown. Raises ValueError naming the statistic and what cannot be read."""
    try:
        return compiled(statistic.when, statistic.parameters, asked_of_households(standards), on)
    except ValueError as error:
        raise ValueError(f"statistics: {statistic.name}: when: {error}") from error


def asked_of_households(standards: Standards) -> pl.Schema:
    """What a statistic may ask of a household."""
    return pl.Schema({**household_schema(with_members=False), **schema_of_grain(standards, "household")})


def _is_told(one: Statistic, night: Night) -> bool:
    indicator = night.standards.indicators.get(one.value)
    return indicator is None or indicator.feed in night.delivered


def _of(one: Statistic, night: Night, asked_homes: pl.LazyFrame) -> pl.LazyFrame:
    known = asked_homes.filter(
        looked_at(one, night.standards, night.as_of).fill_null(value=False),
        pl.col(one.value).is_not_null(),
        pl.col("village_code").is_not_null(),
    ).select(pl.col("village_code").cast(pl.String), _value=pl.col(one.value))
    counted = _bunched(one, night, known) if one.test == "bunched" else _repeated(one, night, known)
    least, alarm = (threshold(name, night.as_of) for name in (one.least, one.alarm))
    enough = pl.col("of") >= int(least)
    told = (
        pl.when(~enough)
        .then(pl.lit("too_few"))
        .when(pl.col("chance") < alarm)
        .then(pl.lit("suspect"))
        .otherwise(pl.lit("plausible"))
    )
    return (
        counted.with_columns(statistic=pl.lit(one.name), chance=pl.when(enough).then("chance"), state=told)
        # A value is told where it is had by so many that it is suspicious, and nowhere else.
        .with_columns(value=pl.when(pl.col("state") == "suspect").then("value"))
        .select(pl.col(name).cast(dtype) for name, dtype in HELD.items())
        .sort("village_code")
    )


def _bunched(one: Statistic, night: Night, known: pl.LazyFrame) -> pl.LazyFrame:
    line, width = threshold(one.line, night.as_of), threshold(one.share, night.as_of)
    # To the cent: a width must not depend on how a fraction is stored.
    ends = [round(line * (1 + step * width), 2) for step in range(3)]
    value = pl.col("_value")
    counted = (
        known.group_by("village_code")
        .agg(
            found=value.is_between(ends[0], ends[1], closed="left").sum().cast(pl.Int64),
            of=value.is_between(ends[0], ends[2], closed="left").sum().cast(pl.Int64),
        )
        .filter(pl.col("of") > 0)
        .with_columns(expected=pl.col("of") / 2, value=pl.lit(None, pl.String))
    )
    return with_tail(counted, "village_code", "found", "of", pl.lit(0.5), "chance")


def _repeated(one: Statistic, night: Night, known: pl.LazyFrame) -> pl.LazyFrame:
    share = threshold(one.share, night.as_of)
    counted = (
        known.group_by("village_code", "_value")
        .agg(_had=pl.len().cast(pl.Int64))
        .group_by("village_code")
        .agg(
            of=pl.col("_had").sum(),
            found=pl.col("_had").max(),
            value=pl.col("_value").filter(pl.col("_had") == pl.col("_had").max()).min().cast(pl.String),
        )
        .with_columns(expected=(pl.col("of") * share).round(2), _others=pl.col("found") - 1, _rest=pl.col("of") - 1)
    )
    tailed = with_tail(counted, "village_code", "_others", "_rest", pl.lit(share), "_tail")
    bound = (pl.col("of") / pl.col("found") * pl.col("_tail")).clip(0, 1).round_sig_figs(DIGITS)
    return tailed.with_columns(chance=bound)
