"""What the nightly report says of findings and rules: sums over tonight's tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from config.contracts import Contract
from flows.findings.words import TO_DO
from flows.report.findings import FindingCount, Findings, HardCase, Silence
from flows.report.precision import RuleLine
from flows.report.towns import NO_TOWN

HARDEST = 20
"""Households on the list of hardest cases."""
OF_NEED = ("exclusion", "gap", "risk")
"""Kinds of finding that say a household lacks something; a wrong birth date makes no case hard."""
WEIGHTS = {"high": 3, "medium": 2, "low": 1}
"""What a finding of each severity counts."""

_IS_TODO = pl.col("status").is_in(TO_DO)
_TOWN = pl.col("town").fill_null(NO_TOWN)


def findings_of(
    tables: Mapping[str, Path], edition: date, last: date | None, contracts: Mapping[str, Contract], kinds: Mapping[str, str]
) -> Findings:
    """All that is said of findings; `last`: the day of the edition before; `kinds`: titles of the kinds that are about people.

    Two million findings are read column by column, once.
    """
    found = pl.scan_parquet(tables["findings"])
    households, about_people = pl.scan_parquet(tables["household"]), found.filter(pl.col("kind").is_in(list(kinds)))
    counts, ages, ownerless, hardest, silent = pl.collect_all(
        [
            _counts(about_people, edition, last),
            _ages(about_people, edition),
            _ownerless(found),
            _hardest(found, households),
            _silent(found),
        ],
        engine="streaming",
    )
    return Findings(
        kinds=kinds,
        counts=tuple(FindingCount(**line) for line in counts.iter_rows(named=True)),
        days_open=dict(ages.iter_rows()),
        ownerless=ownerless.item(),
        hardest=tuple(_hard_case(row) for row in hardest.iter_rows(named=True)),
        silent=tuple(_silence(contracts, subject) for subject in silent["subject_id"]),
    )


def _counts(found: pl.LazyFrame, edition: date, last: date | None) -> pl.LazyFrame:
    """One row a town and kind, about people."""
    is_new = pl.lit(value=True) if last is None else pl.col("opened_on") > last
    is_gone = pl.lit(value=False) if last is None else pl.col("last_seen") >= last
    numbers = {
        **{status: pl.col("status") == status for status in (*TO_DO, "waived")},
        "overdue": _IS_TODO & (pl.col("due") < edition),
        "appeared": pl.col("status").is_in([*TO_DO, "waived"]) & is_new,
        "closed": (pl.col("status") == "closed") & is_gone,
    }
    return (
        found.group_by(_TOWN, "kind")
        .agg(condition.fill_null(value=False).sum().cast(pl.Int64).alias(name) for name, condition in numbers.items())
        .sort("town", "kind")
    )


def _ages(found: pl.LazyFrame, edition: date) -> pl.LazyFrame:
    """One row a town: the median age in days of what it has to work on."""
    age = (pl.lit(edition) - pl.col("opened_on")).dt.total_days()
    return found.filter(_IS_TODO).group_by(_TOWN).agg(age.median()).sort("town")


def _ownerless(found: pl.LazyFrame) -> pl.LazyFrame:
    """How many findings that somebody has to settle nobody owns."""
    nobody = pl.col("owner").fill_null("").str.strip_chars() == ""
    return found.filter(pl.col("status").is_in([*TO_DO, "waived"]) & nobody).select(pl.len())


def _hardest(found: pl.LazyFrame, households: pl.LazyFrame) -> pl.LazyFrame:
    """The hardest households: weighted findings of need × special groups (at least one) + what is unmet."""
    weight = pl.col("severity").replace_strict(WEIGHTS, default=0, return_dtype=pl.Int64)
    counts = {kind: (pl.col("kind") == kind).sum().cast(pl.Int64) for kind in OF_NEED}
    needs = found.filter(_IS_TODO & pl.col("kind").is_in(OF_NEED) & pl.col("household_id").is_not_null())
    lists = {"groups": pl.col("groups").list.len(), "missing": pl.col("gate_missing").list.len()}
    homes = households.select("household_id", "town", **{name: size.fill_null(0).cast(pl.Int64) for name, size in lists.items()})
    return (
        needs.group_by("household_id")
        .agg(weight=weight.sum(), **counts)
        .join(homes, on="household_id")
        .with_columns(unmet=pl.col("gap") + pl.col("missing"))
        .with_columns(score=pl.col("weight") * pl.max_horizontal("groups", 1) + pl.col("unmet"))
        .sort("score", "weight", "household_id", descending=[True, True, False])
        .head(HARDEST)
    )


def _hard_case(row: Mapping[str, Any]) -> HardCase:
    own = {name: row[name] for name in ("household_id", "town", "groups", "unmet", "score")}
    return HardCase(**own, findings={kind: row[kind] for kind in OF_NEED if row[kind]})


def _silent(found: pl.LazyFrame) -> pl.LazyFrame:
    """What is silent, as a feed or `feed|town`."""
    return found.filter((pl.col("kind") == "silence") & _IS_TODO).select("subject_id").sort("subject_id")


def _silence(contracts: Mapping[str, Contract], subject: str) -> Silence:
    feed, _, town = subject.partition("|")
    contract = contracts.get(feed)
    return Silence(department=contract.owner if contract else "", feed=contract.title if contract else feed, town=town)


def rules_of(tables: Mapping[str, Path]) -> tuple[RuleLine, ...]:
    """Every rule in force that waits for no feed."""
    columns = ("rule_id", "title", "kind", "hits", "unknown", "verified", "verified_true")
    ends = {"low": "precision_low", "high": "precision_high"}
    asked = pl.scan_parquet(tables["rules"]).filter(pl.col("awaits").list.len() == 0)
    rows = asked.select(*columns, **{name: pl.col(column) for name, column in ends.items()})
    return tuple(RuleLine(**row) for row in rows.collect().iter_rows(named=True))
