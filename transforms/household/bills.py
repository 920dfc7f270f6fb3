"""Bills as evidence: which ones stand, what illness they speak of, and which came after their patient's death.

A bill stands when it is no reversal and was not reversed: what was taken back proves nothing.
"""

from __future__ import annotations

import polars as pl

from config.groups import BillEvidence, Group, load_groups
from config.thresholds import threshold
from transforms.household.states import SETTLEMENTS, SOURCE
from transforms.stages import Night, stage

LABELS = ("disease_code", "disease_name", "diagnosis_code")
ILLNESS_VISITS = ("outpatient_chronic", "inpatient")


@stage(key="person_id")
def illness_bills(night: Night, *, bills: pl.LazyFrame) -> pl.LazyFrame:
    """The standing bills that are evidence of illness: a chronic-outpatient or inpatient visit, or a registered disease."""
    is_evidence = pl.col("visit_type").is_in(ILLNESS_VISITS) | pl.col("disease_code").is_not_null()
    return _standing(night, bills, is_evidence).select("person_id", "settled_at", "_key", *SOURCE)


@stage(key="person_id")
def conditions(night: Night, *, bills: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person, group and kind of evidence: the newest standing bill that puts the person into the group."""
    labels = bills.select(LABELS).unique()
    marked = pl.concat([_marked(labels, group, one) for group in load_groups().values() for one in group.bills])
    told = (
        _standing(night, bills, pl.any_horizontal(pl.col(LABELS).is_not_null()))
        .join(marked, on=LABELS, nulls_equal=True)
        .filter(_is_fresh(night))
    )
    return (
        told.sort("settled_at", "_key", descending=[True, False])
        .unique(["person_id", "group", "strength"], keep="first", maintain_order=True)
        .select("person_id", "group", "strength", "kind", "column", *SOURCE, feed=pl.lit(SETTLEMENTS))
    )


@stage(key="person_id")
def bills_of_the_dead(night: Night, *, bills: pl.LazyFrame, reported: pl.LazyFrame) -> pl.LazyFrame:
    """Standing bills of people with a death event, confirmed or not: few rows, so that each is compared with the death."""
    of_them = bills.join(reported.select("person_id"), on="person_id", how="semi")
    return _standing(night, of_them, pl.lit(value=True)).select("person_id", "settled_at", "_key", *SOURCE)


@stage(key="person_id")
def late_bills(*, bills: pl.LazyFrame, dead: pl.LazyFrame) -> pl.LazyFrame:
    """The bills settled after the confirmed death of their patient."""
    died = dead.filter("died").select("person_id", "died_on")
    return bills.join(died, on="person_id").filter(pl.col("settled_at") > pl.col("died_on"))


def _standing(night: Night, bills: pl.LazyFrame, wanted: pl.Expr) -> pl.LazyFrame:
    """The wanted bills up to the night that are no reversals and were not reversed."""
    taken_back = bills.filter(pl.col("reversal_of").is_not_null()).select(settlement_id="reversal_of")
    return bills.filter(wanted, pl.col("settled_at") <= night.as_of, pl.col("reversal_of").is_null()).join(
        taken_back, on="settlement_id", how="anti"
    )


def _marked(labels: pl.LazyFrame, group: Group, evidence: BillEvidence) -> pl.LazyFrame:
    """The combinations of labels that are this evidence: hospitals write a few thousand, however many bills there are."""
    says = pl.col(evidence.column).cast(pl.String).str.contains(evidence.pattern)
    if group.never:
        column, pattern = group.never
        says = says & ~pl.col(column).cast(pl.String).str.contains(pattern).fill_null(value=False)
    return labels.filter(says).with_columns(
        group=pl.lit(group.name),
        strength=pl.lit(group.bills.index(evidence), pl.UInt8),
        kind=pl.lit(evidence.kind),
        column=pl.lit(evidence.column),
    )


def _is_fresh(night: Night) -> pl.Expr:
    """Whether the bill lies within the days its kind of evidence is good for."""
    limits = {
        (group.name, index): int(threshold(one.within_days, night.as_of))
        for group in load_groups().values()
        for index, one in enumerate(group.bills)
        if one.within_days
    }
    days = (pl.lit(night.as_of) - pl.col("settled_at")).dt.total_days()
    fresh = pl.lit(value=True)
    for (group, strength), limit in limits.items():
        fresh = fresh & ~((pl.col("group") == group) & (pl.col("strength") == strength) & (days >= limit))
    return fresh
