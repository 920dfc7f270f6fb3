"""What a public notice may show: everybody reads it, so a column's classification decides, and not who writes the notice.

`transforms.notices` understands the expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import get_args

from config.check_column import names_in
from config.check_rules import CHINESE, expression_problems, one_of
from config.gates import Gate, load_gates
from config.notices import NOTICES, Names, Notice, load_notices
from config.tables import TableColumn, load_tables
from config.thresholds import load_thresholds

SHOWN = ("string", "int64", "bool", "date", "decimal")
"""Types of a column that a notice may show: no list of people or of reasons."""


def notice_problems(folder: Path = NOTICES, extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the notices, one line a problem: file, what to write."""
    try:
        notices, gates = load_notices(folder, extra), load_gates(extra=extra)
    except ValueError as error:
        yield str(error)
        return
    for notice in notices.values():
        yield from (f"{notice.id}.yaml: {problem}" for problem in chain(_problems(notice), _gate_problems(notice, gates)))


def forbidden(column: TableColumn) -> str:
    """Why a notice must not show a column; empty where it may."""
    if column.classification not in ("public", "internal", "confidential"):
        return f"is {column.classification or 'not classified'}: health, ID numbers and what else is sensitive are never put up"
    if column.type.kind not in SHOWN:
        return f"is a {column.type.kind}; a notice shows single values"
    if column.type.kind == "string" and column.classification != "public" and not column.values:
        return f"is a {column.classification} text of any kind: ids, numbers and remarks are never put up"
    return ""


def _gate_problems(notice: Notice, gates: Mapping[str, Gate]) -> Iterator[str]:
    if not notice.gate:
        if notice.still_open:
            yield "still_open names conditions of a gate: write gate too"
        return
    yield from one_of("gate", notice.gate, tuple(name for name, gate in gates.items() if gate.grain == "household"))
    if notice.gate in gates:
        known = tuple(condition.id for condition in gates[notice.gate].conditions)
        yield from chain(*(one_of("still_open", name, known) for name in notice.still_open))


def _problems(notice: Notice) -> Iterator[str]:
    household = load_tables()["household"].by_name
    yield from chain(
        *([] if CHINESE.search(getattr(notice, name)) else [f"{name} is for villagers: write it in Chinese"]
          for name in ("title", "text", "objections")),
        one_of("names", notice.names, get_args(Names)),
        one_of("days", notice.days, tuple(load_thresholds())),
        expression_problems((notice.where,), notice.parameters),
    )  # fmt: skip
    for name in sorted(names_in(notice.where) & household.keys()):
        if household[name].classification == "sensitive":
            yield f"where: {name} is sensitive: who stands on the list would tell it"
    for shown in notice.columns:
        column = household.get(shown.column)
        if shown.column in ("town", "village"):
            yield f"columns: {shown.column} heads every list; leave it out"
        if column is None:
            yield f"columns: household has no column {shown.column}"
        elif why := forbidden(column):
            yield f"columns: {shown.column} {why}"
        if not CHINESE.search(shown.title):
            yield f"columns: {shown.column}: title is for villagers: write it in Chinese"
        if column and {*shown.words} - {*column.values}:
            yield f"columns: {shown.column}: words names values that it never has; it has {', '.join(column.values)}"
        if column and column.values and not shown.words:
            yield f"columns: {shown.column}: say in words what its values mean to a villager"
