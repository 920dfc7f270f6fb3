"""Every check of every feed's suites can fail: rows and measures that break just it get the outcome of its severity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from config.contracts import Column, Contract, load_contracts
from config.reasons import reasons
from expectations.feeds import drop_suite, extras, rows_suite
from expectations.judge import judge
from expectations.suite import Check
from expectations.verdict import OUTCOME_OF
from tests.expectations.rows import ROWS, accepted, with_cell
from tests.transforms.factory import contract as small_contract

CONTRACTS = tuple(load_contracts().values())
BY_NAME = load_contracts()
Break = Callable[[pl.DataFrame], pl.DataFrame]


def all_rows(column: str, value: object) -> Break:
    return lambda frame: with_cell(frame, column, value, rows=ROWS)


EXTRAS: dict[str, Break] = {
    "extra.village_code_digits": all_rows("village_code", "61080210120"),
    "extra.heads": all_rows("relation", "head"),
    "extra.exit_after_identification": all_rows("exited_on", dt.date(1999, 1, 1)),
    "extra.income_unit": all_rows("income_per_capita", 20_000_001),
    "extra.stopped_after_start": all_rows("stopped_on", dt.date(1999, 1, 1)),
    "extra.monthly_unit": all_rows("monthly_amount", 1_000_001),
    "extra.self_pay_within_total": lambda frame: all_rows("self_pay", 10_001)(
        with_cell(frame, "reversal_of", None, rows=ROWS),
    ),
    "extra.total_unit": all_rows("total", 100_000_001),
    "extra.valid_after_issue": all_rows("valid_until", dt.date(1999, 1, 1)),
    "extra.amount_unit": all_rows("amount", 5_000_001),
}
MEASURES: dict[str, tuple[str, float]] = {
    "volume_low": ("rows_read", 0),
    "volume_high": ("rows_read", 10**12),
    "refused_share": ("refused_share", 0.81),
    "shrunken_snapshot": ("shrink_share", 0.21),
}


def broken(frame: pl.DataFrame, contract: Contract, check: Check) -> pl.DataFrame:
    """The rows with just what this check asks for broken."""
    rule, _, column = check.id.partition(".")
    match rule:
        case "key_unique":
            return with_cell(frame, "_key", "k1")
        case "required":
            return with_cell(frame, column, None)
        case "valid_ids":
            return with_cell(frame, f"{column}__state", "invalid", rows=5)
        case "codes":
            return with_cell(frame, column, 99 if frame.schema[column].is_integer() else "不在约定中")
        case "range":
            return with_cell(frame, column, int(_beyond(contract.by_name[column])))
    return EXTRAS[check.id](frame)


def _beyond(column: Column) -> float:
    """A number out of the column's range."""
    if column.maximum is not None:
        return column.maximum + 1
    assert column.minimum is not None
    return column.minimum - 1


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.table)
def test_rows_that_keep_the_contract_are_accepted(contract: Contract) -> None:
    verdict = judge(accepted(contract).lazy(), rows_suite(contract))
    assert (verdict.outcome, verdict.suite) == ("accept", f"{contract.table}.rows")


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.table)
def test_no_rows_are_no_fault_of_the_rows(contract: Contract) -> None:
    assert judge(accepted(contract).clear().lazy(), rows_suite(contract)).outcome == "accept"


@pytest.mark.parametrize(
    ("contract", "check"),
    [
        pytest.param(contract, check, id=f"{contract.table}-{check.id}")
        for contract in CONTRACTS
        for check in rows_suite(contract).checks
    ],
)
def test_every_rows_check_can_fail_and_only_it(contract: Contract, check: Check) -> None:
    verdict = judge(broken(accepted(contract), contract, check).lazy(), rows_suite(contract))
    assert [one.id for one in verdict.failed] == [check.id]
    assert verdict.outcome == OUTCOME_OF[check.severity]


def measures(contract: Contract) -> dict[str, float | None]:
    """Measures of an ordinary drop: nothing refused, nothing vanished, every category share as it was."""
    return {"rows_read": 500, "refused_share": 0.0, "shrink_share": 0.0} | {
        check.expectation.column: 0.05 for check in drop_suite(contract).checks if check.id.startswith("category_shift.")
    }


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.table)
def test_an_ordinary_drop_is_accepted(contract: Contract) -> None:
    assert judge(pl.LazyFrame([measures(contract)]), drop_suite(contract)).outcome == "accept"


@pytest.mark.parametrize(
    ("contract", "check"),
    [
        pytest.param(contract, check, id=f"{contract.table}-{check.id}")
        for contract in CONTRACTS
        for check in drop_suite(contract).checks
    ],
)
def test_every_drop_check_can_fail_and_only_it(contract: Contract, check: Check) -> None:
    measure, value = MEASURES.get(check.id, (check.expectation.column, 0.11))
    verdict = judge(pl.LazyFrame([measures(contract) | {measure: value}]), drop_suite(contract))
    assert [(one.id, one.observed) for one in verdict.failed] == [(check.id, value)]
    assert verdict.outcome == OUTCOME_OF[check.severity]


def test_only_a_snapshot_can_shrink() -> None:
    for contract in CONTRACTS:
        has_shrink = any(check.id == "shrunken_snapshot" for check in drop_suite(contract).checks)
        assert has_shrink == (contract.delivery == "snapshot")


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.table)
def test_every_check_has_a_reason_that_a_clerk_reads_and_never_refuses_a_whole_drop(contract: Contract) -> None:
    for check in (*rows_suite(contract).checks, *drop_suite(contract).checks):
        assert check.reason in reasons()
        assert check.title
        assert check.severity in ("hold", "warning")


def test_a_few_bad_ids_and_blank_ones_raise_no_warning() -> None:
    contract = BY_NAME["health_insurance/enrolment"]
    frame = accepted(contract, rows=10)
    few = with_cell(frame, "id_number__state", "invalid", rows=contract.small_count)
    blank = with_cell(frame, "id_number__state", "none", rows=9)
    assert judge(few.lazy(), rows_suite(contract)).outcome == "accept"
    assert judge(blank.lazy(), rows_suite(contract)).outcome == "accept"


def test_bounds_of_money_are_held_against_fen() -> None:
    contract = small_contract()
    check = next(one for one in rows_suite(contract).checks if one.id == "range.amount")
    assert check.expectation.arguments == {"column": "amount", "min_value": 0, "max_value": 10_000_000}


@pytest.mark.parametrize(
    ("feed", "check", "name"), [(feed, check, name) for feed, checks in extras().items() for name, check in checks.items()]
)
def test_extras_name_columns_their_contract_has(feed: str, check: dict[str, dict[str, str]], name: str) -> None:
    columns = {check["of"][key] for key in ("column", "column_A", "column_B") if key in check["of"]}
    assert columns
    assert columns <= set(BY_NAME[feed].by_name), name
    assert name.startswith("extra.")
    assert name in EXTRAS
