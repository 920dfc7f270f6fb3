"""The data dictionary, docs/dictionary.md, from the contracts: what departments deliver and what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from config.codes import code_list, code_list_names
from config.contracts import FEEDS, Column, Contract, custom, load_contracts, load_odcs
from config.markdown import head, row
from config.tables import TableColumn, TableContract, load_tables

_INTRODUCTION = """# Data dictionary

Generated from the contracts in `config/feeds/` and `config/tables/` by `hearth contracts dictionary`.
Edit those, not this page.

Classification: *public* appears in statistics anyway; *internal* harms nobody alone; *confidential* is about a person;
*sensitive* is sensitive personal information (PIPL art. 28: health, disability, minors, ID numbers). A row is kept for
the time given from the day on which it ceased to hold.
"""


_LABELS = ("classification", "purpose", "kept", "meaning")
_NEXT = "\n- "


def dictionary_markdown() -> str:
    """Write the whole page. The same contracts give the same text."""
    parts = [
        _INTRODUCTION,
        "## Feeds\n",
        *(_feed(contract) for contract in load_contracts().values()),
        "## Code lists\n",
        *(_code_list(name) for name in code_list_names()),
        "## Published tables\n",
        *(_table(table) for table in load_tables().values()),
    ]
    return "\n".join(parts)


def _feed(contract: Contract) -> str:
    path = FEEDS / f"{contract.table}.odcs.yaml"
    descriptions = _descriptions(path)
    lists = _lists(path)
    key = ", ".join(contract.key)
    fallback = f"; without the last of them {', '.join(contract.key_fallback)}" if contract.key_fallback else ""
    return "\n".join(
        [
            f"### {contract.name} · {contract.title}\n",
            f"Owner {contract.owner} · {contract.delivery} · every {contract.cadence_days} days · "
            f"key {key}{fallback} · version {contract.version}\n",
            *head("column", "header", "type", "required", "bad cell", "no column", *_LABELS),
            *(_feed_row(column, descriptions[column.name]) for column in contract.columns),
            "",
            *_codes(contract, lists),
            *_aliases(contract),
        ]
    )


def _feed_row(column: Column, description: str) -> str:
    kind = f"{column.type} ({column.unit})" if column.unit else column.type
    return row(
        column.name,
        column.header,
        kind,
        "yes" if column.required else "",
        column.on_bad,
        column.on_missing,
        column.classification,
        column.purpose,
        column.retention,
        description,
    )


def _codes(contract: Contract, lists: Mapping[str, str]) -> Iterator[str]:
    for column in contract.columns:
        if column.name in lists:
            yield f"- `{column.name}`: code list [{lists[column.name]}](#{lists[column.name]})"
        elif column.codes:
            yield f"- `{column.name}`: {_grouped(column.codes)}"
        if column.unknown_texts:
            yield f"- `{column.name}` is unknown where it says {'、'.join(column.unknown_texts)}"


def _aliases(contract: Contract) -> Iterator[str]:
    yield "\n<details><summary>Headers also understood</summary>\n"
    for column in contract.columns:
        if column.aliases:
            yield f"- {column.header}: {'、'.join(column.aliases)}"
    yield f"\nKnown and not taken in: {'、'.join(contract.ignored_headers)}\n\n</details>\n"


def _code_list(name: str) -> str:
    return f"### {name}\n\n- {_grouped(code_list(name), separator=_NEXT)}\n"


def _grouped(codes: Mapping[str, str | int], separator: str = " · ") -> str:
    """Write the texts of each code, in the contract's order."""
    by_code = groupby(codes.items(), key=lambda item: item[1])
    return separator.join(f"**{code}** {'、'.join(text for text, _ in items)}" for code, items in by_code)


def _table(table: TableContract) -> str:
    key = ", ".join(table.key) or "none"
    return "\n".join(
        [
            f"### {table.name} · {table.title}\n",
            f"{table.grain} In `{table.place}` · key {key} · version {table.version}\n",
            *head("column", "type", "null", "values", *_LABELS),
            *(_table_row(column) for column in table.columns),
            "",
        ]
    )


def _table_row(column: TableColumn) -> str:
    return row(
        column.name,
        f"`{column.type_text}`" + (f" {column.unit}" if column.unit else ""),
        "no" if column.required else "yes",
        ", ".join(column.values),
        column.classification,
        column.purpose,
        column.retention,
        column.description,
    )


def _descriptions(path: Path) -> Mapping[str, str]:
    schema = load_odcs(path).schema_ or []
    return {str(item.name): item.description or "" for table in schema for item in table.properties or ()}


def _lists(path: Path) -> Mapping[str, str]:
    """Map columns to the shared code list they refer to."""
    schema = load_odcs(path).schema_ or []
    named = ((str(item.name), custom(item.customProperties)) for table in schema for item in table.properties or ())
    return {name: own["codeList"] for name, own in named if "codeList" in own}
