"""What the editions said of each column: equal neighbouring editions as one span, with the rows that stood behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from flows.history.editions import Row

Evidence = Callable[[str, Row, str], Sequence[Row]]
"""(edition, row, column) -> the rows behind the value."""
NO_ROW, NO_COLUMN = "not_listed", "no_such_column"
"""States of a span: the edition had nobody of that id; its table was made before there was such a column."""


def spans(id_column: str, rows: Mapping[str, Sequence[Row]], columns: Sequence[str], evidence: Evidence) -> list[dict[str, Any]]:
    """One entry an id, column and span, in this order, the oldest first: `column`, the id, `value`, `state` (listed, NO_ROW, NO_COLUMN),
    `first_edition`, `last_edition`, `editions` (how many) and `evidence`. What came before the first row of an id is left out.
    """
    return [
        {"column": column, id_column: subject, **span}
        for subject in _ids(id_column, rows)
        for column in columns
        for span in _of_column(id_column, subject, rows, column, evidence)
    ]


def _ids(id_column: str, rows: Mapping[str, Sequence[Row]]) -> list[str]:
    return list(dict.fromkeys(row[id_column] for found in rows.values() for row in found))


def _of_column(
    id_column: str, subject: str, rows: Mapping[str, Sequence[Row]], column: str, evidence: Evidence
) -> Iterator[dict[str, Any]]:
    said: list[tuple[str, dict[str, Any]]] = []
    for edition, found in rows.items():
        row = next((row for row in found if row[id_column] == subject), None)
        if row is not None or said:
            said.append((edition, _said(edition, row, column, evidence)))
    for told, run in groupby(said, key=lambda one: one[1]):
        editions = [edition for edition, _ in run]
        yield {**told, "first_edition": editions[0], "last_edition": editions[-1], "editions": len(editions)}


def _said(edition: str, row: Row | None, column: str, evidence: Evidence) -> dict[str, Any]:
    if row is None:
        return {"value": None, "state": NO_ROW, "evidence": []}
    if column not in row:
        return {"value": None, "state": NO_COLUMN, "evidence": []}
    return {"value": row[column], "state": "listed", "evidence": [*evidence(edition, row, column)]}
