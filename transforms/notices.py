"""The lines of a public notice: of the published households only what its configuration names and everybody may read.

Grain: one row a household that the notice is about. Columns `town`, `village`, one a column of the notice, `name` (null where the notice
names nobody), all text, and `withheld`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import polars as pl

from config.check_notices import forbidden
from config.gates import Gate
from config.notices import Notice, NoticeColumn
from config.redaction import load_redaction
from config.tables import load_tables
from transforms.expressions import compiled
from transforms.household.gates import lacks_only
from transforms.household.tables import schema_of
from transforms.redaction import is_withheld, public, public_name

PLACE = ("town", "village")


def notice_asked(notice: Notice, on: date) -> pl.Expr:
    """Which households a notice is about: Boolean, null where unknown. Raises ValueError naming file and what cannot be read."""
    known = load_tables()["household"].by_name
    simple = {name: dtype for name, dtype in schema_of("household").items() if not dtype.is_nested() and not dtype.is_decimal()}
    schema = pl.Schema({name: dtype for name, dtype in simple.items() if known[name].classification != "sensitive"})
    try:
        return compiled(notice.where, notice.parameters, schema, on)
    except ValueError as error:
        raise ValueError(f"{notice.id}.yaml: where: {error}") from error


def expression_problems(notices: Iterable[Notice], on: date) -> Iterator[str]:
    """List what cannot be read of the notices' expressions, one line a problem."""
    for notice in notices:
        try:
            notice_asked(notice, on)
        except ValueError as error:
            yield str(error)


def listed(households: pl.LazyFrame, names: pl.LazyFrame, notice: Notice, gates: Mapping[str, Gate], on: date) -> pl.LazyFrame:
    """The lines in the order of town, village and household; `withheld` counts the cells of a line that are not shown.

    `names`: `person_id`, `name` of the heads. `gates`: all there are. Whom it is unknown of stands on no notice. Raises ValueError as
    `notice_asked`, and where a column may not be shown.
    """
    redaction = load_redaction()
    shown = {column.column: _text(column, notice) for column in notice.columns}
    raw = {**{name: pl.col(name) for name in PLACE}, **{f"_{name}": text for name, text in shown.items()}}
    cells = [pl.col(name) for name in raw]
    return (
        households.filter(notice_asked(notice, on), _gated(notice, gates))
        .join(names.select(head_person_id="person_id", _name="name"), on="head_person_id", how="left")
        .sort("town", "village", "household_no", "household_id", nulls_last=True)
        .select(**raw, name=pl.col("_name") if notice.names == "masked" else pl.lit(None, pl.String))
        .with_columns(withheld=pl.sum_horizontal(is_withheld(cell, redaction).cast(pl.Int64) for cell in cells))
        .select(
            *(public(pl.col(name), redaction).alias(name.removeprefix("_")) for name in raw),
            public_name(pl.col("name"), redaction).alias("name"),
            "withheld",
        )
    )


def _gated(notice: Notice, gates: Mapping[str, Gate]) -> pl.Expr:
    if not notice.gate:
        return pl.lit(value=True)
    if notice.gate not in gates:
        raise ValueError(f"{notice.id}.yaml: there is no gate {notice.gate}; there are {', '.join(gates)}")
    return lacks_only(gates[notice.gate], notice.still_open)


def _text(column: NoticeColumn, notice: Notice) -> pl.Expr:
    """A value as it is read: codes in words, amounts without the point that would make digits of them."""
    known = load_tables()["household"].by_name[column.column]
    if why := forbidden(known):
        raise ValueError(f"{notice.id}.yaml: columns: {column.column} {why}")
    value = pl.col(column.column)
    if known.type.kind == "bool":
        return value.replace_strict({True: "是", False: "否"}, default=None, return_dtype=pl.String)
    if known.values:
        return value.replace_strict(dict(column.words), default=None, return_dtype=pl.String)
    if known.type.kind == "date":
        return value.dt.strftime("%Y年%-m月%-d日")
    text = value.cast(pl.Int64).cast(pl.String) if known.type.kind == "decimal" else value.cast(pl.String)
    return pl.concat_str(text, pl.lit(column.unit)) if column.unit else text
