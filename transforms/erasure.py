"""What goes when a person is erased: which rows of a feed are theirs, which cells of others' rows name them, and tables without them.

Whom is known by keyed digests of pseudonyms under labels of their own, so that what remembers an erased person cannot be found by
looking for a token. A row is theirs when a number of its own names them, or when it counted as theirs and bears none, or one of somebody
born on another day (a parent's), or when it bears none and repeats their number at the insurer or the school. A row that bears their number
under another birth date and another name (a child entered under a parent's number) is not theirs: it loses the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import polars as pl

from config.contracts import Column, Contract
from transforms.household.records import OF_FEED
from transforms.keyed import keyed
from transforms.pseudonym import content_columns
from transforms.rowhash import row_hash

PARTS = ("", "__person", "__state", "__birth", "__sex")
BIRTH = "birth_date"
MINE = "_erased"
PERSON, NAME, ROW, SOURCE = "person", "name", "row", "source"
"""Kinds of digests: of a person, of a person under a name, of a row (feed, key and name), of an insurer's or a school's number."""
SOURCES = frozenset(columns["source_no"] for columns in OF_FEED.values() if "source_no" in columns)
"""Columns with a number of the department's own by which other feeds name the same person."""
SUBJECTS = ("person_id", "subject_id", "left", "right")
"""Columns of tables that say whom a row is about."""
PLACE = ("drop_id", "sheet", "row")


@dataclass(frozen=True)
class Erased:
    """Digests of everybody who was erased, by kind; empty where nobody was."""

    persons: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.persons or self.rows)

    @classmethod
    def of(cls, stones: pl.DataFrame) -> Self:
        """From rows of `kind, digest`."""
        found = {kind: frozenset(stones.filter(pl.col("kind") == kind)["digest"]) for kind in (PERSON, NAME, ROW, SOURCE)}
        return cls(found[PERSON], found[NAME], found[ROW], found[SOURCE])


NOBODY = Erased()


def person_digest(persons: pl.Expr, key: bytes) -> pl.Expr:
    """Of person ids; null for null."""
    return keyed(persons, key, label="erased|person|", prefix="e")


def name_digest(persons: pl.Expr, names: pl.Expr, key: bytes) -> pl.Expr:
    """Of a person under a name token; null where either is."""
    return keyed(pl.concat_str(persons, names, separator="|"), key, label="erased|name|", prefix="e")


def row_digest(feed: str, keys: pl.Expr, names: pl.Expr, key: bytes) -> pl.Expr:
    """Of a row without number: its feed, `_key` and name token; null without a key."""
    return keyed(pl.concat_str(pl.lit(feed), keys, names.fill_null(""), separator="|"), key, label="erased|row|", prefix="e")


def source_digest(column: str, numbers: pl.Expr, key: bytes) -> pl.Expr:
    """Of a department's own number for somebody, by the column (of SOURCES) it stands in; null for null."""
    return keyed(pl.concat_str(pl.lit(column), numbers, separator="|"), key, label="erased|source|", prefix="e")


@dataclass(frozen=True)
class Hits:
    """Which rows of a feed speak of erased people: `mine`, and the groups of columns that are blank where their expression is true."""

    mine: pl.Expr
    blank: tuple[tuple[tuple[Column, ...], pl.Expr], ...]


def hits(contract: Contract, erased: Erased, key: bytes) -> Hits:
    """As expressions over the columns of `accepted_schema`; never null. Row-local."""
    own = [column for column in contract.columns if column.is_identifier and not column.of]
    name = name_column(contract)
    borrowed = {column.name: _borrowed(column, contract, name, erased, key) for column in own}
    theirs = [_names(column, erased, key) & ~borrowed[column.name] for column in own]
    unnumbered = pl.all_horizontal(pl.lit(value=True), *(pl.col(f"{column.name}__person").is_null() for column in own))
    token = pl.col(name) if name else pl.lit(None, pl.String)
    disowned = pl.all_horizontal(pl.lit(value=True), *(_bears_none_of_its_own(column, contract) for column in own))
    by_row = disowned & _in(row_digest(contract.name, pl.col("_key"), token, key), erased.rows)
    repeated = [_in(source_digest(name, pl.col(name), key), erased.sources) for name in sorted(SOURCES & contract.by_name.keys())]
    by_source = unnumbered & pl.any_horizontal(pl.lit(value=False), *repeated)
    lent = [((column,), borrowed[column.name]) for column in own]
    return Hits(pl.any_horizontal(by_row, by_source, *theirs), (*lent, *_mentions(contract, erased, key)))


def marked(rows: pl.LazyFrame, contract: Contract, erased: Erased, key: bytes) -> pl.LazyFrame:
    """A feed's rows, row for row, with MINE (Boolean: the row is an erased person's); what else names them is blank, and `_hash` follows.

    `rows` have the columns of `accepted_schema`. Row-local.
    """
    found = hits(contract, erased, key)
    flags = {f"_hit{place}": hit for place, (_, hit) in enumerate(found.blank)}
    gone = [
        (part, f"_hit{place}") for place, (columns, _) in enumerate(found.blank) for column in columns for part in parts(column)
    ]
    hashed = pl.when(pl.any_horizontal(pl.lit(value=False), *flags)).then(row_hash(content_columns(contract))).otherwise("_hash")
    return (
        rows.with_columns(found.mine.alias(MINE), **flags)
        .with_columns(pl.when(~pl.col(flag)).then(part).alias(part) for part, flag in gone)
        .with_columns(hashed.alias("_hash"))
        .drop(*flags)
    )


def name_column(contract: Contract) -> str:
    """The column that names the row's own person; empty where there is none."""
    named = [column.name for column in contract.of_privacy("name") if not column.of]
    return "name" if "name" in named else next(iter(named), "")


def mentions(contract: Contract) -> Iterator[tuple[Column, ...]]:
    """The columns about each other person whom rows mention (head, guardian, partner), identifiers among them."""
    for whose in dict.fromkeys(column.of for column in contract.columns if column.of):
        yield tuple(column for column in contract.columns if column.of == whose)


def keys_of(log: pl.LazyFrame) -> pl.LazyFrame:
    """`_key, _shared` of every key of a change log (with MINE) that rows of erased people have; `_shared`: rows of others have it too."""
    upserts = log.filter(pl.col("_op") == "upsert").select("_key", MINE)
    theirs = upserts.filter(MINE).select("_key").unique()
    return upserts.join(theirs, on="_key", how="semi").group_by("_key").agg(_shared=(~pl.col(MINE)).any())


def without_rows(log: pl.LazyFrame, keys: pl.DataFrame) -> pl.LazyFrame:
    """A change log with MINE, without these rows, as if they had never been written. `keys`: `keys_of` it.

    Where a key was also somebody else's, `absent` stands in the place of a row that goes, so that the other one's state stays as it was.
    """
    shared, own = (keys.filter(part)["_key"].to_list() for part in (pl.col("_shared"), ~pl.col("_shared")))
    kept = ("_key", "_op", "_data_date", "_known_at", "_drop_id", "_order", MINE)
    cells = [name for name in log.collect_schema().names() if name not in kept]
    stays = ~pl.col("_key").is_in(own) & (~pl.col(MINE) | pl.col("_key").is_in(shared))
    return (
        log.filter(stays)
        .with_columns(pl.when(~pl.col(MINE)).then(name).alias(name) for name in cells)
        .with_columns(pl.when(MINE).then(pl.lit("absent")).otherwise("_op").alias("_op"))
        .drop(MINE)
    )


def without_person(table: pl.LazyFrame, ids: list[str], places: pl.DataFrame) -> pl.LazyFrame:
    """A published table without a person of these ids: rows about them go, cells and entries of lists that name them, and evidence at
    the places (PLACE) of their rows.
    """
    schema = table.collect_schema()
    subjects = [pl.col(name).is_in(ids) for name in SUBJECTS if name in schema]
    kept = table.filter(~pl.any_horizontal(*subjects).fill_null(value=False)) if subjects else table
    theirs = pl.concat_str(*(pl.col(name).cast(pl.String).fill_null("") for name in PLACE), separator="|")
    stands = places.select(theirs).to_series().to_list()
    return kept.with_columns(
        cell for name, dtype in schema.items() if name not in SUBJECTS and (cell := _cell(name, dtype, ids, stands)) is not None
    )


def with_blank_rows(table: pl.LazyFrame, ids: list[str]) -> pl.LazyFrame:
    """A frozen result in which a person of these ids is no more: as many rows as before, those about them blank, cells that name them too."""
    schema = table.collect_schema()
    subjects = [pl.col(name).is_in(ids) for name in SUBJECTS if name in schema]
    about = pl.any_horizontal(pl.lit(value=False), *subjects).fill_null(value=False)
    cells = [cell for name, dtype in schema.items() if (cell := _cell(name, dtype, ids, [])) is not None]
    return (
        table.with_columns(about.alias(MINE))
        .with_columns(pl.when(~pl.col(MINE)).then(name).alias(name) for name in schema)
        .drop(MINE)
        .with_columns(cells)
    )


def _cell(name: str, dtype: pl.DataType, ids: list[str], places: list[str]) -> pl.Expr | None:
    if dtype == pl.String():
        return pl.when(~pl.col(name).is_in(ids).fill_null(value=False)).then(name).alias(name)
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        return None
    fields = {field.name: field.dtype for field in dtype.inner.fields}
    hit = [pl.element().struct.field(field).is_in(ids) for field, of in fields.items() if of == pl.String()]
    if set(PLACE) <= fields.keys():
        parts = [pl.element().struct.field(field).cast(pl.String).fill_null("") for field in PLACE]
        hit.append(pl.concat_str(*parts, separator="|").is_in(places))
    return pl.col(name).list.filter(~pl.any_horizontal(*hit).fill_null(value=False)) if hit else None


def _names(column: Column, erased: Erased, key: bytes) -> pl.Expr:
    return _in(person_digest(pl.col(f"{column.name}__person"), key), erased.persons)


def _borrowed(column: Column, contract: Contract, name: str, erased: Erased, key: bytes) -> pl.Expr:
    """A number of an erased person on a row of somebody born on another day and called otherwise."""
    if BIRTH not in contract.by_name or not name:
        return pl.lit(value=False)
    called = _in(name_digest(pl.col(f"{column.name}__person"), pl.col(name), key), erased.names)
    return _names(column, erased, key) & _born_otherwise(column) & pl.col(name).is_not_null() & ~called


def _bears_none_of_its_own(column: Column, contract: Contract) -> pl.Expr:
    none = pl.col(f"{column.name}__person").is_null()
    return none | _born_otherwise(column) if BIRTH in contract.by_name else none


def _born_otherwise(column: Column) -> pl.Expr:
    return (pl.col(BIRTH) != pl.col(f"{column.name}__birth")).fill_null(value=False)


def _mentions(contract: Contract, erased: Erased, key: bytes) -> Iterator[tuple[tuple[Column, ...], pl.Expr]]:
    for columns in mentions(contract):
        if numbers := [column for column in columns if column.is_identifier]:
            yield columns, pl.any_horizontal(_names(column, erased, key) for column in numbers)


def parts(column: Column) -> list[str]:
    """A column of the contract as a pseudonymised row has it."""
    return [column.name + part for part in (PARTS if column.is_identifier else ("",))]


def _in(digests: pl.Expr, known: frozenset[str]) -> pl.Expr:
    return digests.is_in(sorted(known)).fill_null(value=False)
