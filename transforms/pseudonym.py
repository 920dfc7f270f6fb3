"""From typed rows to pseudonymised ones: no ID number, name or phone number leaves this module but into the vault.

Row-local. A pseudonym is a keyed HMAC (an unkeyed hash of an ID could be enumerated), so it is the same in every feed,
drop and night under one key. The two halves of a number's digest are its person and its token; a number that carries
an ID inside (card, student number) has its own token and the person of the ID.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import polars as pl

from config.contracts import Column, Contract
from transforms.feeds import FAULT, PLACE, REFUSED
from transforms.keyed import keyed, once_each, person_and_token
from transforms.normalise import faults
from transforms.normalise.codes import code_type
from transforms.normalise.names import name_key
from transforms.normalise.phones import phone_key
from transforms.rowhash import row_hash

REDACTED = "***"
VAULT_SCHEMA = {"token": pl.String(), "kind": pl.String(), "value": pl.String()}

_LONG_NUMBER = r"[0-9]{11,}[Xx]?"
_PERSON = "__person"


def pseudonymise(cleaned: pl.LazyFrame, contract: Contract, key: bytes) -> pl.LazyFrame:
    """Cleaned rows -> the columns of `accepted_schema` and `_refused`, one row for one row.

    Refused rows get the `_key` they would have had, null where a key part could not be read.
    """
    return (
        cleaned.with_columns(_pseudonym(column, key).alias(column.name) for column in _sensitive(contract))
        .with_columns(part for column in contract.columns if column.is_identifier for part in _person_and_token(column))
        .with_columns(_key=_row_key(contract), _hash=row_hash(content_columns(contract)))
        .select(*accepted_schema(contract), REFUSED)
    )


def vault_rows(cleaned: pl.LazyFrame, contract: Contract, key: bytes) -> pl.LazyFrame:
    """What the pseudonyms of cleaned rows stand for: `token, kind (person | number | name | phone), value`, names and phones
    once each, numbers as often as rows hold them.

    Where the pseudonymised rows are at hand already, `vault_of` saves computing them again.
    """
    return vault_of(cleaned, pseudonymise(cleaned, contract, key), contract)


def vault_of(cleaned: pl.LazyFrame, pseudonymised: pl.LazyFrame, contract: Contract) -> pl.LazyFrame:
    """As `vault_rows`; `pseudonymised` are the very same rows in the same order."""
    tokens = pseudonymised.select(pl.all().name.prefix("_token_"))
    both = pl.concat([cleaned, tokens], how="horizontal")
    parts = [part for column in contract.columns for part in _vault_parts(both, column)]
    return pl.concat(parts) if parts else pl.LazyFrame(schema=VAULT_SCHEMA)


def accepted_schema(contract: Contract) -> dict[str, pl.DataType]:
    """The columns of a pseudonymised feed row with their types, in order."""
    place: dict[str, pl.DataType] = dict(zip(PLACE, (pl.String(), pl.UInt32()), strict=True))
    return {**content_columns(contract), **place, "_key": pl.String(), "_hash": pl.UInt64()}


@lru_cache(maxsize=256)
def content_columns(contract: Contract) -> Mapping[str, pl.DataType]:
    """The columns that make a row's content, with their types: the contract's and those derived from them."""
    return {name: dtype for column in contract.columns for name, dtype in _column_types(column)}


def _column_types(column: Column) -> Iterator[tuple[str, pl.DataType]]:
    types: dict[str, pl.DataType] = {
        "yesno": pl.Boolean(),
        "date": pl.Date(),
        "month": pl.Date(),
        "money": pl.Int64(),
        "int": pl.Int64(),
        "number": pl.Float64(),
        "code": code_type(column.codes),
    }
    yield column.name, types.get(column.type, pl.String())
    if column.is_identifier:
        yield column.name + _PERSON, pl.String()
        yield f"{column.name}__state", pl.String()
        yield f"{column.name}__birth", pl.Date()
        yield f"{column.name}__sex", pl.String()


def _sensitive(contract: Contract) -> Iterator[Column]:
    return (column for column in contract.columns if column.privacy != "none" or column.is_identifier)


def _pseudonym(column: Column, key: bytes) -> pl.Expr:
    """The token or the redacted text in the column's place; for identifiers a struct, taken apart in the next step."""
    value = pl.col(column.name)
    if column.is_identifier:
        return person_and_token(value, pl.col(f"{column.name}__number"), key)
    match column.privacy:
        case "name":
            return once_each(value, lambda names: keyed(name_key(names), key, label="name|", prefix="n"))
        case "phone":
            return once_each(value, lambda phones: keyed(phone_key(phones), key, label="phone|", prefix="t"))
        case "id":
            return keyed(value, key, label="number|", prefix="k")
        case _:
            return value.str.replace_all(_LONG_NUMBER, REDACTED)


def _person_and_token(column: Column) -> Iterator[pl.Expr]:
    both = pl.col(column.name).struct
    yield both.field("person").alias(column.name + _PERSON)
    yield both.field("token").alias(column.name)


def _row_key(contract: Contract) -> pl.Expr:
    """Key parts joined by |; the fallback's where the last part says that there is no number. Null where a part could not be
    read: a refused number is not a blank one, and the row must not pass for another person's.
    """
    main = pl.concat_str([_key_part(contract.by_name[name], contract) for name in contract.key], separator="|")
    if not contract.key_fallback:
        return main
    parts = [_key_part(contract.by_name[name], contract).fill_null("") for name in contract.key_fallback]
    stand_in = pl.concat_str(parts, separator="|")
    return pl.when(_has_none(contract.by_name[contract.key[-1]])).then(stand_in).otherwise(main)


def _has_none(column: Column) -> pl.Expr:
    """Whether the column says that there is no number: blank, or a placeholder (which many people share)."""
    blank = pl.col(column.name).is_null() & (pl.col(FAULT + column.name) == faults.OK)
    return blank | (pl.col(f"{column.name}__state") == "placeholder") if column.is_identifier else blank


def _key_part(column: Column, contract: Contract) -> pl.Expr:
    """A part as text in which | cannot stand for the separator.

    In a key of several parts an ID says whose row it is, so all spellings of a person's number are one; where the number is
    the whole key it is the record's own (a disability card).
    """
    part = pl.col(column.name).cast(pl.String)
    if column.type == "id" and contract.key != (column.name,):
        return pl.coalesce(column.name + _PERSON, part)
    is_free = column.type == "text" and column.privacy in {"none", "free_text"} and not column.is_identifier
    return part.str.replace_all("|", "¦", literal=True) if is_free else part


def _vault_parts(both: pl.LazyFrame, column: Column) -> Iterator[pl.LazyFrame]:
    value, token = pl.col(column.name), pl.col(f"_token_{column.name}")
    if column.is_identifier:
        number, person = pl.col(f"{column.name}__number"), pl.col(f"_token_{column.name}{_PERSON}")
        yield _vault_part(both, person, "person", number)
        # The token of a plain ID says no more than its person.
        yield _vault_part(both.filter(~number.eq_missing(value)), token, "number", value)
    elif column.privacy in {"name", "phone", "id"}:
        kind = "number" if column.privacy == "id" else column.privacy
        yield _vault_part(both, token, kind, value)


def _vault_part(rows: pl.LazyFrame, token: pl.Expr, kind: str, value: pl.Expr) -> pl.LazyFrame:
    said = token.is_not_null() & value.is_not_null()
    wanted = said & value.is_first_distinct() if kind in {"name", "phone"} else said
    return rows.filter(wanted).select(token=token, kind=pl.lit(kind), value=value)
