"""Suites of the department feeds, built from the contracts, plus what only people know (`extras.yaml`).

Severities: **hold** where taking the drop in could do harm that nobody would see (people vanish, a column is filled
with something else, the file is not what it says), **warning** where every row stands for itself and the department
should look. Nothing here is **critical**: refusing a whole drop is decided while reading, before any row is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from config.contracts import Column, Contract
from expectations.measures import shifting_columns
from expectations.suite import Check, Expectation, Suite

SHIFT = 0.1
"""Category shares that move by more than this beyond chance are worth a question."""

NOT_BLANK = "none"
"""State of a blank identifier cell: it says nothing about how well IDs are kept."""


def rows_suite(contract: Contract) -> Suite:
    """Checks over the accepted rows (typed, pseudonymised, duplicates settled): one row a row of the drop.

    Key uniqueness, required columns, categories and ranges restate what cleaning already did row by row: they hold a
    drop that only a fault of ours can let through. The share of valid IDs and the extras are about the data.
    """
    return Suite(
        f"{contract.table}.rows",
        (
            _key_unique(),
            *_required(contract),
            *_valid_ids(contract),
            *_categories(contract),
            *_ranges(contract),
            *_extras(contract),
        ),
    )


def drop_suite(contract: Contract) -> Suite:
    """Checks over the one row of `drop_measures`: volume, refusals, vanished keys, moved category shares."""
    volume = {"min_value": contract.rows_min, "max_value": contract.rows_max}
    return Suite(
        f"{contract.table}.drop",
        (
            _figure("volume_low", "rows_read", "hold", "volume_low", "行数不低于约定下限", min_value=volume["min_value"]),
            _figure("volume_high", "rows_read", "hold", "volume_high", "行数不高于约定上限", max_value=volume["max_value"]),
            *_refused(contract),
            *_shrink(contract),
            *(
                _figure(
                    f"category_shift.{column.name}",
                    f"shift_{column.name}",
                    "warning",
                    "category_shift",
                    f"“{column.header}”各类别所占比例与上次相比的变化",
                    max_value=SHIFT,
                )
                for column in shifting_columns(contract)
            ),
        ),
        figures=True,
    )


def _figure(check: str, measure: str, severity: Any, reason: str, title: str, **bounds: float) -> Check:
    return Check(check, Expectation("ExpectColumnValuesToBeBetween", {"column": measure, **bounds}), severity, reason, title)


def _refused(contract: Contract) -> Iterator[Check]:
    # A feed that may be refused whole is asked nothing that could never fail.
    if contract.refused_share_hold < 1:
        yield _figure(
            "refused_share", "refused_share", "hold", "refused_share", "退回行所占比例", max_value=contract.refused_share_hold
        )


def _shrink(contract: Contract) -> Iterator[Check]:
    if contract.delivery == "snapshot":
        yield _figure(
            "shrunken_snapshot",
            "shrink_share",
            "hold",
            "shrunken_snapshot",
            "上次有、这次没有的记录所占比例",
            max_value=contract.shrink_threshold,
        )


def _key_unique() -> Check:
    unique = Expectation("ExpectColumnValuesToBeUnique", {"column": "_key"})
    return Check("key_unique", unique, "hold", "duplicate_differs", "主键不重复")


def _required(contract: Contract) -> Iterator[Check]:
    for column in contract.columns:
        if column.required:
            present = Expectation("ExpectColumnValuesToNotBeNull", {"column": column.name})
            yield Check(f"required.{column.name}", present, "hold", "missing_required", f"必填项“{column.header}”不为空")


def _valid_ids(contract: Contract) -> Iterator[Check]:
    for column in contract.columns:
        if not column.is_identifier:
            continue
        state = f"{column.name}__state"
        valid = Expectation(
            "ExpectColumnValuesToBeInSet",
            {
                "column": state,
                "value_set": ["valid", "card"],
                "mostly": contract.valid_id_share_min,
                "row_condition": {
                    "type": "comparison",
                    "column": {"name": state},
                    "operator": "!=",
                    "parameter": NOT_BLANK,
                },
            },
        )
        title = f"“{column.header}”中有效号码所占比例"
        yield Check(f"valid_ids.{column.name}", valid, "warning", "valid_id_share", title, contract.small_count)


def _categories(contract: Contract) -> Iterator[Check]:
    for column in contract.columns:
        if column.type == "code" and column.codes:
            codes = sorted(set(column.codes.values()), key=str)
            known = Expectation("ExpectColumnValuesToBeInSet", {"column": column.name, "value_set": codes})
            yield Check(f"codes.{column.name}", known, "hold", "unknown_code", f"“{column.header}”只含约定的选项")


def _ranges(contract: Contract) -> Iterator[Check]:
    for column in contract.columns:
        bounds = _bounds(column)
        if bounds:
            within = Expectation("ExpectColumnValuesToBeBetween", {"column": column.name, **bounds})
            yield Check(f"range.{column.name}", within, "hold", "out_of_range", f"“{column.header}”在允许范围内")


def _bounds(column: Column) -> dict[str, float]:
    """Bounds in the unit of the typed rows: a contract states money in yuan, the rows hold fen."""
    scale = 100 if column.type == "money" else 1
    bounds = {"min_value": column.minimum, "max_value": column.maximum}
    return {name: limit * scale for name, limit in bounds.items() if limit is not None}


def _extras(contract: Contract) -> Iterator[Check]:
    for check, entry in extras().get(contract.name, {}).items():
        wanted = Expectation(entry["expect"], entry["of"])
        yield Check(check, wanted, entry["severity"], entry["reason"], entry["title"], contract.small_count)


@cache
def extras() -> dict[str, dict[str, Any]]:
    """What only people know of a feed's data, by feed and check id (`extras.yaml`)."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("extras.yaml").read_text(encoding="utf-8"))
    return found
