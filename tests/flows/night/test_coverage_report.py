from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from flows.night.coverage_report import coverage_of, fields_of, groups_of
from flows.report.fieldcheck import FieldLine
from tests.flows.report.tonight import tables


def test_excuses_are_summed_and_entitlements_stand_in_the_order_of_their_configuration(tmp_path: Path) -> None:
    excused = [{"reason": "army", "persons": 2}, {"reason": "prison", "persons": 3}]
    rows = [
        {"entitlement": "allowance", "village_code": "2", "gap": 7, "town": None},
        {"entitlement": "insurance", "village_code": "1", "covered": 10, "excused": excused, "unknown": 1, "gap": 4},
    ]
    first, second = coverage_of(tables(tmp_path, coverage=rows))
    assert (first.entitlement, first.reached, first.eligible) == ("基本医疗保险参保", 15, 20)
    assert (second.entitlement, second.town, second.eligible) == ("低保或特困供养", "（未填乡镇）", 7)


def test_groups_and_measures_have_chinese_names(tmp_path: Path) -> None:
    row = {
        "group": "uraemia",
        "measure": "medical_aid",
        "persons": 9,
        "gap": 2,
        "self_pay_before": Decimal(5),
        "self_pay_after": Decimal(3),
    }
    unheard_of = {"group": "flood_victims", "measure": "tents"}
    stranger, line = groups_of(tables(tmp_path, group_costs=[row, unheard_of]))
    assert (line.group, line.measure, line.before, line.after, line.gap_cost) == (
        "尿毒症透析患者",
        "医疗救助",
        Decimal(5),
        Decimal(3),
        None,
    )
    assert (stranger.group, stranger.measure) == ("flood_victims", "tents")


def test_fields_are_summed_over_towns_in_the_order_of_the_register(tmp_path: Path) -> None:
    counts = {"confirmed": 4, "contradicted": 1, "unverifiable": 2}
    rows = [{"field": field, "town": town, **counts} for town in ("高山镇", "河口乡") for field in ("alive", "sex", "name")]
    said = fields_of(tables(tmp_path, field_confirmation=rows), {"name": "姓名", "sex": "性别"})
    assert [line.title for line in said] == ["姓名", "性别", "是否在世"]
    assert said[0] == FieldLine(title="姓名", confirmed=8, contradicted=2, unverifiable=4)


def test_a_night_that_reaches_nobody_has_nothing_to_say(tmp_path: Path) -> None:
    given = tables(tmp_path)
    assert (coverage_of(given), groups_of(given), fields_of(given, {})) == ((), (), ())
