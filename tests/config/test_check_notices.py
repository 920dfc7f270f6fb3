"""A notice that would show what its column's classification forbids is refused before it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.check_notices import forbidden, notice_problems
from config.notices import NOTICES, load_notices
from config.tables import load_tables

GOOD = (NOTICES / "register.yaml").read_text(encoding="utf-8")


def problems(tmp_path: Path, text: str) -> list[str]:
    load_notices.cache_clear()
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    return list(notice_problems(tmp_path))


def with_column(name: str) -> str:
    return GOOD.replace("{column: size, title: 家庭人口", f"{{column: {name}, title: 家庭人口")


def test_the_notices_of_the_project_are_good() -> None:
    assert list(notice_problems()) == []
    assert {"exits", "register"} <= set(load_notices())


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("self_pay_12m", "is sensitive"),
        ("groups", "is sensitive"),
        ("causes_declared", "is sensitive"),
        ("severe_disabled", "is sensitive"),
        ("gate_missing", "is a list"),
        ("household_no", "is a confidential text"),
        ("head_person_id", "is a confidential text"),
        ("id_number", "household has no column id_number"),
        ("phone", "household has no column phone"),
        ("village", "heads every list"),
    ],
)
def test_a_column_that_must_not_be_put_up_is_refused(tmp_path: Path, column: str, why: str) -> None:
    assert any(why in problem and problem.startswith("mine.yaml: columns") for problem in problems(tmp_path, with_column(column)))


def test_a_list_that_tells_by_who_stands_on_it_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("where: size > 0", "where: severe_disabled > 0")
    assert problems(tmp_path, text) == ["mine.yaml: where: severe_disabled is sensitive: who stands on the list would tell it"]


def test_no_sensitive_or_unclassified_column_of_any_table_passes() -> None:
    for table in load_tables().values():
        for column in table.columns:
            if column.classification not in ("public", "internal", "confidential"):
                assert forbidden(column), (table.name, column.name)
    vault = load_tables()["vault_person"].by_name
    assert all(forbidden(vault[name]) for name in ("person_id", "id_number", "phone", "name"))


def test_typing_errors_are_named(tmp_path: Path) -> None:
    assert "there is no wehre" in problems(tmp_path, GOOD.replace("where:", "wehre:", 1))[0]
    assert "words names values that it never has" in problems(tmp_path, GOOD.replace("{general:", "{genral:"))[0]
    assert problems(tmp_path, GOOD.replace("days: notice_days", "days: some"))[0].startswith("mine.yaml: days is 'some'")


def test_a_notice_asks_a_gate_that_there_is_by_conditions_that_it_has(tmp_path: Path) -> None:
    text = GOOD + "gate: household\nstill_open: [notice]\n"
    assert problems(tmp_path, text) == []
    assert problems(tmp_path, text.replace("[notice]", "[signature]"))[0].startswith("mine.yaml: still_open is 'signature'")
    assert problems(tmp_path, text.replace("gate: household", "gate: village"))[0].startswith("mine.yaml: gate is 'village'")
    assert problems(tmp_path, text.replace("gate: household\n", "")) == [
        "mine.yaml: still_open names conditions of a gate: write gate too"
    ]
