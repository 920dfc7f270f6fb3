"""The refused rows of a drop as a table again: one row a refused row, in the file's own columns and order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from config.contracts import Contract, Privacy
from flows.reading.vocabulary import CORRECTION_HEADER, REASON_HEADER, Vocabulary
from flows.report.shown import shown

ROW_ID = ("drop_id", "sheet", "row")

_CELLS = pl.List(pl.List(pl.String))
SLICE = 20_000
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Layout:
    """One layout of a sheet: its headers in order, and the header rows it stands for (its own and beginnings of it)."""

    sheet: str
    headers: tuple[str, ...]
    stands_for: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[int, ...]:
        """Positions of the department's own columns; those an earlier fix-it workbook added are left out."""
        return tuple(at for at, text in enumerate(self.headers) if text not in {REASON_HEADER, CORRECTION_HEADER})


def privacy_of(column: str, contract: Contract) -> Privacy:
    """How a column is masked. One the contract does not know is nobody's promise: it is masked like a name."""
    known = contract.by_name.get(column)
    return known.privacy if known else "name"


def refused_rows(rejections: pl.DataFrame) -> pl.DataFrame:
    """Rejections cut down to one line a refused row (`drop_id, sheet, row, cells`), in file order."""
    return rejections.select(*ROW_ID, "cells").unique(ROW_ID, keep="first", maintain_order=True).sort(ROW_ID)


def layouts(rows: pl.DataFrame) -> list[Layout]:
    """Every layout among `refused_rows`, in order of appearance. A short row belongs to the layout it begins."""
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for part in rows.select("sheet", "cells").iter_slices(SLICE):
        distinct = _decoded(part).select("sheet", headers=_texts(0)).unique(maintain_order=True)
        found |= dict.fromkeys((sheet, tuple(texts)) for sheet, texts in distinct.iter_rows())
    homes: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for sheet, headers in found:
        longest = max((other for at, other in found if at == sheet and other[: len(headers)] == headers), key=len)
        homes.setdefault((sheet, longest), []).append(_SEPARATOR.join(headers))
    return [Layout(sheet, headers, tuple(members)) for (sheet, headers), members in homes.items()]


def tables(rows: pl.DataFrame, layout: Layout) -> Iterator[pl.DataFrame]:
    """The rows of one layout in slices: `drop_id, sheet, row`, then the text of cell i as column `str(i)`, verbatim."""
    for part in rows.filter(pl.col("sheet") == layout.sheet).iter_slices(SLICE):
        decoded = _decoded(part).select(*ROW_ID, headers=_texts(0), values=_texts(1))
        yield decoded.filter(pl.col("headers").list.join(_SEPARATOR).is_in(layout.stands_for)).select(
            *ROW_ID,
            *(pl.col("values").list.get(at, null_on_oob=True).alias(str(at)) for at in range(len(layout.headers))),
        )


def shown_cells(layout: Layout, contract: Contract, words: Vocabulary) -> list[pl.Expr]:
    """The text the department sees in each of the layout's own positions, as column `str(position)`."""
    names = {at: words.match(layout.headers[at]) for at in layout.own}
    return [shown(pl.col(str(at)), privacy_of(name, contract)).alias(str(at)) for at, name in names.items()]


def _decoded(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("cells").str.json_decode(_CELLS))


def _texts(at: int) -> pl.Expr:
    """Of each [header, text] pair of a row its header (0, never null) or its text (1)."""
    texts = pl.col("cells").list.eval(pl.element().list.get(at))
    return texts.list.eval(pl.element().fill_null("")) if at == 0 else texts
