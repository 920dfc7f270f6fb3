from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.report.coverage import CoverageLine, HeatCell, city_chart, city_rows, heat_rows

LEAST = 5
TOWNS = ("高山镇", "河口乡", "飞地")


def line(town: str = "高山镇", entitlement: str = "医疗救助", **given: Any) -> CoverageLine:
    return CoverageLine(entitlement=entitlement, town=town, **given)


def cell(*lines: CoverageLine, town: str = "高山镇") -> HeatCell:
    """The only entitlement's cell of a town; a large town beside it lets small counts hide."""
    rows = heat_rows([line("河口乡", covered=9000, gap=900), *lines], ("河口乡", *TOWNS), LEAST)
    return next(row.cells[0] for row in rows if row.town == town)


def test_covered_and_excused_are_reached() -> None:
    shown = cell(line(covered=80, excused=10, unknown=5, gap=5))
    assert (shown.share, shown.gap.text, shown.shade) == ("90%", "5", "shade2")


def test_the_better_reached_the_lighter() -> None:
    shades = [cell(line(covered=100 - gap, gap=gap)).shade for gap in (0, 5, 8, 15, 40)]
    assert shades == ["shade0", "shade1", "shade2", "shade3", "shade4"]


def test_a_small_gap_gives_a_bound_where_it_says_something() -> None:
    assert [(one.share, one.gap.text, one.shade) for one in (cell(line(covered=998, gap=2)), cell(line(covered=18, gap=2)))] == [
        ("≥99%", "<5", "shade0"),
        ("≥80%", "<5", ""),
    ]
    few_entitled = cell(line(covered=8, gap=2))
    assert (few_entitled.share, few_entitled.gap.text, few_entitled.shade) == ("—", "<5", "")


def test_a_rounded_gap_gives_a_rounded_share_of_many_and_none_of_few() -> None:
    def partner(covered: int) -> HeatCell:
        rows = heat_rows([line(covered=covered, gap=20), line("河口乡", covered=90, gap=2)], TOWNS, LEAST)
        return rows[0].cells[0]

    assert (partner(980).share, partner(980).gap.text, partner(980).shade) == ("约 98%", "约 20", "shade0")
    assert (partner(20).share, partner(20).gap.text, partner(20).shade) == ("—", "约 20", "")


def test_who_is_hardly_anybody_has_no_share() -> None:
    assert cell(line(covered=3)).share == "—"
    assert cell(line(covered=0)).share == "—"
    assert cell(town="飞地").share == "—"


def test_villages_of_a_town_are_added_up() -> None:
    assert cell(line(covered=50, gap=6, village_code="1"), line(covered=30, gap=14, village_code="2")).gap.text == "20"


def test_the_city_says_each_part_and_hides_small_ones() -> None:
    (row,) = city_rows([line(covered=90, excused=3, gap=7), line("河口乡", covered=900, gap=93)], LEAST)
    assert [part.text for part in row.parts] == ["990", "<5", "0", "100"]
    assert (row.eligible.text, row.share) == ("约 1,090", "约 91%")
    assert "缺 100" in str(city_chart([row]))
    assert city_chart([]) is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=2), st.integers(5, 200))
def test_a_small_gap_cannot_be_worked_out_from_its_column_or_its_share(gaps: list[int], eligible: int) -> None:
    """Other cities with the same people entitled and the same total look the same, share and shade included."""

    def looks(first: int, others: list[int]) -> list[object]:
        lines = [line(covered=9000 - first, gap=first)]
        lines += [line(town, covered=eligible + 12 - gap, gap=gap) for town, gap in zip(TOWNS[1:], others, strict=True)]
        return [heat_rows(lines, TOWNS, LEAST), city_rows(lines, LEAST)]

    before = looks(100, gaps)
    for at, gap in enumerate(gaps):
        for value in range(1, LEAST) if 0 < gap < LEAST else ():
            moved = [value if at == place else other for place, other in enumerate(gaps)]
            assert looks(100 + gap - value, moved) == before
