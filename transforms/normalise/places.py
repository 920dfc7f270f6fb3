"""Places: 12-digit division codes of the statistics bureau, and names as they are compared."""

from __future__ import annotations

import polars as pl

from transforms.normalise.text import SCHEMA, text

_DIGITS = 12
_SUFFIX = r"(?:人民政府|办事处|村民委员会|居民委员会|村委会|居委会|街道|社区|镇|乡|村)$"


def division(expr: pl.Expr) -> pl.Expr:
    """Division code cell -> struct {value: 12 digits where it has 9, 12 or 15, else the text as it stands; fault}."""
    return text(expr).map_batches(_in_twelve_digits, return_dtype=pl.Struct(SCHEMA), is_elementwise=True)


def _in_twelve_digits(read: pl.Series) -> pl.Series:
    cells = read.struct.unnest()
    if (cells["value"].str.len_bytes() == _DIGITS).all():
        return read
    return cells.with_columns(pl.coalesce(village_code(pl.col("value")), "value").alias("value")).to_struct(read.name)


def village_code(expr: pl.Expr) -> pl.Expr:
    """Division code -> 12 digits: 9 digits (a town) get 000, of 15 (a group within the village) the first 12 count;
    else null.
    """
    digits = expr.str.normalize("NFKC").str.replace_all(r"\s", "").str.replace(r"\.0+$", "")
    code = pl.when(digits.str.len_bytes() == 9).then(digits + "000").otherwise(digits.str.head(12))
    return pl.when(digits.str.contains(r"^(?:[0-9]{9}|[0-9]{12}|[0-9]{15})$")).then(code)


def town_code(expr: pl.Expr) -> pl.Expr:
    """Division code -> the 9 digits of its town; null where the code is unreadable or names no town."""
    code = village_code(expr)
    return pl.when(code.str.slice(6, 3) != "000").then(code.str.head(9))


def place_key(expr: pl.Expr) -> pl.Expr:
    """Name of a town or village as it is compared: without spaces and without 镇/乡/街道/村 …; a name that is only
    a suffix stays.
    """
    name = expr.str.normalize("NFKC").str.replace_all(r"[\s\p{Cf}]", "")
    # 街道办事处 carries two suffixes, 村民委员会 after 村 as well.
    short = name.str.replace(_SUFFIX, "").str.replace(_SUFFIX, "")
    return pl.when(short.str.len_chars() > 0).then(short).otherwise(name)
