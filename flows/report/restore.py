"""Takes a corrected fix-it workbook back: cells the clerk left as they were shown get their original text again."""

from __future__ import annotations

import polars as pl

from config.contracts import Contract, Privacy
from flows.reading.model import CORRECTION
from flows.reading.vocabulary import vocabulary
from flows.report.refused import ROW_ID, layouts, refused_rows, tables
from flows.report.shown import shown

REFERENCE = CORRECTION
"""Column of the raw batch that holds the file's 更正编号."""

UNKNOWN = "_unknown_correction"


def references(batch: pl.DataFrame) -> pl.DataFrame:
    """The 更正编号 of each row taken apart: `drop_id, sheet` String, `row` UInt32; null where blank or malformed."""
    # A sheet's name may hold a colon (in HTML tables): it is all that stands between the first and the last.
    pattern = r"^(?<drop_id>[^:]+):(?<sheet>.*):(?<row>\d{1,9})$"
    parts = pl.col(REFERENCE).str.strip_chars().str.extract_groups(pattern).alias("parts")
    return batch.select(parts).unnest("parts").with_columns(pl.col("row").cast(pl.UInt32))


def restore(batch: pl.DataFrame, originals: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """The raw batch, row for row, its cells that still equal what the workbook showed replaced by the original text.

    `batch` holds the contract's columns (String) and, in a sheet of a fix-it workbook, `_correction`. `originals` are the
    rejections of the drops it refers to, of this same feed only. Adds `_unknown_correction` Boolean: the row's number is
    filled but matches no original; such a row keeps its text as it came.
    """
    if REFERENCE not in batch.columns:
        return batch.with_columns(pl.lit(value=False).alias(UNKNOWN))
    wanted = references(batch)
    before = originals_of(originals.join(wanted.unique(), on=ROW_ID, how="semi"), contract)
    ours = wanted.select(pl.all().name.prefix("_of_"))
    joined = pl.concat([batch, ours], how="horizontal").join(
        before, left_on=ours.columns, right_on=ROW_ID, how="left", maintain_order="left"
    )
    filled = pl.col(REFERENCE).str.strip_chars().fill_null("") != ""
    return joined.select(
        *(_restored(column.name, column.privacy) for column in contract.columns if column.name in batch.columns),
        *(pl.col(name) for name in batch.columns if name not in contract.by_name),
        (filled & pl.col("_found").is_null()).alias(UNKNOWN),
    ).select(*batch.columns, UNKNOWN)


def originals_of(rejections: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """One line a refused row: `drop_id, sheet, row, _found` and each contract column verbatim as `_was_<column>`."""
    schema = {f"_was_{column.name}": pl.String for column in contract.columns}
    empty = pl.DataFrame(schema={**rejections.select(ROW_ID).schema, "_found": pl.Boolean, **schema})
    parts = [empty]
    rows, words = refused_rows(rejections), vocabulary(contract)
    for layout in layouts(rows):
        position = {words.match(layout.headers[at]): at for at in reversed(layout.own)}
        was = {f"_was_{name}": pl.col(str(at)) for name, at in position.items() if name in contract.by_name}
        parts += [table.select(*ROW_ID, _found=pl.lit(value=True), **was) for table in tables(rows, layout)]
    return pl.concat(parts, how="diagonal")


def _restored(name: str, privacy: Privacy) -> pl.Expr:
    now, was = pl.col(name), pl.col(f"_was_{name}")
    unchanged = _bare(now) == _bare(shown(was, privacy))
    return pl.when(unchanged).then(was).otherwise(now).alias(name)


def _bare(text: pl.Expr) -> pl.Expr:
    """Readers and spreadsheets may trim a cell or turn its line breaks: neither is a correction."""
    return text.str.replace_all(r"\r\n?", "\n").str.strip_chars()
