"""The findings of a night: every hit with its owner, its cells, its state and its day; and what each rule came to."""

from __future__ import annotations

import polars as pl

from config.rules import Rule
from transforms.household.hits import awaited, holding
from transforms.household.lifecycle import OPEN, REMEMBERED, counting, due, due_days, living_findings
from transforms.household.states import ROSTER
from transforms.household.tables import schema_of
from transforms.keyed import keyed
from transforms.stages import Night, stage

STATES = ("open", "assigned", "confirmed", "not_confirmed", "waived", "closed")


def findings(
    night: Night,
    hits: pl.LazyFrame,
    evidence: pl.LazyFrame,
    before: pl.LazyFrame,
    checks: pl.LazyFrame,
    precise: pl.LazyFrame,
    villages: pl.LazyFrame,
) -> pl.LazyFrame:
    """The published findings, ordered by rule and subject.

    `hits`: answers of the rules (`hits.ANSWER`). `evidence`: their cells. `before`: the findings of the edition before. `checks`: all
    verifications known. `precise`: `precision`. `villages`: village_code with `town` and `village`, one row each.
    """
    found = hits.pipe(_placed, villages).join(_rules(night), on="rule_id").with_columns(finding_id=_finding_id(night))
    living = living_findings(night, hits=found, before=before, checks=counting(checks, night))
    kept = [name for name in schema_of("findings") if name not in (*REMEMBERED, *CALCULATED, "finding_id", "edition")]
    return (
        living.join(evidence, on=["rule_id", "subject_id"], how="left")
        .with_columns(owner=_owner(night))
        .with_columns(pl.coalesce(name, f"{name}_before").alias(name) for name in kept)
        .with_columns(
            evidence=pl.col("evidence").fill_null(pl.lit([], schema_of("findings")["evidence"])),
            due=pl.coalesce(due(pl.col("due_days")), "due_before"),
            edition=pl.lit(night.edition),
        )
        .join(precise, on="rule_id", how="left")
        .rename({"precision": "rule_precision", "precision_low": "rule_precision_low", "precision_high": "rule_precision_high"})
        .sort("rule_id", "subject_id", "finding_id")
    )


CALCULATED = ("due", "rule_precision", "rule_precision_low", "rule_precision_high")
"""Columns that are never taken over from the edition before."""


@stage(key="household_id")
def open_by_household(*, findings: pl.LazyFrame) -> pl.LazyFrame:
    """One row a household with open work: `household_id, open_findings`."""
    mine = findings.filter(pl.col("household_id").is_not_null() & pl.col("status").is_in(OPEN))
    return mine.group_by("household_id").agg(open_findings=pl.len().cast(pl.Int64))


def rules(night: Night, hits: pl.LazyFrame, findings: pl.LazyFrame, precise: pl.LazyFrame) -> pl.LazyFrame:
    """One row a rule in force: how often it hit tonight, of how many it cannot tell, what became of its findings, how far to trust it, and
    for which feeds it waits before it is asked at all.
    """
    asked = hits.group_by("rule_id").agg(
        hits=pl.col("hit").sum().cast(pl.Int64), unknown=pl.col("hit").is_null().sum().cast(pl.Int64)
    )
    states = findings.group_by("rule_id").agg((pl.col("status") == state).sum().cast(pl.Int64).alias(state) for state in STATES)
    counts = ("hits", "unknown", *STATES, "verified", "verified_true")
    return (
        _rules(night)
        .join(asked, on="rule_id", how="left")
        .join(states, on="rule_id", how="left")
        .join(precise, on="rule_id", how="left")
        .with_columns(pl.col(counts).fill_null(0), edition=pl.lit(night.edition))
        .sort("rule_id")
    )


def _rules(night: Night) -> pl.LazyFrame:
    """One row a rule in force, with who verifies and who does where no place is known."""
    rows = [
        {
            "rule_id": rule.id,
            "rule_version": rule.version,
            "kind": rule.kind,
            "grain": rule.grain,
            "title": rule.title,
            "severity": rule.severity,
            "verifier": rule.verifier,
            "department": _department(rule, night),
            "due_days": due_days(rule.due_days, night),
            "awaits": awaited(rule, night),
        }
        for rule in holding(night)
    ]
    texts = ("rule_id", "rule_version", "kind", "grain", "title", "severity", "verifier", "department")
    return pl.LazyFrame(rows, schema={**dict.fromkeys(texts, pl.String()), "due_days": pl.Int64(), "awaits": pl.List(pl.String)})


def _department(rule: Rule, night: Night) -> str:
    """The department that acts where the rule says so or nobody nearer is known: that of the verifier, else of the first evidence
    that is not the register's.
    """
    named = [night.standards.feed_of(item.trace) for item in rule.evidence]
    feeds = [feed for feed in named if feed not in ("", ROSTER)]
    feed = rule.verifier if "/" in rule.verifier else next(iter(feeds), ROSTER)
    promised = night.promised.get(feed)
    return promised.owner if promised else feed.partition("/")[0]


def _placed(hits: pl.LazyFrame, villages: pl.LazyFrame) -> pl.LazyFrame:
    """Hits with town and village where only the village's code is known; a code that no household has names no place."""
    known = villages.rename({"town": "town_of_code", "village": "village_of_code"})
    return (
        hits.join(known, on="village_code", how="left")
        .with_columns(town=pl.coalesce("town", "town_of_code"), village=pl.coalesce("village", "village_of_code"))
        .with_columns(village_code=pl.when(pl.col("village").is_not_null()).then("village_code"))
        .drop("town_of_code", "village_of_code")
    )


def _owner(night: Night) -> pl.Expr:
    """Exactly one owner: the village, else its town, else a department."""
    in_village = pl.concat_str("town", "village")
    of_town = pl.when(pl.col("verifier") == "town").then("town")
    of_village = pl.when(pl.col("verifier") == "village").then(pl.coalesce(in_village, "town"))
    of_feed = pl.when(pl.col("verifier") == "feed").then(
        pl.col("subject_id").replace_strict({feed: promised.owner for feed, promised in night.promised.items()}, default=None)
    )
    return pl.coalesce(of_village, of_town, of_feed, "department")


def _finding_id(night: Night) -> pl.Expr:
    return keyed(pl.concat_str("rule_id", "subject_id", separator="|"), night.key, label="finding|", prefix="f")
