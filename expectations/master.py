"""Suites of the published master tables and the certificate that goes with an edition.

A **critical** failure means the edition contradicts itself and must not be published; a **hold** means it may be true
but a person has to say so (half the households are gone); a **warning** is published with the edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from config.tables import TableContract
from expectations.suite import Check, Expectation, Suite
from expectations.verdict import Verdict, gravest

SHRINK = 0.1
"""Share of last night's rows that may be missing before a person has to look."""

GROWTH = 0.5
"""Share of last night's rows by which a table may grow; a doubled table is a join gone wrong."""

FEW_ROWS = 100
"""Below so many rows last night, growth and shrinkage say nothing."""

LARGEST_HOUSEHOLD = 60


def table_suite(table: TableContract) -> Suite:
    """What a published table's contract alone demands: its key once, required columns filled, values as listed."""
    return Suite(table.name, (*_key(table), *_filled(table), *_listed(table)))


def household_suite(table: TableContract) -> Suite:
    """One row a household: the contract's demands, and a size that a household can have."""
    size = Expectation("ExpectColumnValuesToBeBetween", {"column": "size", "min_value": 0, "max_value": LARGEST_HOUSEHOLD})
    plausible = Check("size_plausible", size, "warning", "", "家庭人口数在合理范围内", tolerated=3)
    return table_suite(table).with_checks([plausible])


def person_suite(table: TableContract) -> Suite:
    """One row a person, and so no person in two households."""
    return table_suite(table)


def findings_suite(table: TableContract, kinds: Iterable[str]) -> Suite:
    """One row a finding, each with exactly one owner: a finding that nobody owns helps nobody. `kinds`: those of the rule pack; a finding
    may outlive its rule's file.
    """
    known = Expectation("ExpectColumnValuesToBeInSet", {"column": "kind", "value_set": list(kinds)})
    return table_suite(table).with_checks([Check("values.kind", known, "warning", "", "kind 属于现有的规则类别")])


def master_measures(
    household: pl.LazyFrame, person: pl.LazyFrame, *, previous_households: int | None, previous_persons: int | None
) -> pl.LazyFrame:
    """One row of what holds between the tables, for `master_suite`.

    `previous_…`: rows of the edition before, None for the first. Columns: households, persons, households_change and
    persons_change (share of last night's rows, null when there were too few), members, members_unknown (person_ids in a
    household's members that the person table lacks), members_elsewhere (members whose person row names another
    household), members_twice (person_ids among the members of more than one household), persons_without_household_row
    (household_ids in person that the household table lacks), size_over_members (households with more living than
    members).
    """
    members = household.select("household_id", member=pl.col("members").list.eval(pl.element().struct.field("person_id")))
    members = members.explode("member").drop_nulls("member").select("household_id", person_id="member")
    of_person = person.select("person_id", of_household="household_id")
    homes = members.join(of_person, on="person_id", how="left")
    parts = [
        _change(household, "households", previous_households),
        _change(person, "persons", previous_persons),
        members.select(members=pl.len()),
        members.join(of_person, on="person_id", how="anti").select(members_unknown=pl.len()),
        homes.select(members_elsewhere=(pl.col("of_household") != pl.col("household_id")).sum()),
        members.unique().group_by("person_id").len().select(members_twice=(pl.col("len") > 1).sum()),
        person.select("household_id")
        .drop_nulls()
        .join(household.select("household_id"), on="household_id", how="anti")
        .select(persons_without_household_row=pl.len()),
        household.select(size_over_members=(pl.col("size") > pl.col("members").list.len()).sum()),
    ]
    return pl.concat(parts, how="horizontal")


def master_suite() -> Suite:
    """Checks over the one row of `master_measures`: references are exact, size is compared with last night."""
    exact = {
        "members_unknown": "家庭成员都在人员表中",
        "members_elsewhere": "家庭成员与人员表所记家庭一致",
        "members_twice": "没有人同时属于两个家庭",
        "persons_without_household_row": "人员所属家庭都在家庭主表中",
        "size_over_members": "家庭人口数不超过成员数",
    }
    return Suite(
        "master",
        (
            *(_within(name, name, "critical", title, max_value=0) for name, title in exact.items()),
            _within("households_there", "households", "critical", "家庭主表不为空", min_value=1),
            *_against_last_night("households", "家庭数与上一版相比的变化"),
            *_against_last_night("persons", "人数与上一版相比的变化"),
        ),
        figures=True,
    )


def certificate(verdicts: Iterable[Verdict], docs: str = "") -> dict[str, Any]:
    """What an edition was checked for and how it came out: JSON-able, counts only, the same for the same verdicts.

    `docs`: where the pages lie that show the same results.
    """
    judged = sorted(verdicts, key=lambda verdict: verdict.suite)
    outcome = gravest(verdict.outcome for verdict in judged)
    return {
        "outcome": outcome,
        "published": outcome in ("accept", "warn"),
        "checks": sum(len(verdict.results) for verdict in judged),
        "failed": sum(len(verdict.failed) for verdict in judged),
        "docs": docs,
        "suites": [verdict.to_json() for verdict in judged],
    }


def _change(table: pl.LazyFrame, name: str, previous: int | None) -> pl.LazyFrame:
    rows = table.select(pl.len().alias(name))
    if previous is None or previous < FEW_ROWS:
        return rows.with_columns(pl.lit(None, dtype=pl.Float64).alias(f"{name}_change"))
    return rows.with_columns((pl.col(name) / previous - 1).alias(f"{name}_change"))


def _against_last_night(table: str, title: str) -> Iterator[Check]:
    change = f"{table}_change"
    yield _within(f"{table}_shrunk", change, "hold", title, min_value=-SHRINK)
    yield _within(f"{table}_grown", change, "hold", title, max_value=GROWTH)


def _within(check: str, measure: str, severity: Any, title: str, **bounds: float) -> Check:
    return Check(check, Expectation("ExpectColumnValuesToBeBetween", {"column": measure, **bounds}), severity, "", title)


def _key(table: TableContract) -> Iterator[Check]:
    if len(table.key) == 1:
        unique = Expectation("ExpectColumnValuesToBeUnique", {"column": table.key[0]})
    elif table.key:
        unique = Expectation("ExpectCompoundColumnsToBeUnique", {"column_list": list(table.key)})
    else:
        return
    yield Check("key_unique", unique, "critical", "", "每行只出现一次")


def _filled(table: TableContract) -> Iterator[Check]:
    for column in table.columns:
        if column.required:
            present = Expectation("ExpectColumnValuesToNotBeNull", {"column": column.name})
            yield Check(f"required.{column.name}", present, "critical", "", f"{column.name} 不为空")


def _listed(table: TableContract) -> Iterator[Check]:
    for column in table.columns:
        if column.values and column.type.kind in ("string", "int64"):
            known = Expectation("ExpectColumnValuesToBeInSet", {"column": column.name, "value_set": list(column.values)})
            yield Check(f"values.{column.name}", known, "critical", "", f"{column.name} 只含约定的值")
