"""What a published table's contract, and the policies that fill it, must say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

from config.check_column import label_problems
from config.check_feed import unknown_properties
from config.contracts import Contract, custom, load_contracts, load_odcs
from config.policies import load_policies
from config.tables import Place, TableColumn, TableContract, load_tables

TABLE_PROPERTIES = {"place"}
COLUMN_PROPERTIES = {"values", "unit", "purpose", "retention"}


def table_problems(path: Path, table: TableContract) -> Iterator[str]:
    """List what is wrong with one table's contract, one line a problem."""
    odcs = load_odcs(path)
    assert odcs.schema_, "load_table has read it"
    typos = (
        f"{item.name}: {problem}"
        for item in odcs.schema_[0].properties or []
        for problem in unknown_properties(custom(item.customProperties), COLUMN_PROPERTIES)
    )
    problems = chain(
        unknown_properties(custom(odcs.customProperties), TABLE_PROPERTIES),
        typos,
        chain.from_iterable(map(_column_problems, table.columns)),
        [] if table.place in get_args(Place) else [f"place may be {', '.join(get_args(Place))}"],
        [] if len(table.by_name) == len(table.columns) else ["two columns have the same name"],
    )
    return (f"{path.name}: {problem}" for problem in problems)


def policy_problems() -> Iterator[str]:
    """List sources of policies.yaml that no contract has, and fields that no table has."""
    policies, tables, feeds = load_policies(), load_tables(), load_contracts()
    for table, fields in (("person", policies.person), ("household", policies.household)):
        known = {*tables[table].by_name, "name"}
        for field, sources in fields.items():
            if field not in known:
                yield f"policies.yaml: {field} is no column of {table}"
            for source in sources:
                if source.feed not in feeds or source.column not in _derived(feeds[source.feed]):
                    yield f"policies.yaml: {field}: there is no column {source.column} in {source.feed}"


def _derived(contract: Contract) -> set[str]:
    """Columns of a feed after pseudonyms are given: its own, and what an ID number states."""
    identifiers = (column.name for column in contract.columns if column.is_identifier)
    return {*contract.by_name, *(f"{name}__{part}" for name in identifiers for part in ("birth", "sex"))}


def _column_problems(column: TableColumn) -> Iterator[str]:
    for problem in label_problems(column.classification, column.purpose, column.retention):
        yield f"{column.name}: {problem}"
    if not column.description:
        yield f"{column.name}: description is missing"
    if column.type.kind == "decimal" and not column.unit:
        yield f"{column.name}: a decimal says its unit"
