from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.normalise.cells import read, run, same_in_any_company
from transforms.normalise import faults
from transforms.normalise.identifiers import carried_identifier, check_character, identifier

FIRST17 = "11010119900307775"
VALID = FIRST17 + check_character(FIRST17)
FIRST17_X = next(f"1101011990030{n:04d}" for n in range(1000, 2000) if check_character(f"1101011990030{n:04d}") == "X")
VALID_X = "110101199003" + FIRST17_X[12:] + "X"


@st.composite
def valid_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1901, 1, 1), date(2024, 12, 31)))
    first17 = f"{draw(st.integers(110000, 659999))}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + check_character(first17)


def state(cell: str | None) -> tuple[str | None, str]:
    result = run(identifier, [cell])[0]
    return result["value"], result["state"]


def test_check_character_is_the_standards_own_example() -> None:
    # The examples printed in GB 11643-1999.
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@pytest.mark.parametrize(
    "cell",
    [
        VALID,
        f" {VALID}\t",
        f"\u200b{VALID}\ufeff",
        f"'{VALID}",
        f"{VALID}.0",
        VALID.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        VALID.replace("0", "O"),
        VALID.replace("0", "o"),
        f"{VALID[:6]} {VALID[6:14]} {VALID[14:]}",
        VALID[:6] + VALID[8:17],
    ],
)
def test_spellings_of_one_number(cell: str) -> None:
    assert state(cell) == (VALID, "valid")


@pytest.mark.parametrize("last", ["X", "x", "Ｘ", "ｘ", "Х", "х"])
def test_spellings_of_the_check_character(last: str) -> None:
    assert state(VALID_X[:17] + last) == (VALID_X, "valid")


def test_birth_and_sex_come_from_the_number() -> None:
    result = run(identifier, [VALID])[0]
    assert (result["birth"], result["sex"], result["number"]) == (date(1990, 3, 7), "male", VALID)


@pytest.mark.parametrize("tail", ["44", "44B1", "4312"])
def test_a_disability_card_names_its_person(tail: str) -> None:
    result = run(identifier, [VALID + tail])[0]
    assert (result["value"], result["state"], result["number"]) == (VALID + tail, "card", VALID)


@pytest.mark.parametrize(
    "cell",
    [
        VALID[:17] + ("1" if VALID[17] != "1" else "2"),
        "1101011990023077" + "75",
        VALID[:17],
        "110101900307997",
        "000000000000000000",
        "abc",
        "护照E12345678",
    ],
)
def test_wrong_numbers_are_kept_as_invalid(cell: str) -> None:
    value, seen = state(cell)
    assert seen == "invalid"
    assert value is not None
    assert run(identifier, [cell])[0]["number"] is None


def test_placeholders_are_not_people() -> None:
    assert state("999999199001011234")[1] == "placeholder"
    first17 = "99999919900307775"
    assert state(first17 + check_character(first17))[1] == "placeholder"


@pytest.mark.parametrize("cell", ["", "无", "/", None, "未知", "\u3000"])
def test_blank_is_nobody(cell: str | None) -> None:
    assert state(cell) == (None, "none")


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("1.10101199003078E+17", faults.SCIENTIFIC),
        ("1.10101E+17", faults.SCIENTIFIC),
        ("110101199003077792.0", faults.SCIENTIFIC),
        ("1101**********1234", faults.MASKED),
        ("110101＊＊＊＊＊＊＊＊1234", faults.MASKED),
        ("110101XXXXXXXX1234", faults.MASKED),
        (f"{VALID}/{VALID_X}", faults.TWO_VALUES),
        (f"{VALID} {VALID_X}", faults.TWO_VALUES),
        (f"{VALID}、{VALID_X}", faults.TWO_VALUES),
        (f"{VALID}{VALID}", faults.TWO_VALUES),
    ],
)
def test_unusable_cells_are_faults(cell: str, fault: int) -> None:
    assert read(identifier, cell) == (None, fault)


@given(valid_numbers(), st.sampled_from(["", "44", "44B1"]))
def test_any_valid_number_reads_and_rereads(number: str, tail: str) -> None:
    value, seen = state(number + tail)
    assert (value, seen) == (number + tail, "card" if tail else "valid")
    assert state(value) == (value, seen)


@given(valid_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert state(wrong)[1] in {"invalid", "placeholder"}


@given(st.text(st.sampled_from("0123456789XxOoХ*／/ \u200b.'E+"), max_size=40))
def test_reading_twice_changes_nothing(cell: str) -> None:
    result = run(identifier, [cell])[0]
    if result["value"] is not None:
        assert run(identifier, [result["value"]])[0] == result


@given(
    st.lists(
        st.one_of(st.none(), valid_numbers(), st.sampled_from([VALID_X, "1" * 18, "无", VALID + "44", "1*"])),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=12)
def test_is_row_local(cells: list[str | None]) -> None:
    same_in_any_company(identifier, cells)


def test_a_student_number_carries_its_pupil() -> None:
    cells = [f"g{VALID}", f"G {VALID_X.lower()}", f"J{VALID}", f"G{'1' * 18}", None]
    results = run(lambda cell: carried_identifier(cell, "^G(.{18})$"), cells).to_list()
    assert [result["value"] for result in results] == [f"G{VALID}", f"G{VALID_X}", f"J{VALID}", f"G{'1' * 18}", None]
    assert [result["state"] for result in results] == ["valid", "valid", "none", "invalid", "none"]
    assert [result["number"] for result in results] == [VALID, VALID_X, None, None, None]
    assert isinstance(results, list)
    assert run(identifier, ["x"]).dtype == pl.Struct(
        {
            "value": pl.String,
            "fault": pl.UInt8,
            "number": pl.String,
            "state": pl.String,
            "birth": pl.Date,
            "sex": pl.String,
        }
    )
