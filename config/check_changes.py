"""What the file of compared columns must say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import get_args

from config.changes import Blank, Watched, changes_file, load_watched
from config.contracts import load_contracts
from config.tables import TableColumn, load_tables

NEVER = ("_id", "_no", "_name", "_phone")
"""How columns end that say who somebody is: `changes` tells no names and no numbers."""
SCALARS = ("string", "bool", "int64", "date", "decimal")


def change_problems(extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the compared columns, one line a problem: what, and what to write."""
    name = changes_file(extra).name
    try:
        watched, feeds = load_watched(extra), load_contracts(extra=extra)
    except ValueError as error:
        yield str(error) if str(error).startswith(name) else f"{name}: {error}"
        return
    for table, columns in watched.items():
        known = load_tables()[table].by_name
        for one in columns:
            for problem in _problems(one, known.get(one.column), feeds):
                yield f"{name}: {table}: {one.column}: {problem}"


def _problems(one: Watched, column: TableColumn | None, feeds: Collection[str]) -> Iterator[str]:
    if column is None:
        yield "there is no such column"
        return
    if one.column.endswith(NEVER) or one.column == "edition":
        yield "names, numbers, ids and the edition are never told as changes of a field; leave it out"
    item = column.type.item if column.type.kind == "list" else column.type
    if item is None or item.kind not in SCALARS:
        yield f"a {column.type_text} cannot be told as text; leave it out"
    if one.blank not in get_args(Blank):
        yield f"blank is {one.blank!r}; write {' or '.join(get_args(Blank))}"
    if one.blank == "none" and not one.feeds:
        yield "blank: none holds while its feeds were delivered; name them as feeds: [department/feed]"
    for feed in one.feeds:
        if feed not in feeds:
            yield f"feeds: there is no contract {feed}"
    for value in one.unknown:
        if column.values and value not in column.values:
            yield f"unknown: {value!r} is no value of the column; it may hold {', '.join(column.values)}"
