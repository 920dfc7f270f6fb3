from datetime import date
from itertools import product

import polars as pl
import pytest

from transforms.expressions import compiled
from transforms.household.indicators import PERSON

ON = date(2024, 6, 30)
TRUTH = (True, False, None)
SCHEMA = pl.Schema({"a": pl.Boolean(), "b": pl.Boolean(), "n": pl.Int64(), "s": pl.String(), "d": pl.Date(), "e": pl.Date()})


def answer(text: str, **row: object) -> bool | None:
    """What an expression says of one row; columns not named are null."""
    said: bool | None = pl.DataFrame([row], schema=SCHEMA).select(compiled(text, (), SCHEMA, ON)).item()
    return said


@pytest.mark.parametrize(("a", "b"), [*product(TRUTH, TRUTH)])
def test_and_or_not_are_kleenes(a: bool | None, b: bool | None) -> None:
    both = False if a is False or b is False else (None if a is None or b is None else True)
    either = True if a is True or b is True else (None if a is None or b is None else False)
    assert answer("a AND b", a=a, b=b) is both
    assert answer("a OR b", a=a, b=b) is either
    assert answer("NOT a", a=a) is (None if a is None else not a)
    assert answer("NOT (a AND NOT b)", a=a, b=b) is answer("NOT a OR b", a=a, b=b)


@pytest.mark.parametrize(
    "text", ["s = 'x'", "s <> 'x'", "s IN ('x', 'y')", "s NOT IN ('x', 'y')", "n >= 3", "n <> 3", "n BETWEEN 1 AND 2"]
)
def test_a_comparison_with_an_unknown_value_is_unknown(text: str) -> None:
    assert answer(text) is None
    assert answer(f"NOT ({text})") is None


def test_unknown_can_be_said_and_blank_can_mean_something() -> None:
    assert [answer("a AND UNKNOWN", a=a) for a in TRUTH] == [None, False, None]
    assert [answer("a OR UNKNOWN", a=a) for a in TRUTH] == [True, None, None]
    assert [answer("NOT (b OR (a AND UNKNOWN))", a=a, b=False) for a in TRUTH] == [None, True, None]
    assert [answer("COALESCE(a, FALSE)", a=a) for a in TRUTH] == [True, False, False]
    assert answer("s IS NULL") is True
    assert answer("s IS NOT NULL", s="x") is True


def test_months_can_be_compared() -> None:
    text = "YEAR(d) * 12 + MONTH(d) > YEAR(e) * 12 + MONTH(e)"
    december = date(2022, 12, 1)
    assert answer(text, d=date(2023, 1, 1), e=december) is True
    assert answer(text, d=date(2022, 12, 31), e=december) is False
    assert answer(text, e=december) is None


def test_thresholds_are_those_of_the_day() -> None:
    expression = compiled("age >= {adult_age} AND self_pay < 0.5 * {self_pay_risk}", ("adult_age", "self_pay_risk"), PERSON, ON)
    assert pl.DataFrame({"age": [18, 17], "self_pay": [2499.0, 0.0]}).select(expression).to_series().to_list() == [True, False]
    with pytest.raises(ValueError, match="adult_age has no value on 1999-12-31"):
        compiled("age >= {adult_age}", ("adult_age",), PERSON, date(1999, 12, 31))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("died AND living_", "there is no indicator living_; there are in_household"),
        ("read_csv('x')", "there is no indicator read_csv"),
        ("READ_CSV('x')", "READ_CSV may not be used; there are ABS, AND"),
        ("UPPER(relation) = 'x'", "UPPER may not be used"),
        ("SUM(age) > 3", "SUM may not be used"),
        ("age IN (SELECT age FROM self)", "SELECT may not be used"),
        ("EXISTS (SELECT 1)", "EXISTS may not be used"),
        ("CAST(age AS TEXT) = 'x'", "CAST may not be used"),
        ("CASE WHEN living THEN TRUE END", "CASE may not be used"),
        ("GREATEST(age, 1) > 3", "GREATEST may not be used"),
        ("age::text = 'x'", "is not of the rules' language"),
        ("living; died", "is not of the rules' language"),
        ("living -- died", "is not of the rules' language"),
        ("living /* died */", "is not of the rules' language"),
        ("age / 2 > 1", "is not of the rules' language"),
        ('"age" > 1', "is not of the rules' language"),
        ("relation = '../../etc/passwd'", "is not of the rules' language"),
        ("relation = 'UNKNOWN'", "is not of the rules' language"),
        ("relation = NULL", "NULL may not be used"),
        ("YEAR > 3", "YEAR is a function: write YEAR\\(...\\)"),
        ("age > {adult_age}", "{adult_age} is not among the parameters"),
        ("age", "comes out as Int64; write a condition that is yes or no"),
        ("'x'", "comes out as String"),
        ("TRUE", "names no indicator"),
        ("living AND (", "cannot be read: "),
        ("", "cannot be read: "),
        ("age = 'old'", "cannot be read: cannot compare string with numeric type"),
        ("living AND relation", "cannot be read: |comes out as"),
        ("COALESCE(*)", "cannot be read: "),
    ],
)
def test_nothing_but_the_language_gets_through(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        compiled(text, (), PERSON, ON)


def test_a_parameter_without_a_threshold_says_so() -> None:
    with pytest.raises(ValueError, match=r"there is no threshold grown_age; add it to thresholds\.yaml"):
        compiled("age > {grown_age}", ("grown_age",), PERSON, ON)
