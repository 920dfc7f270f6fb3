"""How parsers run fast: vectorised stages for the common spellings, then Python once per distinct text for what is
left.

A stage takes texts and returns a frame whose `value` is null where the stage could not settle the cell. Every stage
looks at one cell at a time, so the answer does not depend on how rows are split into batches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from transforms.normalise.faults import OK

type_of_fault = pl.UInt8()
Stage = Callable[[pl.Series], pl.DataFrame]
Schema = Mapping[str, pl.DataType]

_FEW = 1024
"""Texts too few for looking at distinct ones to pay."""


def parsed(value: pl.DataType) -> Schema:
    """The schema of a parser's result: the typed value and the fault code."""
    return {"value": value, "fault": type_of_fault}


def elementwise(expr: pl.Expr, stage: Stage, schema: Schema) -> pl.Expr:
    """Runs a stage over an expression of texts; gives a struct of `schema`. Row-local, so it streams."""
    return expr.map_batches(
        lambda texts: stage(texts).to_struct(),
        return_dtype=pl.Struct(schema),
        is_elementwise=True,
    )


def mapped(expr: pl.Expr, stage: Stage, dtype: pl.DataType) -> pl.Expr:
    """As `elementwise`, for a stage whose fault nobody needs: gives the value itself."""
    return expr.map_batches(lambda texts: stage(texts)["value"], return_dtype=dtype, is_elementwise=True)


def cascade(texts: pl.Series, stages: Sequence[Stage]) -> pl.DataFrame:
    """Each stage settles what it can of what the stages before it left. Null and empty texts are settled; the last
    word is final.
    """
    result = stages[0](texts)
    if len(stages) == 1 or not result["value"].null_count():
        return result
    open_rows = (result["value"].is_null() & (texts != "")).arg_true()
    if open_rows.is_empty():
        return result
    rest = cascade(texts.gather(open_rows), stages[1:])
    return replaced(result, open_rows, rest)


def replaced(frame: pl.DataFrame, rows: pl.Series, by: pl.DataFrame) -> pl.DataFrame:
    """`frame` with its rows at the positions `rows` replaced by the rows of `by`, in order."""
    if by.height == frame.height:
        return by
    positions = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    source = positions.scatter(rows, pl.int_range(frame.height, frame.height + by.height, dtype=pl.UInt32, eager=True))
    # One chunk: gathering texts out of two takes ten times as long.
    return pl.concat([frame, by], rechunk=True)[source]


def settled(value: pl.Series, **more: pl.Series) -> pl.DataFrame:
    """A stage's result in which no cell has a fault."""
    fault = pl.repeat(OK, len(value), dtype=type_of_fault, eager=True)
    return pl.DataFrame({"value": value, "fault": fault, **more})


def per_distinct(parse: Callable[[str], tuple[Any, ...]], schema: Schema) -> Stage:
    """A last stage out of a function of one text, called once for each distinct text."""

    def stage(texts: pl.Series) -> pl.DataFrame:
        distinct = texts.drop_nulls().unique()
        columns = zip(*(parse(text) for text in distinct.to_list()), strict=True)
        filled = dict(zip(schema, columns, strict=True)) if len(distinct) else None
        known = pl.DataFrame(filled, schema=dict(schema)).with_columns(distinct.alias("_text"))
        return spread(texts, known)

    return stage


def spread(texts: pl.Series, known: pl.DataFrame) -> pl.DataFrame:
    """Brings results by `_text` back to every text, in order; null texts get nulls without fault."""
    joined = texts.to_frame("_text").join(known, on="_text", how="left", maintain_order="left")
    return joined.select(pl.exclude("_text", "fault"), pl.col("fault").fill_null(OK)).select(
        name for name in known.columns if name != "_text"
    )


def once_each(texts: pl.Series, make: Callable[[pl.Series], pl.DataFrame], *, worth: float) -> pl.DataFrame:
    """`make(texts)`, computed once for each distinct text where at most the share `worth` of them is distinct."""
    if not is_repetitive(texts, worth):
        return make(texts)
    distinct = texts.unique()
    known = make(distinct).with_columns(distinct.alias("_text"))
    joined = texts.to_frame("_text").join(known, on="_text", how="left", nulls_equal=True, maintain_order="left")
    return joined.drop("_text")


def is_repetitive(texts: pl.Series, worth: float = 0.25) -> bool:
    """Whether working on distinct texts pays. A matter of speed only: both ways give the same answer."""
    return len(texts) > _FEW and texts.to_frame("t").select(pl.col("t").approx_n_unique()).item() <= worth * len(texts)
