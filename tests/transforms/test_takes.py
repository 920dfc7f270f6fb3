"""What an indicator takes of a feed's rows: which rows count, what is unknown, what silence means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.contracts import Column
from config.indicators import Indicator, Silence, Take
from tests.transforms.factory import contract
from transforms.household.further import read
from transforms.takes import counting, silent, taken

ON = date(2024, 5, 31)
CASES = contract(
    (
        Column("household_no", "户编号", "text"),
        Column("kind", "类别", "code", codes={"甲": "review", "乙": "notice"}),
        Column("amount", "金额", "money"),
        Column("pieces", "件数", "int"),
        Column("done_on", "日期", "date"),
        Column("ended_on", "结束", "date"),
        Column("year", "年度", "int"),
    ),
    key=("household_no",),
)
SCHEMA = {
    "household_no": pl.String(),
    "kind": pl.String(),
    "amount": pl.Int64(),
    "pieces": pl.Int64(),
    "done_on": pl.Date(),
    "ended_on": pl.Date(),
    "year": pl.Int64(),
}


def indicator(take: Take, **given: Any) -> Indicator:
    usual: dict[str, Any] = {
        "name": "it",
        "grain": "household",
        "feed": "test/things",
        "title": "某项",
        "unit": "",
        "silence": "unknown",
    }
    return Indicator(**{**usual, "take": take, **given})


def answer(asked: Indicator, *rows: Mapping[str, Any]) -> Any:
    frame = pl.LazyFrame([{"household_no": "1", **row} for row in rows], schema=SCHEMA)
    return taken(frame, "household_no", [asked], CASES, ON).select("it").collect().item()


REVIEW, NOTICE, BLANK = {"kind": "review"}, {"kind": "notice"}, {"kind": None}
IS_REVIEW = {"where": "kind = 'review'"}


@pytest.mark.parametrize(
    ("rows", "silence", "said", "counted"),
    [
        ([REVIEW, NOTICE], "unknown", True, 1),
        ([REVIEW, BLANK], "no", True, None),
        ([BLANK, NOTICE], "no", None, None),
        ([NOTICE], "no", False, 0),
        ([NOTICE], "unknown", None, None),
    ],
)
def test_any_and_count_in_three_states(
    rows: list[dict[str, Any]], silence: Silence, said: bool | None, counted: int | None
) -> None:
    assert answer(indicator(Take("any"), **IS_REVIEW, silence=silence), *rows) is said
    assert answer(indicator(Take("count"), **IS_REVIEW, silence=silence), *rows) == counted


def test_money_is_in_yuan_also_where_rows_are_asked() -> None:
    rows = [{"amount": 150_050}, {"amount": 200_000}]
    assert answer(indicator(Take("sum", "amount")), *rows) == 3500.5
    assert answer(indicator(Take("max", "amount")), *rows) == 2000.0
    assert answer(indicator(Take("min", "amount")), *rows) == 1500.5
    assert answer(indicator(Take("count"), where="amount > 1500.5"), *rows) == 1
    assert answer(indicator(Take("sum", "pieces")), {"pieces": 3}, {"pieces": 4}) == 7


@pytest.mark.parametrize("verb", ["sum", "max", "min"])
def test_a_blank_value_among_those_that_count_leaves_the_whole_unknown(verb: Any) -> None:
    assert answer(indicator(Take(verb, "amount")), {"amount": 100}, {"amount": None}) is None


def test_the_newest_row_speaks_and_two_that_differ_say_nothing() -> None:
    newest = indicator(Take("newest", "amount", "done_on"))
    old, new = {"amount": 100, "done_on": date(2023, 1, 1)}, {"amount": 200, "done_on": date(2024, 1, 1)}
    assert answer(newest, new, old) == 2.0
    assert answer(newest, old, new, {**new, "amount": 300}) is None
    assert answer(newest, old, new, new) == 2.0
    assert answer(newest, old, {**new, "amount": None}) is None


def test_what_is_later_than_the_night_does_not_count_and_what_has_no_day_may() -> None:
    any_ = indicator(Take("any"), dated_by="done_on", silence="no")
    assert answer(any_, {"done_on": date(2024, 6, 1)}) is False
    assert answer(any_, {"done_on": ON}) is True
    assert answer(any_, {"done_on": None}) is None
    by_year = indicator(Take("newest", "amount", "year"))
    assert answer(by_year, {"amount": 100, "year": 2024}, {"amount": 200, "year": 2025}) == 1.0


def test_evidence_older_than_it_may_be_is_unknown() -> None:
    # dossier_fresh_days is 366.
    fresh = {"dated_by": "done_on", "fresh_days": "dossier_fresh_days", "silence": "no"}
    for take in (Take("any"), Take("count")):
        assert answer(indicator(take, **fresh), {"done_on": date(2023, 5, 31)})
        assert answer(indicator(take, **fresh), {"done_on": date(2023, 5, 30)}) is None
    years = {"dated_by": "year", "fresh_days": "dossier_fresh_days"}
    assert answer(indicator(Take("max", "pieces"), **years), {"pieces": 3, "year": 2023}) == 3
    assert answer(indicator(Take("max", "pieces"), **years), {"pieces": 3, "year": 2022}) is None


def test_days_between_two_dates_and_the_nights_day_can_be_asked() -> None:
    served = indicator(
        Take("any"),
        where="DAYS(ended_on) - DAYS(done_on) >= {notice_days} AND ended_on <= as_of",
        parameters=("notice_days",),
        silence="no",
    )
    assert answer(served, {"done_on": date(2024, 5, 1), "ended_on": date(2024, 5, 6)}) is True
    assert answer(served, {"done_on": date(2024, 5, 1), "ended_on": date(2024, 5, 5)}) is False
    assert answer(served, {"done_on": date(2024, 5, 28), "ended_on": date(2024, 6, 3)}) is False
    assert answer(served, {"done_on": date(2024, 5, 1), "ended_on": None}) is None


def test_what_cannot_be_read_names_the_indicator() -> None:
    with pytest.raises(ValueError, match="indicators: it: where: there is no indicator knd"):
        counting(indicator(Take("any"), where="knd = 'review'"), CASES, ON)


def test_silence_is_no_nought_or_unknown() -> None:
    said = [indicator(take, silence="no") for take in (Take("any"), Take("count"), Take("sum", "amount"))]
    assert [pl.select(silent(one, CASES)).item() for one in said] == [False, 0, 0.0]
    assert [pl.select(silent(replace(one, silence="unknown"), CASES)).item() for one in said] == [None, None, None]


def test_a_column_that_an_older_delivery_lacks_is_unknown() -> None:
    state = pl.LazyFrame({"household_no": ["1"]})
    assert read(state, pl.Schema({"household_no": pl.String(), "amount": pl.Int64()})).collect().row(0) == ("1", None)


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["review", "notice", None]),
                "amount": st.sampled_from([100, 200, None]),
                "done_on": st.sampled_from([date(2024, 1, 1), date(2024, 2, 2), date(2025, 1, 1), None]),
            }
        ),
        min_size=1,
        max_size=5,
    ),
    take=st.sampled_from(
        [Take("any"), Take("count"), Take("sum", "amount"), Take("newest", "amount", "done_on"), Take("max", "amount")]
    ),
    place=st.integers(0, 4),
    blank=st.sampled_from(["kind", "amount", "done_on"]),
)
def test_a_cell_that_becomes_blank_only_ever_takes_knowledge_away(
    rows: list[dict[str, Any]], take: Take, place: int, blank: str
) -> None:
    silence: Silence = "no" if take.verb in ("any", "count", "sum") else "unknown"
    asked = indicator(take, **IS_REVIEW, dated_by="done_on", silence=silence)
    less = [{**row, blank: None} if number == place % len(rows) else row for number, row in enumerate(rows)]
    before, after = answer(asked, *rows), answer(asked, *less)
    assert after is None or after == before
    assert answer(asked, *reversed(rows)) == before
