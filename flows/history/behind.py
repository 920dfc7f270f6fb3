"""Which columns of which feeds tell of a column that is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from config.contracts import Contract
from config.history import load_behind
from config.tables import load_tables
from flows.errors import Misuse
from flows.explain import DERIVED, fields_of

Columns = Mapping[str, tuple[str, ...]]
"""Feed -> its columns."""


def columns_behind(grain: str, column: str, contracts: Mapping[str, Contract]) -> Columns:
    """What the policies and `history.yaml` name, of the column or of the fields it is counted from; and every feed's column of that very name.

    Misuse where neither the table nor any feed has such a column.
    """
    known = load_behind()
    found: dict[str, dict[str, None]] = {}
    told = known[grain].get(column) or known["person"].get(column)
    for columns in [told or {}] if told else [known["person"].get(field, {}) for field in fields_of(column)]:
        for feed, names in columns.items():
            found.setdefault(feed, {}).update(dict.fromkeys(names))
    for feed, contract in contracts.items():
        if column in contract.by_name:
            found.setdefault(feed, {})[column] = None
    if not found and column not in load_tables()[grain].by_name:
        raise Misuse(f"neither {grain} nor any feed has a column {column}; {grain} has {', '.join(load_tables()[grain].by_name)}")
    return {feed: tuple(names) for feed, names in found.items()}


def is_of_members(column: str) -> bool:
    """Whether a household's column is made of what is said of its members, each under their own number."""
    return column in DERIVED or column not in load_behind()["household"]
