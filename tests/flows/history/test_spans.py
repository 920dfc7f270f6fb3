"""Neighbouring editions that say the same are one span."""

from __future__ import annotations

from typing import Any

from flows.history.editions import Row
from flows.history.spans import spans

Rows = dict[str, list[dict[str, Any]]]


def told(rows: Rows, column: str = "size", evidence: dict[str, list[Row]] | None = None) -> list[tuple[Any, ...]]:
    found = spans("id", rows, [column], lambda edition, row, name: (evidence or {}).get(edition, []))
    return [(one["id"], one["value"], one["state"], one["first_edition"], one["last_edition"], one["editions"]) for one in found]


def row(size: int | None, subject: str = "h1") -> dict[str, Any]:
    return {"id": subject, "size": size}


def test_a_value_that_comes_back_is_a_span_of_its_own_and_revisions_count() -> None:
    rows: Rows = {"2024-05-01": [row(3)], "2024-05-01.r2": [row(3)], "2024-05-02": [row(4)], "2024-05-03": [row(3)]}
    assert told(rows) == [
        ("h1", 3, "listed", "2024-05-01", "2024-05-01.r2", 2),
        ("h1", 4, "listed", "2024-05-02", "2024-05-02", 1),
        ("h1", 3, "listed", "2024-05-03", "2024-05-03", 1),
    ]


def test_what_an_edition_does_not_have_is_said_after_the_first_that_has() -> None:
    rows: Rows = {
        "2024-05-01": [],
        "2024-05-02": [row(3)],
        "2024-05-03": [],
        "2024-05-04": [{"id": "h1"}],
        "2024-05-05": [row(None)],
    }
    assert [one[1:4] for one in told(rows)] == [
        (3, "listed", "2024-05-02"),
        (None, "not_listed", "2024-05-03"),
        (None, "no_such_column", "2024-05-04"),
        (None, "listed", "2024-05-05"),
    ]


def test_other_rows_behind_the_same_value_begin_another_span() -> None:
    rows: Rows = {"2024-05-01": [row(3)], "2024-05-02": [row(3)]}
    evidence = {"2024-05-01": [{"row": 1}], "2024-05-02": [{"row": 2}]}
    assert [one[3:5] for one in told(rows, evidence=evidence)] == [("2024-05-01", "2024-05-01"), ("2024-05-02", "2024-05-02")]


def test_every_id_has_its_own_spans() -> None:
    rows: Rows = {"2024-05-01": [row(1, "p2")], "2024-05-02": [row(3, "p1")]}
    assert [one[:3] for one in told(rows)] == [("p2", 1, "listed"), ("p2", None, "not_listed"), ("p1", 3, "listed")]
