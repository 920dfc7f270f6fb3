from datetime import date
from pathlib import Path

import pytest

import config.thresholds
from config.thresholds import Threshold, load_thresholds, threshold


def test_the_rule_packs_numbers_are_there() -> None:
    on = date(2024, 6, 30)
    names = "self_pay_exclusion self_pay_risk self_pay_without_aid compulsory_age_from compulsory_age_to baby_days"
    assert [threshold(name, on) for name in names.split()] == [20000, 5000, 5000, 6, 15, 90]
    assert threshold("cost_window_months", on) == 12


def test_every_value_names_its_source() -> None:
    assert all(value.source for values in load_thresholds().values() for value in values)


def test_a_change_holds_from_its_day_and_leaves_earlier_days_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    values = (Threshold(date(2020, 1, 1), 4000, "city"), Threshold(date(2024, 1, 1), 5000, "city"))
    monkeypatch.setattr(config.thresholds, "load_thresholds", lambda: {"line": values})
    assert threshold("line", date(2023, 12, 31)) == 4000
    assert threshold("line", date(2024, 1, 1)) == 5000
    with pytest.raises(ValueError, match="no value on 2019-12-31"):
        threshold("line", date(2019, 12, 31))


def test_values_are_ordered_by_their_day_whatever_the_files_order(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.yaml"
    entry = "{{effective_from: {}, value: {}, source: city}}"
    late, early = entry.format("2024-01-01", 2), entry.format("2020-01-01", 1)
    path.write_text(f"line:\n  values: [{late}, {early}]\n", encoding="utf-8")
    assert [value.value for value in load_thresholds(path)["line"]] == [1, 2]


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        threshold("poverty_line_of_nowhere", date(2024, 1, 1))
