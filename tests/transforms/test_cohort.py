from datetime import date

import polars as pl
import pytest

from config.cohorts import Cohort
from transforms.cohort import IS_MEMBER, members, told, words
from transforms.household.tables import schema_of

ON = date(2024, 5, 31)


def homes(*rows: dict[str, object]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=schema_of("household"))


def people(*rows: dict[str, object]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=schema_of("person"))


HOMES = homes(
    {"household_id": "c", "household_type": "poor", "town": "青石镇", "groups": ["dialysis"], "size": 3},
    {"household_id": "a", "household_type": "exited", "town": "青石镇", "groups": []},
    {"household_id": "b", "town": "白水镇", "size": 1},
)


def answers(where: str) -> dict[str, bool | None]:
    """What a condition says of each household."""
    rows = told(Cohort("household", where), {"household": HOMES}, ON).collect()
    return dict(rows.select("household_id", IS_MEMBER).sort("household_id").iter_rows())


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", {"a": True, "b": True, "c": True}),
        ("household_type = 'exited'", {"a": True, "b": None, "c": False}),
        ("NOT household_type = 'exited'", {"a": False, "b": None, "c": True}),
        ("HAS(groups, 'dialysis')", {"a": False, "b": None, "c": True}),
        ("town IN ('青石镇', 'UNKNOWN') AND size >= 3", {"a": None, "b": False, "c": True}),
        ("household_type IS NULL", {"a": False, "b": True, "c": False}),
    ],
)
def test_a_condition_that_is_unknown_is_neither_yes_nor_no(where: str, said: dict[str, bool | None]) -> None:
    assert answers(where) == said


def test_days_are_compared() -> None:
    born = people({"person_id": "p", "birth_date": date(1950, 1, 1)}, {"person_id": "q"})
    rows = told(Cohort("person", "birth_date < DATE '1964-05-31'"), {"person": born}, ON).collect()
    assert rows[IS_MEMBER].to_list() == [True, None]


def test_whoever_names_no_row_within_is_in_none() -> None:
    born = people(*({"person_id": f"p{home}", "household_id": home, "alive": True} for home in ("a", "b", "c", "z", None)))
    cohort = Cohort("person", "alive", ("household_id",), {"household": "household_type = 'exited'"})
    rows = told(cohort, {"person": born, "household": HOMES}, ON)
    assert rows.collect()[IS_MEMBER].to_list() == [True, None, False, False, False]
    assert members(cohort, rows).collect().rows() == [("pa", "a")]


def test_members_stand_in_the_order_of_their_key_with_the_columns_asked_for() -> None:
    rows = told(Cohort("household"), {"household": HOMES}, ON)
    kept = members(Cohort("household", columns=("size", "town")), rows).collect()
    assert kept.columns == ["household_id", "town", "size"]
    assert kept["household_id"].to_list() == ["a", "b", "c"]
    assert members(Cohort("household"), rows).collect().columns == schema_of("household").names()
    with pytest.raises(ValueError, match="household has no column shoe_size"):
        members(Cohort("household", columns=("shoe_size",)), rows)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("shoe_size = 4", "there is no column shoe_size"),
        ("size", "comes out as Int64"),
        ("size > 'a'; size", "is not of the language of cohorts"),
        ("READ_CSV('x')", "READ_CSV may not be used"),
        ("HAS(town, 'x')", "the condition on household"),
        ("town = 'a\\' OR TRUE", "is not of the language of cohorts"),
    ],
)
def test_what_is_no_condition_is_refused(where: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        answers(where)


def test_words_are_what_is_neither_code_nor_day() -> None:
    assert list(words("town = '青石镇' AND kind = 'poor' AND born > DATE '2024-01-01' OR x IN ('H0001', 'a b')")) == [
        "青石镇",
        "H0001",
        "a b",
    ]


def test_within_needs_the_other_tables_key() -> None:
    with pytest.raises(ValueError, match="within person: household has no column person_id"):
        told(Cohort("household", within={"person": "alive"}), {"household": HOMES, "person": people()}, ON)
