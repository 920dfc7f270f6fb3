"""Rows of erased people in what is delivered: they go no further than the count of them, whoever delivers them, whenever.

What is accepted is known by its pseudonyms, and loses cells that name them beside these; a refused row is known by every ID number that
stands in it, since it is kept as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from config.contracts import Contract
from transforms.erasure import MINE, Erased, hits, person_digest
from transforms.feeds import REFUSED
from transforms.keyed import person_and_token
from transforms.normalise.identifiers import identifier

NUMBER = r"[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14}"
SHORTEST = 15
"""Bytes of the shortest of them: most cells are shorter, and are not looked into."""
DIGITS = r"\d(?:\s*\d){13}"
"""What every spelling of one has."""
ROW = ("_sheet", "_row")
_CELLS = {"_at": pl.UInt32, "column": pl.String}


@dataclass(frozen=True)
class Sifted:
    """A raw batch without the rows of erased people and without the cells that name them."""

    raw: pl.DataFrame
    gone: pl.DataFrame
    """`_sheet, _row` of the rows that went."""
    blanked: pl.DataFrame
    """`_sheet, _row, column, text` of the cells that are blank now, with what stood there."""

    @property
    def is_touched(self) -> bool:
        """Whether anybody was found."""
        return self.gone.height + self.blanked.height > 0


def sifted(raw: pl.DataFrame, keyed: pl.DataFrame | None, contract: Contract, erased: Erased, key: bytes) -> Sifted:
    """`keyed`: the same rows, pseudonymised, with `_refused`; None where the file is refused as a whole, so that texts alone tell."""
    mine, cells = _by_pseudonym(keyed, contract, erased, key) if keyed is not None else ([], [])
    doubtful = raw.with_row_index("_at")
    if keyed is not None:
        cells += _beside(doubtful.filter(~keyed[REFUSED]), contract, erased, key)
        doubtful = doubtful.filter(keyed[REFUSED])
    others = {column.name: column.of for column in contract.columns if column.of}
    for at, column in bearing(doubtful, erased, key).iter_rows():
        if column in others:
            cells += [(at, name) for name, of in others.items() if of == others[column]]
        else:
            mine.append(at)
    went = pl.Series(sorted(set(mine)), dtype=pl.UInt32)
    blank = pl.DataFrame(sorted(set(cells)), schema=_CELLS, orient="row").filter(~pl.col("_at").is_in(went.implode()))
    return _without(raw, went, blank)


def bearing(rows: pl.DataFrame, erased: Erased, key: bytes) -> pl.DataFrame:
    """`_at, column` of the cells that hold an ID number of an erased person, in any spelling. `rows`: texts and their places, `_at`."""
    texts = [name for name, dtype in rows.schema.items() if dtype == pl.String and name not in ROW]
    if rows.is_empty():
        return pl.DataFrame(schema=_CELLS)
    plain = pl.col("text").str.normalize("NFKC").str.replace_all(" ", "", literal=True)
    numbers = (
        rows.unpivot(on=texts, index="_at", variable_name="column", value_name="text")
        .with_columns(plain.str.extract_all(NUMBER).alias("number"))
        .explode("number", empty_as_null=True, keep_nulls=True)
        .drop_nulls("number")
        .with_columns(identifier(pl.col("number")).struct.field("number"))
        .drop_nulls("number")
    )
    person = person_and_token(pl.col("number"), pl.col("number"), key).struct.field("person")
    theirs = person_digest(person, key).is_in(sorted(erased.persons)).fill_null(value=False)
    return numbers.filter(theirs).select("_at", "column").unique().sort("_at", "column")


def cleared(rows: pl.DataFrame, erased: Erased, key: bytes) -> pl.DataFrame:
    """Rows of texts in which every cell that holds an ID number of an erased person is blank."""
    found = bearing(rows.with_row_index("_at"), erased, key)
    return _blank(rows.with_row_index("_at"), found).drop("_at")


def _by_pseudonym(keyed: pl.DataFrame, contract: Contract, erased: Erased, key: bytes) -> tuple[list[int], list[tuple[int, str]]]:
    """Places of rows that are theirs, and cells of others' rows that name them."""
    found = hits(contract, erased, key)
    flags = keyed.select(found.mine.alias(MINE), *(hit.alias(f"{at}") for at, (_, hit) in enumerate(found.blank)))
    cells = [
        (row, column.name)
        for at, (columns, _) in enumerate(found.blank)
        for row in flags[f"{at}"].arg_true()
        for column in columns
    ]
    return flags[MINE].arg_true().to_list(), cells


def _beside(rows: pl.DataFrame, contract: Contract, erased: Erased, key: bytes) -> Iterator[tuple[int, str]]:
    """Cells that name them of which no pseudonym is made: a remark, a column of the department's own. Others' rows can do without them;
    what a row cannot do without (a household called after its head's number) stays.
    """
    kept = {column.name for column in contract.columns if column.is_identifier or column.required or column.name in contract.key}
    texts = [name for name, dtype in rows.schema.items() if dtype == pl.String and name not in kept.union(ROW)]
    for name in texts:
        long = rows.select("_at", name).filter(pl.col(name).str.len_bytes() >= SHORTEST)
        yield from bearing(long.filter(pl.col(name).str.contains(DIGITS)), erased, key).iter_rows()


def _without(raw: pl.DataFrame, went: pl.Series, blank: pl.DataFrame) -> Sifted:
    numbered = raw.with_row_index("_at")
    stands = pl.concat(
        [pl.DataFrame(schema={**_CELLS, "_sheet": pl.String, "_row": pl.UInt32, "text": pl.String}), *_texts(numbered, blank)]
    )
    numbered = _blank(numbered, blank)
    is_gone = pl.col("_at").is_in(went.implode())
    return Sifted(numbered.filter(~is_gone).drop("_at"), numbered.filter(is_gone).select(ROW), stands.drop("_at"))


def _texts(numbered: pl.DataFrame, blank: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for (name,), cells in blank.partition_by("column", as_dict=True, maintain_order=True).items():
        here = cells.join(numbered.select("_at", *ROW, pl.col(str(name)).alias("text")), on="_at", how="left")
        yield here.select("_at", "column", *ROW, "text").drop_nulls("text")


def _blank(numbered: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    for name in cells["column"].unique().sort():
        places = cells.filter(pl.col("column") == name)["_at"].implode()
        numbered = numbered.with_columns(pl.when(~pl.col("_at").is_in(places)).then(name).alias(name))
    return numbered
