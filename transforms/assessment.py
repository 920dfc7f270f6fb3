"""The official rates (`config/assessment.yaml`) from spot checks, each with Wilson's 95 % interval.

Grain of the feed: one row a sample and household. A household answers a rate where the rate speaks of it and its answer is known; a household
of which that cannot be said, whose answer is blank, or where nobody looked, is counted apart, never as no.

A sample drawn by strata is weighted: of the N households of stratum h, N c / k are such of whom the rate speaks, as it does of c of the k sampled
ones of whom that can be said. An answer stands for w = N c / (k n) of them, n of which answered this rate, so that who did not answer is
stood for by their stratum, and who is not asked by nobody. With x the household's persons (1 where the rate counts households), u = w x:

    share = sum(u of hits) / sum(u)        effective households = sum(u)^2 / sum(u^2)   (Kish)

The interval is Wilson's for so many independent answers: the people of one household answer together, so households are what is counted, and
unequal weights make fewer of them. With equal weights and one a household it is Wilson's for the households that answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from config.assessment import Assessment, Rate
from config.check_column import names_in
from config.contracts import Contract
from config.standards import Standards
from config.thresholds import threshold
from transforms.expressions import compiled
from transforms.household.tables import schema_of
from transforms.stages import Night
from transforms.takes import columns_of
from transforms.wilson import wilson

CITY = "全市"
"""What the place is called where a row speaks of the whole city."""
_OF_SAMPLE = ["sample_id", "rate_id"]


def needs(assessment: Assessment, contract: Contract) -> pl.Schema:
    """The columns that the rates read of the feed; codes as text."""
    asked = _asked(contract)
    said = names_in(" ".join(f"{rate.of} {rate.hit}" for rate in assessment.rates))
    named = [name for name in asked if name in said]
    return pl.Schema({name: asked[name] for name in (*assessment.columns.values(), *named)})


def rate_asked(rate: Rate, contract: Contract, on: date) -> tuple[pl.Expr, pl.Expr]:
    """Whether the rate speaks of a row, and whether it is a hit: Boolean, null where unknown. Raises ValueError saying what is wrong."""
    try:
        of, hit = (
            compiled(text, rate.parameters, _asked(contract), on) if text else pl.lit(value=True) for text in (rate.of, rate.hit)
        )
    except ValueError as error:
        raise ValueError(f"{rate.id}: {error}") from error
    return of, hit


def expression_problems(standards: Standards, on: date) -> Iterator[str]:
    """List what cannot be read of the rates' expressions, one line a problem."""
    contract = standards.contracts[standards.assessment.feed]
    for rate in standards.assessment.rates:
        try:
            rate_asked(rate, contract, on)
        except ValueError as error:
            yield f"assessment.yaml: {error}"


def assessment(night: Night, states: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """One row a sample, rate and scope (the city, and each town that answers), ordered so; none before the first spot check."""
    asked = night.standards.assessment
    if asked.feed not in states:
        return pl.LazyFrame(schema=schema_of("assessment"))
    rows = _rows(states[asked.feed], asked, night)
    sampled = pl.concat([_answers(rows, rate, night) for rate in asked.rates])
    answers = sampled.filter(pl.col("of").fill_null(value=True))
    weighted = answers.join(_weights(sampled), on=[*_OF_SAMPLE, "stratum"], how="left", nulls_equal=True).with_columns(
        # Of a sample that knows strata, who is in none stands for nobody who could be counted.
        weight=pl.when(pl.col("is_weighted")).then("weight").otherwise(1.0)
    )
    scopes = pl.concat(
        [
            weighted.with_columns(scope=pl.lit("city"), place=pl.lit(CITY)),
            weighted.filter(pl.col("town").is_not_null()).with_columns(scope=pl.lit("town"), place="town"),
        ],
    )
    return _judged(_summed(scopes), night).sort("sample_id", "rank", "scope", "place").drop("rank")


def _rows(state: pl.LazyFrame, asked: Assessment, night: Night) -> pl.LazyFrame:
    """The spot checks up to the night, each part under its own name beside the feed's columns. A blank day: nobody looked."""
    parts = {f"_{part}": pl.col(column) for part, column in asked.columns.items()}
    rows = state.with_columns(**parts).with_columns(_stratum=pl.col("_stratum").str.strip_chars())
    looked = pl.col("_checked_on")
    known = (pl.col("_stratum_households").n_unique() == 1).over("_sample", "_stratum") & pl.col("_stratum").is_not_null()
    return (
        rows.filter(looked.is_null() | (looked <= night.as_of))
        .with_columns(
            is_weighted=pl.col("_stratum").is_not_null().any().over("_sample"),
            # A stratum whose size its rows tell differently has none.
            size=pl.when(known).then("_stratum_households"),
            checked_from=looked.min().over("_sample"),
            checked_to=looked.max().over("_sample"),
        )
        .filter(pl.col("_sample").is_not_null())
    )


def _answers(rows: pl.LazyFrame, rate: Rate, night: Night) -> pl.LazyFrame:
    """What each household says of one rate; `of`: whether the rate speaks of it."""
    contract = night.standards.contracts[night.standards.assessment.feed]
    of, hit = rate_asked(rate, contract, night.as_of)
    counted = pl.col("_persons") if rate.counts == "persons" else pl.lit(1, pl.Int64)
    stands = ~pl.col("is_weighted") | (pl.col("size") > 0).fill_null(value=False)
    return (
        rows.with_columns(of=of, hit=hit, counted=counted.cast(pl.Int64))
        .with_columns(
            answers=pl.col("of").fill_null(value=False)
            & pl.col("hit").is_not_null()
            & (pl.col("counted") > 0).fill_null(value=False)
            & pl.col("_checked_on").is_not_null()
            & stands
        )
        .select(
            "of",
            "answers",
            "hit",
            "counted",
            "is_weighted",
            "size",
            "checked_from",
            "checked_to",
            sample_id="_sample",
            rate_id=pl.lit(rate.id),
            town="_town",
            stratum="_stratum",
        )
    )


def _weights(sampled: pl.LazyFrame) -> pl.LazyFrame:
    """How many households an answer of each stratum stands for; null where nobody answered."""
    spoken_of, known, answers = (
        count.cast(pl.Int64) for count in (pl.col("of").sum(), pl.col("of").count(), pl.col("answers").sum())
    )
    weight = pl.col("size").first().cast(pl.Float64) * spoken_of / (known * answers)
    return sampled.group_by(*_OF_SAMPLE, "stratum").agg(weight=pl.when(answers > 0).then(weight))


def _summed(scopes: pl.LazyFrame) -> pl.LazyFrame:
    """One row a sample, rate and scope. Whole numbers are summed by stratum; the few strata then in one order, so that no sum of fractions
    depends on the order of the rows.
    """
    answers, counted = pl.col("answers"), pl.col("counted").filter("answers")
    hits = pl.col("counted").filter(pl.col("answers") & pl.col("hit").fill_null(value=False))
    scope = [*_OF_SAMPLE, "scope", "place"]
    by_stratum = scopes.group_by(*scope, "stratum", "weight", "is_weighted", "checked_from", "checked_to").agg(
        households=answers.sum().cast(pl.Int64),
        unknown_households=(~answers).sum().cast(pl.Int64),
        numerator=hits.sum(),
        denominator=counted.sum(),
        squares=(counted * counted).sum(),
    )
    weight = pl.col("weight").fill_null(0.0)
    sums = {"hits": weight * pl.col("numerator"), "all": weight * pl.col("denominator"), "squares": weight**2 * pl.col("squares")}
    return (
        by_stratum.group_by(*scope)
        .agg(
            pl.col("households", "unknown_households", "numerator", "denominator").sum(),
            pl.col("is_weighted").first(),
            pl.col("checked_from").first(),
            pl.col("checked_to").first(),
            *(term.sort_by("stratum", "weight").alias(f"_{name}") for name, term in sums.items()),
        )
        .with_columns(pl.col(f"_{name}").list.sum() for name in sums)
    )


def _judged(summed: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """With share, interval and on which side of its line the rate lies; none of these where too few answered."""
    asked = night.standards.assessment
    enough = pl.col("households") >= int(threshold(asked.least_households, night.as_of))
    low, high = wilson(pl.col("share"), pl.col("effective_households"))
    line, is_below = pl.col("line"), pl.col("good") == "below"
    below, above = pl.col("share_high") < line, pl.col("share_low") >= line
    verdict = pl.when(below).then(pl.when(is_below).then(pl.lit("pass")).otherwise(pl.lit("fail"))).when(above).then(
        pl.when(is_below).then(pl.lit("fail")).otherwise(pl.lit("pass"))
    )  # fmt: skip
    return (
        summed.join(_rates(asked, night), on="rate_id")
        .with_columns(
            share=pl.when(enough & (pl.col("_all") > 0)).then(pl.col("_hits") / pl.col("_all")),
            effective_households=pl.when(pl.col("_all") > 0).then(pl.col("_all") ** 2 / pl.col("_squares")),
        )
        .with_columns(share_low=low, share_high=high)
        .with_columns(verdict=verdict.otherwise(pl.lit("unknown")), edition=pl.lit(night.edition))
    )


def _rates(asked: Assessment, night: Night) -> pl.LazyFrame:
    rows = [
        {
            "rate_id": rate.id,
            "rank": rank,
            "title": rate.title,
            "counts": rate.counts,
            "good": rate.good,
            "line": float(threshold(rate.line, night.as_of)),
        }
        for rank, rate in enumerate(asked.rates)
    ]
    texts = ("rate_id", "title", "counts", "good")
    return pl.LazyFrame(rows, schema={**dict.fromkeys(texts, pl.String()), "rank": pl.Int64(), "line": pl.Float64()})


def _asked(contract: Contract) -> pl.Schema:
    """What an expression may name: the feed's columns without money, which nobody is asked in a spot check."""
    money = {column.name for column in contract.columns if column.type == "money"}
    return pl.Schema({name: dtype for name, dtype in columns_of(contract).items() if name not in money})
