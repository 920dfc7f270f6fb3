from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.contracts import load_contracts
from config.reasons import reasons
from tests.transforms.factory import COLUMNS, IDS, ROW, cleaned, contract, raw
from transforms.feeds import clean, refusals, warnings

CELLS = st.sampled_from(
    [
        None,
        "",
        "/",
        "无",
        "是",
        "男",
        "3",
        "13",
        "-1",
        "2017-01-01",
        "201701",
        "x\x00",
        "5.2E+17",
        "1*2",
        "G1",
        *IDS,
        "王小明",
    ]
)
ROWS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(ROW, CELLS)), min_size=1, max_size=8)


def refused_for(**cells: str | None) -> set[tuple[str, str]]:
    """(column, reason) for which a row with these cells is refused."""
    long = refusals(cleaned(raw(cells)).lazy(), contract()).collect()
    return _named(long)


def warned_for(**cells: str | None) -> set[tuple[str, str]]:
    return _named(warnings(cleaned(raw(cells)).lazy(), contract()).collect())


def _named(long: pl.DataFrame) -> set[tuple[str, str]]:
    names = {reason.code: name for name, reason in reasons().items()}
    return {(column, names[code]) for column, code in long.select("column", "code").iter_rows()}


def test_every_type_arrives_as_its_own() -> None:
    row = cleaned(raw({})).row(0, named=True)
    assert not row["_refused"]
    assert {name: row[name] for name in ROW} == {
        **ROW,
        "remark": str(ROW["remark"]).replace("，", ","),
        "sex": "male",
        "grade": 1,
        "safe_water": True,
        "born": date(1990, 3, 7),
        "since": date(2017, 1, 1),
        "amount": 120050,
        "months": 3,
        "area": 12.5,
    }
    assert (row["id_number__state"], row["student_no__state"], row["student_no__number"]) == ("valid", "valid", IDS[2])


def test_a_missing_required_cell_refuses_the_row() -> None:
    assert refused_for(name="/") == {("name", "missing_required")}
    assert refused_for(no=None) == {("no", "missing_required")}


def test_a_bad_cell_refuses_or_becomes_unknown_as_the_contract_says() -> None:
    assert refused_for(sex="中") == {("sex", "unknown_code")}
    assert refused_for(grade="九级", born="昨天") == set()
    assert warned_for(grade="九级", born="昨天") == {("grade", "unknown_code"), ("born", "unreadable_date")}
    assert cleaned(raw({"grade": "九级"}))["grade"][0] is None


def test_bounds_are_in_the_columns_unit() -> None:
    assert warned_for(months="13") == {("months", "out_of_range")}
    assert warned_for(amount="100001", months="12") == {("amount", "out_of_range")}
    assert warned_for(amount="100000", months="0") == set()
    assert cleaned(raw({"months": "13"}))["months"][0] is None


def test_a_lost_number_refuses_the_row_even_where_bad_cells_become_unknown() -> None:
    assert refused_for(guardian_id="1.10101E+17") == {("guardian_id", "scientific")}
    assert refused_for(student_no="1.10101E+17") == {("student_no", "scientific")}
    assert refused_for(guardian_id="110***") == set()
    assert refused_for(no="6.1E+11") == {("no", "scientific")}
    assert warned_for(remark="6.1E+11") == {("remark", "scientific")}


def test_damaged_text_refuses_only_where_it_is_required() -> None:
    assert refused_for(name="王\ufffd") == {("name", "bad_text")}
    assert warned_for(remark="a\x00b") == {("remark", "bad_text")}
    assert refused_for(name="王□") == set()


def test_a_wrong_id_is_accepted_as_invalid() -> None:
    row = cleaned(raw({"id_number": "110101199003077750"})).row(0, named=True)
    assert (row["_refused"], row["id_number__state"], row["id_number__number"]) == (False, "invalid", None)


@pytest.mark.parametrize(
    ("cell", "fallback", "refused"),
    [
        ("110101199003077750", False, "invalid_key"),
        ("110101199003077750", True, "invalid_key"),
        ("999999199001011234", False, "invalid_key"),
        ("999999199001011234", True, None),
        ("无", False, "missing_required"),
        ("无", True, None),
        (IDS[0] + "44", False, None),
    ],
)
def test_keys_hold_usable_numbers(cell: str, fallback: bool, refused: str | None) -> None:
    feed = contract(key=("no", "id_number"), key_fallback=("no", "name") if fallback else ())
    faults = refusals(cleaned(raw({"id_number": cell}), feed).lazy(), feed).collect()
    assert _named(faults) == ({("id_number", refused)} if refused else set())


def test_rows_that_reading_marked_are_refused_as_a_whole() -> None:
    frame = cleaned(raw({}, {}, {}, _wide=[True, False, False], _unknown_correction=[False, True, False]))
    assert frame["_refused"].to_list() == [True, True, False]
    assert _named(refusals(frame.lazy(), contract()).collect()) == {("", "shifted_row"), ("", "unknown_correction")}


def test_header_units_multiply_money() -> None:
    assert cleaned(raw({"amount": "0.12"}), multipliers={"amount": 10_000})["amount"][0] == 120000


@settings(max_examples=8)
@given(ROWS)
def test_every_row_is_accepted_or_refused_with_a_reason(rows: list[dict[str, str | None]]) -> None:
    frame = cleaned(raw(*rows))
    assert frame.height == len(rows)
    assert frame["_refused"].null_count() == 0
    reasons_given = refusals(frame.lazy(), contract()).collect()
    assert set(reasons_given["_row"]) == set(frame.filter("_refused")["_row"])
    assert not set(warnings(frame.lazy(), contract()).collect()["_row"]) & set(reasons_given["_row"])
    for column in COLUMNS:
        faulty = frame.filter(pl.col(f"_fault_{column.name}") != 0)
        assert faulty[column.name].null_count() == faulty.height


@settings(max_examples=6)
@given(ROWS, st.randoms())
def test_any_split_and_order_gives_the_same_rows(rows: list[dict[str, str | None]], random: object) -> None:
    frame = raw(*rows)
    whole = cleaned(frame)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=random.randrange(2**32))  # type: ignore[attr-defined]
    parts = pl.concat([cleaned(part) for part in shuffled.iter_slices(3)])
    assert parts.sort("_row").equals(whole)
    streamed = clean(frame.lazy(), contract(), pivot_year=2024).collect(engine="streaming")
    assert streamed.sort("_row").equals(whole)


@pytest.mark.parametrize("name", sorted(load_contracts()))
def test_every_contract_cleans_an_empty_row(name: str) -> None:
    feed = load_contracts()[name]
    frame = pl.DataFrame(
        {column.name: [None] for column in feed.columns}, schema_overrides={c.name: pl.String for c in feed.columns}
    )
    frame = frame.with_columns(_sheet=pl.lit(""), _row=pl.lit(2, dtype=pl.UInt32))
    assert cleaned(frame, feed)["_refused"].to_list() == [True]
