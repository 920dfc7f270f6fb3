from __future__ import annotations

from xml.etree import ElementTree as ET

from flows.report.fieldcheck import FieldLine, field_rows, fields_chart


def test_the_states_of_a_field_stand_side_by_side() -> None:
    rows = field_rows([FieldLine(title="姓名", confirmed=900, contradicted=40, unverifiable=60)], 5)
    assert [cell.text for cell in (rows[0].confirmed, rows[0].contradicted, rows[0].unverifiable)] == ["900", "40", "60"]
    root = ET.fromstring(str(fields_chart(rows)))
    assert [bar.get("class") for bar in root.iter("rect") if bar.get("height") == "15"] == ["main", "bad", "muted"]
    assert fields_chart([]) is None


def test_few_contradicted_persons_do_not_follow_from_the_other_two_states() -> None:
    shown = {
        tuple(cell.text for cell in (row.confirmed, row.contradicted, row.unverifiable))
        for few in (1, 2, 3, 4)
        for row in field_rows([FieldLine(title="姓名", confirmed=900, contradicted=few, unverifiable=100 - few)], 5)
    }
    assert shown == {("900", "<5", "约 100")}
