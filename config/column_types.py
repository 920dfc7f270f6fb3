"""The types a published column may have, in a small grammar that any engine can map to its own.

    string | bool | int64 | float64 | date | datetime | decimal(P,S) | list<T> | struct<name:T,name:T>

`datetime` is UTC in microseconds; `decimal(18,2)` is yuan. Lists are never null inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

SCALARS = ("string", "bool", "int64", "float64", "date", "datetime")
_WORD = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|\d+|[<>(),:])")


@dataclass(frozen=True)
class DataType:
    """A parsed type. `kind` is a scalar's name, decimal, list or struct; the rest belongs to the kind that needs it."""

    kind: str
    precision: int = 0
    scale: int = 0
    item: DataType | None = None
    """What a list holds."""
    fields: tuple[tuple[str, DataType], ...] = ()
    """Name and type of each member of a struct, in order."""


@cache
def parse_type(text: str) -> DataType:
    """Parse a type written in the grammar above. Raises ValueError that quotes the type."""
    words = [*_WORD.findall(text), ""]
    if "".join(words) != re.sub(r"\s", "", text):
        raise ValueError(f"{text!r} is not a column type")
    stream = iter(words)
    try:
        result, after = _parse(next(stream), stream)
    except (StopIteration, ValueError):
        raise ValueError(f"{text!r} is not a column type") from None
    if after:
        raise ValueError(f"{text!r} is not a column type: {after!r} is left over")
    return result


def _parse(word: str, stream: Iterator[str]) -> tuple[DataType, str]:
    """Parse one type that starts with `word`; the second value is the word after it."""
    if word in SCALARS:
        return DataType(word), next(stream)
    if word == "decimal":
        _expect("(", next(stream))
        precision = int(next(stream))
        _expect(",", next(stream))
        scale = int(next(stream))
        _expect(")", next(stream))
        return DataType("decimal", precision=precision, scale=scale), next(stream)
    if word == "list":
        _expect("<", next(stream))
        item, after = _parse(next(stream), stream)
        _expect(">", after)
        return DataType("list", item=item), next(stream)
    if word == "struct":
        _expect("<", next(stream))
        return DataType("struct", fields=tuple(_members(stream))), next(stream)
    raise ValueError(word)


def _members(stream: Iterator[str]) -> Iterator[tuple[str, DataType]]:
    after = ","
    while after == ",":
        name = next(stream)
        _expect(":", next(stream))
        kind, after = _parse(next(stream), stream)
        yield name, kind
    _expect(">", after)


def _expect(wanted: str, word: str) -> None:
    if word != wanted:
        raise ValueError(f"{wanted} expected")
