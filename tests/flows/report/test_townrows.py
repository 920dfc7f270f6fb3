from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from flows.report.townrows import TownRow, town_rows
from flows.report.towns import TownLine


def town(persons: int, insured: int, uninsured: int, *, registered: int = 50, name: str = "甲镇") -> TownLine:
    return TownLine(
        town=name,
        households=100,
        persons=persons,
        registered_households=20,
        registered_persons=registered,
        insured=insured,
        uninsured=uninsured,
    )


def first(*lines: TownLine) -> TownRow:
    """The first of some towns; two more small ones keep it from being anybody's partner."""
    return town_rows([*lines, town(3, 1, 1, name="乙"), town(2, 1, 1, name="丙")], 5)[0]


def test_large_towns_are_shown_exactly() -> None:
    row = first(town(1000, 900, 60))
    assert (row.persons, row.insured, row.uninsured, row.unknown, row.share_text) == (
        "1,000",
        "900",
        "60",
        "40",
        "90.0%",
    )


def test_a_few_unknown_are_joined_to_the_uninsured() -> None:
    row = first(town(1000, 900, 97))
    assert (row.insured, row.uninsured, row.unknown) == ("900", "100（含不明）", "<5")


def test_a_few_uninsured_are_joined_to_the_unknown() -> None:
    row = first(town(1000, 900, 2))
    assert (row.insured, row.uninsured, row.unknown) == ("900", "<5", "100（含未参保）")


def test_where_nearly_all_are_insured_only_a_bound_is_shown() -> None:
    row = first(town(1000, 998, 2))
    assert (row.insured, row.share_text, row.share) == ("≥996", "≥99.6%", 99.6)


def test_a_tiny_town_shows_nothing_but_its_smallness() -> None:
    row = town_rows([town(3, 2, 1, registered=3), town(4, 2, 1, registered=2)], 5)[0]
    assert (row.persons, row.registered, row.insured, row.uninsured, row.share_text) == ("<5", "<5", "—", "—", "—")
    assert row.population is None
    assert row.registered_population is None
    assert row.share is None


def test_the_partner_of_a_lone_hidden_town_is_rounded_in_chart_and_table() -> None:
    _, partner, other = town_rows([town(3, 2, 1), town(1234, 1111, 100), town(5000, 4000, 900)], 5)
    assert (partner.persons, partner.insured, partner.population) == ("约 1,230", "约 1,110", 1230)
    assert other.persons == "5,000"


def test_an_empty_town_has_no_share() -> None:
    assert first(town(0, 0, 0, registered=0)).share is None


@st.composite
def lines(draw: st.DrawFn) -> list[TownLine]:
    made = []
    for at in range(draw(st.integers(1, 6))):
        persons = draw(st.integers(0, 40))
        insured = draw(st.integers(0, persons))
        uninsured = draw(st.integers(0, persons - insured))
        made.append(town(persons, insured, uninsured, registered=draw(st.integers(0, persons)), name=f"镇{at}"))
    return made


@given(lines())
def test_no_exact_count_of_one_to_four_persons_is_shown_or_follows_within_a_row(towns: list[TownLine]) -> None:
    for row in town_rows(towns, 5):
        exact = {
            name: int(text.replace(",", ""))
            for name in ("persons", "registered", "insured", "uninsured", "unknown")
            if re.fullmatch(r"[\d,]+", text := getattr(row, name))
        }
        assert not {value for value in exact.values() if 0 < value < 5}
        if {"persons", "insured"} <= exact.keys():
            assert not 0 < exact["persons"] - exact["insured"] < 5
            for known, other in (("uninsured", "unknown"), ("unknown", "uninsured")):
                if known in exact and other not in exact:
                    assert not 0 < exact["persons"] - exact["insured"] - exact[known] < 5
