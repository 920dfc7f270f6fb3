"""What a feed's contract must say beyond the standard's own schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, get_args

from open_data_contract_standard.model import SchemaProperty

from config.check_column import label_problems
from config.contracts import (
    Column,
    ColumnType,
    Contract,
    Delivery,
    Form,
    Joins,
    OnBad,
    OnDrift,
    Privacy,
    custom,
    load_odcs,
)
from config.headers import fold_header
from config.roles import CODES, COLUMNS, Role

CONTRACT_PROPERTIES = {
    "owner", "delivery", "key", "keyFallback", "scope", "rowsMin", "rowsMax", "shrinkThreshold", "refusedShareHold",
    "validIdShareMin", "smallCount", "onNewColumn", "onLate", "cadenceDays", "ignoredHeaders", "joins", "role",
}  # fmt: skip
COLUMN_PROPERTIES = {
    "type", "aliases", "codes", "codeList", "unknownTexts", "onBad", "onMissing", "min", "max", "unit", "carriesId", "form",
    "privacy", "of", "purpose", "retention",
}  # fmt: skip


def feed_problems(path: Path, contract: Contract) -> Iterator[str]:
    """List what is wrong with one feed's contract, one line a problem."""
    odcs = load_odcs(path)
    assert odcs.schema_, "load_contract has read it"
    properties = odcs.schema_[0].properties or []
    problems = chain(
        unknown_properties(custom(odcs.customProperties), CONTRACT_PROPERTIES),
        *(_property_problems(item) for item in properties),
        *(_column_problems(column) for column in contract.columns),
        _one_of("joins", str(custom(odcs.customProperties).get("joins", "now")), get_args(Joins)),
        _contract_problems(contract),
        _role_problems(contract),
        _key_problems(contract, properties),
        _header_problems(contract),
    )
    return (f"{path.name}: {problem}" for problem in problems)


def unknown_properties(own: dict[str, Any], allowed: set[str]) -> Iterator[str]:
    """List custom properties that nobody reads: typing errors."""
    for name in own.keys() - allowed:
        yield f"the customProperty {name} does not exist; there are {', '.join(sorted(allowed))}"


def _property_problems(item: SchemaProperty) -> Iterator[str]:
    for problem in unknown_properties(custom(item.customProperties), COLUMN_PROPERTIES):
        yield f"{item.name}: {problem}"
    if not item.businessName:
        yield f"{item.name}: businessName (the header the department uses) is missing"
    if not item.description:
        yield f"{item.name}: description is missing"


def _column_problems(column: Column) -> Iterator[str]:
    problems = chain(
        label_problems(column.classification, column.purpose, column.retention),
        _one_of("type", column.type, get_args(ColumnType)),
        _one_of("onBad", column.on_bad, get_args(OnBad)),
        _one_of("onMissing", column.on_missing, get_args(OnDrift)),
        _one_of("privacy", column.privacy, get_args(Privacy)),
        _code_problems(column),
        _identifier_problems(column),
    )
    return (f"{column.name}: {problem}" for problem in problems)


def _code_problems(column: Column) -> Iterator[str]:
    if (column.type == "code") != bool(column.codes):
        yield "codes belong to a column of type code, and to every one"
    if column.unknown_texts and column.type != "code":
        yield "unknownTexts belong to a column of type code"
    for text in (*column.codes, *column.unknown_texts):
        if text != (plain := re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text)))):
            yield f"{text!r} is compared after cleaning; write {plain!r} (in quotes where it is a number)"
    for text in set(column.codes) & set(column.unknown_texts):
        yield f"{text} stands among the codes and among unknownTexts"


def _identifier_problems(column: Column) -> Iterator[str]:
    if column.carries_id:
        try:
            if re.compile(column.carries_id).groups != 1:
                yield "carriesId needs exactly one group, the ID"
        except re.error as error:
            yield f"carriesId is no regular expression: {error}"
    if column.form not in get_args(Form) or (column.form and column.type != "text"):
        yield "form is division, and belongs to a column of type text"
    if column.is_identifier and column.privacy != "id":
        yield "a column that carries an ID has privacy: id"
    if column.privacy != "none" and column.classification not in {"confidential", "sensitive"}:
        yield f"privacy {column.privacy} goes with the classification confidential or sensitive"


def _contract_problems(contract: Contract) -> Iterator[str]:
    if not contract.owner:
        yield "owner is missing"
    yield from _one_of("delivery", contract.delivery, get_args(Delivery))
    yield from _one_of("onNewColumn", contract.on_new_column, get_args(OnDrift))
    yield from _one_of("onLate", contract.on_late, get_args(OnDrift))
    if not 0 <= contract.rows_min <= contract.rows_max:
        yield "rowsMin must lie between 0 and rowsMax"
    shares = {
        "shrinkThreshold": contract.shrink_threshold,
        "refusedShareHold": contract.refused_share_hold,
        "validIdShareMin": contract.valid_id_share_min,
    }
    for name, share in shares.items():
        if not 0 <= share <= 1:
            yield f"{name} is a share between 0 and 1"


def _role_problems(contract: Contract) -> Iterator[str]:
    yield from _one_of("role", contract.role, get_args(Role))
    for name, kind in COLUMNS.get(contract.role, {}).items():
        column = contract.by_name.get(name)
        if column is None or column.type != kind:
            yield f"role {contract.role}: a feed of this role has a column {name} of type {kind}"
    for name, codes in CODES.get(contract.role, {}).items():
        column = contract.by_name.get(name)
        strange = sorted({str(code) for code in column.codes.values()} - {*codes}) if column else []
        yield from (f"{name}: role {contract.role} knows no code {code}; there are {', '.join(codes)}" for code in strange)


def _key_problems(contract: Contract, properties: list[SchemaProperty]) -> Iterator[str]:
    named = (("key", contract.key), ("keyFallback", contract.key_fallback), ("scope", (contract.scope,)))
    for what, columns in named:
        for column in columns:
            if column and column not in contract.by_name:
                yield f"{what} names {column}, which is no column"
    primary = {item.primaryKeyPosition or 0: str(item.name) for item in properties if item.primaryKey}
    if primary and tuple(primary[place] for place in sorted(primary)) != contract.key:
        yield f"primaryKey and primaryKeyPosition must give the key {', '.join(contract.key)}, or be left out"
    if len(contract.by_name) != len(contract.columns):
        yield "two columns have the same name"


def _header_problems(contract: Contract) -> Iterator[str]:
    """List headers that would match two columns, or a column and an ignored header."""
    seen: dict[str, str] = {}
    named = ((column.name, (column.header, *column.aliases)) for column in contract.columns)
    for owner, headers in (*named, ("ignoredHeaders", contract.ignored_headers)):
        for header in {fold_header(header) for header in headers}:
            if (other := seen.setdefault(header, owner)) != owner:
                yield f"the header {header} could mean {other} and {owner}"


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> Iterator[str]:
    if value not in allowed:
        yield f"{name} is {value!r}; it may be {', '.join(allowed)}"
