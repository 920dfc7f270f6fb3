from __future__ import annotations

from flows.report.gates import GateLine, GateSection, Lacking, TownGate, gate_sections

LEAST = 5


def section(towns: list[tuple[int, int, int]], lacking: dict[str, tuple[int, int]] | None = None) -> GateSection:
    lines = tuple(
        TownGate(town=f"{number}镇", passed=passed, failed=failed, unknown=unknown)
        for number, (passed, failed, unknown) in enumerate(towns)
    )
    lack = tuple(Lacking(condition=name, not_met=no, unclear=maybe) for name, (no, maybe) in (lacking or {}).items())
    (only,) = gate_sections([GateLine(title="贫困户退出", towns=lines, lacking=lack)], LEAST)
    return only


def test_verdicts_are_counted_by_town_and_in_the_city() -> None:
    shown = section([(40, 12, 6), (30, 0, 7)])
    assert [[cell.text for cell in row.counts] for row in shown.towns] == [["40", "12", "6"], ["30", "0", "7"]]
    assert [cell.text for cell in shown.city] == ["70", "12", "13"]


def test_a_few_households_are_hidden_and_do_not_follow_from_the_city() -> None:
    shown = section([(40, 12, 6), (3, 30, 7)])
    passed = [row.counts[0].text for row in shown.towns]
    assert passed == ["约 40", "<5"]
    assert shown.city[0].text.startswith("约")


def test_conditions_come_by_how_often_they_are_lacking_and_roughly() -> None:
    shown = section([(40, 12, 6)], {"住房安全": (2, 1), "饮水安全": (4, 0), "收入": (13, 21)})
    assert [(row.title, *(cell.text for cell in row.counts)) for row in shown.lacking] == [
        ("收入", "约 10", "约 20"),
        ("住房安全", "<5", "<5"),
        ("饮水安全", "<5", "0"),
    ]


def test_a_gate_that_concerns_nobody_is_no_section() -> None:
    assert gate_sections([GateLine(title="风险消除", towns=(), lacking=())], LEAST) == []
