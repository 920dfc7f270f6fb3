from __future__ import annotations

import pytest

from flows.report.reasonlines import reason_line, reason_lines
from tests.flows.report.samples import cells, fault, rejected


def test_rows_are_counted_once_a_reason_and_column_most_first() -> None:
    faults = rejected(
        fault(9, cells()),
        fault(3, cells()),
        fault(3, cells(), column="relation", rule="unknown_code"),
        fault(3, cells(), sheet="二村"),
    )
    first, second = reason_lines(faults)
    assert (first.rule, first.column, first.header, first.rows) == ("scientific", "id_number", "证件号码", 3)
    assert [(place.sheet, place.row) for place in first.places] == [("", 3), ("", 9), ("二村", 3)]
    assert (second.rule, second.rows) == ("unknown_code", 1)


def test_only_the_first_few_places_are_named() -> None:
    (line,) = reason_lines(rejected(*(fault(row, cells()) for row in range(2, 40))))
    assert line.rows == 38
    assert [place.row for place in line.places] == [2, 3, 4, 5, 6]


def test_no_cell_is_in_a_line() -> None:
    (line,) = reason_lines(rejected(fault(2, cells())))
    assert "张小三" not in line.model_dump_json()


def test_an_unknown_rule_is_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        reason_line("made_up", 1)
