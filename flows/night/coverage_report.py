"""What the nightly report says of entitlements, special groups and the register's fields: sums over tonight's tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from config.entitlements import load_entitlements
from config.groups import load_groups
from flows.report.coverage import CoverageLine
from flows.report.fieldcheck import FieldLine
from flows.report.groupcosts import GroupLine
from flows.report.towns import NO_TOWN


def coverage_of(tables: Mapping[str, Path]) -> tuple[CoverageLine, ...]:
    """A line an entitlement and village; entitlements in the order of their configuration."""
    titles = _entitlement_titles()
    excused = pl.col("excused").list.eval(pl.element().struct.field("persons")).list.sum().fill_null(0)
    rows = (
        pl.scan_parquet(tables["coverage"])
        .select(
            "entitlement",
            pl.col("town").fill_null(NO_TOWN),
            "village",
            "village_code",
            "covered",
            "unknown",
            "gap",
            excused=excused,
        )
        .sort(_at("entitlement", titles), "village_code")
        .collect()
    )
    return tuple(CoverageLine(**row | _titled(row, entitlement=titles)) for row in rows.iter_rows(named=True))


def groups_of(tables: Mapping[str, Path]) -> tuple[GroupLine, ...]:
    """A line a special group and entitlement that some of its people have a claim to."""
    measures, groups = _entitlement_titles(), {name: one.title for name, one in load_groups().items()}
    money = {"before": "self_pay_before", "after": "self_pay_after", "gap_cost": "self_pay_gap"}
    rows = (
        pl.scan_parquet(tables["group_costs"])
        .sort("group", _at("measure", measures))
        .select("group", "measure", "persons", "gap", **money)
        .collect()
    )
    return tuple(GroupLine(**row | _titled(row, group=groups, measure=measures)) for row in rows.iter_rows(named=True))


def fields_of(tables: Mapping[str, Path], headings: Mapping[str, str]) -> tuple[FieldLine, ...]:
    """A line a field of the register, summed over the towns; `headings`: what the register calls it, in its order."""
    titles = {"alive": "是否在世", **headings}
    states = ("confirmed", "contradicted", "unverifiable")
    rows = (
        pl.scan_parquet(tables["field_confirmation"])
        .group_by("field")
        .agg(pl.col(states).sum())
        .sort(_at("field", headings), "field")
        .collect()
    )
    return tuple(
        FieldLine(title=titles.get(row["field"], row["field"]), **{name: row[name] for name in states})
        for row in rows.iter_rows(named=True)
    )


def _entitlement_titles() -> dict[str, str]:
    return {name: one.title for name, one in load_entitlements().items()}


def _titled(row: Mapping[str, str], **titles: Mapping[str, str]) -> dict[str, str]:
    """The named columns in Chinese; a name nobody gave a title to stays."""
    return {column: known.get(row[column], row[column]) for column, known in titles.items()}


def _at(column: str, order: Mapping[str, object]) -> pl.Expr:
    return pl.col(column).replace_strict(list(order), list(range(len(order))), default=len(order), return_dtype=pl.Int64)
