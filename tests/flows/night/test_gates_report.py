from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from config.gates import load_gates
from flows.night.gates_report import gates_of
from flows.report.gates import Lacking, TownGate
from tests.flows.report.tonight import tables

HOUSING, WATER = "住房安全：未达到，请找乡镇政府核实", "饮水安全：无法确认（现有数据缺少或不明确），请找村委会补充"


def test_verdicts_and_what_is_missing_are_counted_of_whom_the_gate_concerns(tmp_path: Path) -> None:
    homes = [
        {"town": "乙乡", "gate": "pass", "gate_missing": []},
        {"town": "甲镇", "gate": "fail", "gate_missing": [HOUSING, WATER]},
        {"town": "甲镇", "gate": "fail", "gate_missing": [HOUSING]},
        {"town": "甲镇", "gate": "unknown", "gate_missing": [WATER, "一条旧条件：未达到，请找乡镇政府核实"]},
        {"town": "丙镇", "gate": "not_applicable", "gate_missing": []},
    ]
    (line,) = gates_of(tables(tmp_path, household=homes), [load_gates()["household"]], ["甲镇", "乙乡", "丙镇"])
    assert line.title == "贫困户退出"
    assert line.towns == (
        TownGate(town="甲镇", passed=0, failed=2, unknown=1),
        TownGate(town="乙乡", passed=1, failed=0, unknown=0),
    )
    assert line.lacking == (
        Lacking(condition="住房安全", not_met=2, unclear=0),
        Lacking(condition="饮水安全", not_met=0, unclear=2),
    )


def test_a_title_may_hold_a_colon_and_one_that_stands_twice_stops_no_night(tmp_path: Path) -> None:
    gate = load_gates()["household"]
    named = [replace(gate.conditions[0], title=title) for title in ("住房：安全", "饮水安全", "饮水安全")]
    homes = [{"town": "甲镇", "gate": "fail", "gate_missing": ["住房：安全：未达到，请找住建局：一科核实", WATER]}]
    (line,) = gates_of(tables(tmp_path, household=homes), [replace(gate, conditions=tuple(named))], ["甲镇"])
    assert line.lacking == (
        Lacking(condition="住房：安全", not_met=1, unclear=0),
        Lacking(condition="饮水安全", not_met=0, unclear=1),
    )
