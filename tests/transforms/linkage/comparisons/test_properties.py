"""What holds of every kind: sides do not matter, a record agrees with itself, only what is missing is unknown, spelling is no news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.linkage.comparisons.pairs import levels
from transforms.linkage.comparisons import COMPARISONS
from transforms.normalise.identifiers import check_character

FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
Spell = Callable[[Any], Any]


class Case(NamedTuple):
    """A kind with known values, its columns' types and another spelling of a value."""

    kind: str
    known: st.SearchStrategy[Any]
    dtypes: tuple[pl.DataType | None, ...]
    respelled: Spell


TEXT = (pl.String(),)
FIRST17 = st.builds(
    lambda area, day, order: f"5223{area:02d}{day:%Y%m%d}{order:03d}",
    st.integers(22, 29),
    st.dates(date(1940, 1, 1), date(2020, 1, 1)),
    st.integers(0, 999),
)
VALID = FIRST17.map(lambda first17: first17 + check_character(first17))
INVALID = FIRST17.map(lambda first17: first17 + next(each for each in "0123" if each != check_character(first17)))
HAN = st.text(st.sampled_from("王王小晓明名单善昇升阿依古丽买提"), min_size=1, max_size=8)
LATIN = st.text(st.sampled_from("aebhijmnost"), min_size=1, max_size=8)

CASES = [
    Case("han_name", HAN, TEXT, lambda name: f" {name[:1]}·{name[1:]}\u3000(已故)".replace("升", "昇")),
    Case("id_number", VALID | INVALID, TEXT, lambda number: f"\t{number[:6]} {number[6:]}".lower().replace("0", "０")),
    Case("date", st.dates(date(1950, 1, 1), date(1953, 12, 31)).map(str), TEXT, lambda day: f" {day}".replace("-", "/")),
    Case("date", st.dates(date(1950, 1, 1), date(1953, 12, 31)), (pl.Date(),), lambda day: day),
    Case("code", st.sampled_from(["male", "female", "01"]), TEXT, lambda code: f" {code} ".upper()),
    Case("digits", st.text("0123456789", min_size=1, max_size=9), TEXT, lambda number: f"{number[:2]}-{number[2:]} "),
    Case("phone", st.integers(0, 999).map(lambda number: f"138{number:08d}"), TEXT, lambda phone: f"+86 {phone[:3]}-{phone[3:]}"),
    Case("latin_text", LATIN, TEXT, lambda text: f" {text.upper()}'"),
    Case("latin_name", st.tuples(LATIN, LATIN), TEXT * 2, lambda name: (name[0].title(), f"{name[1]}.")),
    Case("words", st.lists(LATIN, min_size=1, max_size=4).map(" ".join), TEXT, lambda text: f",{text.upper()} "),
    Case("number", st.floats(-100, 100, allow_nan=False), (pl.Float64(),), lambda number: number),
    Case(
        "place",
        st.tuples(st.integers(522326100001, 522326103003).map(str), st.sampled_from(["青石镇", "白水乡"])),
        TEXT * 2,
        lambda place: (f"{place[0][:12]}001", place[1].removesuffix("镇").removesuffix("乡")),
    ),
    Case("any_of", st.lists(st.sampled_from("abcdef"), min_size=1), (pl.List(pl.String()),), lambda values: [*values, None]),
    Case(
        "household",
        st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from("abcd"))),
        (pl.String(), pl.List(pl.String())),
        lambda home: (home[0], [*home[1], home[0]]),
    ),
]


def nothing(case: Case) -> Any:
    return None if len(case.dtypes) == 1 else (None,) * len(case.dtypes)


@pytest.fixture(params=CASES, ids=lambda case: f"{case.kind}-{case.dtypes[0]}")
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.mark.slow
@given(data=st.data())
@FEW
def test_sides_and_spelling_do_not_matter_and_what_is_known_is_not_unknown(case: Case, data: st.DataObject) -> None:
    ones, others = zip(*data.draw(st.lists(st.tuples(case.known, case.known), min_size=1, max_size=40)), strict=True)
    found = levels(case.kind, ones, others, case.dtypes)
    assert "unknown" not in found
    assert levels(case.kind, others, ones, case.dtypes) == found
    assert levels(case.kind, ones, [case.respelled(other) for other in others], case.dtypes) == found


@given(data=st.data())
@FEW
def test_a_known_value_is_the_same_as_itself_in_any_spelling_and_unknown_beside_nothing(case: Case, data: st.DataObject) -> None:
    values = data.draw(st.lists(case.known, min_size=1, max_size=40))
    missing = [nothing(case)] * len(values)
    found = levels(case.kind, [*values, *values, *values], [*values, *map(case.respelled, values), *missing], case.dtypes)
    assert found == ["same"] * 2 * len(values) + ["unknown"] * len(values)


@given(data=st.data())
@settings(FEW, max_examples=4)
def test_a_pair_has_its_level_whatever_stands_beside_it(case: Case, data: st.DataObject) -> None:
    value = st.one_of(case.known, st.just(nothing(case)))
    ones, others = zip(*data.draw(st.lists(st.tuples(value, value), min_size=2, max_size=5)), strict=True)
    alone = [levels(case.kind, [one], [other], case.dtypes)[0] for one, other in zip(ones, others, strict=True)]
    assert levels(case.kind, ones, others, case.dtypes) == alone


def test_every_kind_is_among_the_cases() -> None:
    # age_stage has no same value: test_ages.py.
    assert {case.kind for case in CASES} == set(COMPARISONS) - {"age_stage"}
