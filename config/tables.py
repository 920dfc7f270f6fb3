"""Reads the contracts of what is published: `config/tables/<table>.odcs.yaml`, one file a table.

`physicalType` holds the type in the grammar of `column_types`; columns stand in the order in which they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from open_data_contract_standard.model import SchemaProperty

from config.column_types import DataType, parse_type
from config.contracts import TABLES, ContractError, contract_files, custom, load_odcs

Place = Literal["published", "vault"]


@dataclass(frozen=True)
class TableColumn:
    """One column of a published table."""

    name: str
    type: DataType
    type_text: str
    """The type as the contract writes it, e.g. `decimal(18,2)`."""
    description: str
    required: bool
    """Whether a null is an error."""
    values: tuple[str, ...]
    """The only values it may hold (of a list: its items may hold); empty for any."""
    unit: str
    classification: str
    purpose: str
    retention: str


@dataclass(frozen=True)
class TableContract:
    """What downstream may rely on in one table."""

    name: str
    title: str
    grain: str
    place: Place
    """`published` with the editions, or `vault`."""
    version: str
    key: tuple[str, ...]
    columns: tuple[TableColumn, ...]

    @property
    def by_name(self) -> Mapping[str, TableColumn]:
        """Columns by name, in order."""
        return {column.name: column for column in self.columns}

    @property
    def types(self) -> Mapping[str, DataType]:
        """Types by column name, in order: the table's schema."""
        return {column.name: column.type for column in self.columns}


def load_table(path: Path) -> TableContract:
    """Read one table's contract. Raises ContractError naming the file and what is wrong."""
    odcs = load_odcs(path)
    if not odcs.schema_ or len(odcs.schema_) != 1:
        raise ContractError(f"{path.name}: a table has exactly one schema object")
    table = odcs.schema_[0]
    own = custom(odcs.customProperties)
    properties = table.properties or []
    keys = sorted((item for item in properties if item.primaryKey), key=lambda item: item.primaryKeyPosition or 0)
    try:
        return TableContract(
            name=path.name.removesuffix(".odcs.yaml"),
            title=str(table.businessName),
            grain=str(table.dataGranularityDescription),
            place=cast(Place, own["place"]),
            version=str(odcs.version),
            key=tuple(str(item.name) for item in keys),
            columns=tuple(_column(item) for item in properties),
        )
    except (KeyError, ValueError) as error:
        raise ContractError(f"{path.name}: {error}") from error


def _column(item: SchemaProperty) -> TableColumn:
    own = custom(item.customProperties)
    return TableColumn(
        name=str(item.name),
        type=parse_type(str(item.physicalType)),
        type_text=str(item.physicalType),
        description=item.description or "",
        required=bool(item.required),
        values=tuple(own.get("values", ())),
        unit=own.get("unit", ""),
        classification=item.classification or "",
        purpose=own.get("purpose", ""),
        retention=own.get("retention", ""),
    )


@cache
def load_tables(folder: Path = TABLES) -> Mapping[str, TableContract]:
    """Read the contract of every published table, by the table's name, in name order."""
    return {table.name: table for table in map(load_table, contract_files(folder))}
