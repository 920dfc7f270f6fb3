"""Amounts of money: yuan as text -> integer fen, exactly.

More than two decimals round half away from zero to the fen (四舍五入): averages and float tails such as
1234.5700000000002 are common in spreadsheets and known to well within a fen. Scientific notation is a fault, since its
digits are lost.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import polars as pl

from transforms.normalise.faults import MONEY, OK
from transforms.normalise.kernels import Stage, cascade, elementwise, parsed, per_distinct, settled
from transforms.normalise.text import fold, is_blank

SCHEMA = parsed(pl.Int64())

_PLAIN = r"^-?[0-9]{1,12}(?:\.[0-9]*)?$"
_GROUPED = r"^-?[0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.[0-9]*)?$"
_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY)?¥?(?P<sign>[+-]?)¥?(?P<digits>\d+|\d{1,3}(?:,\d{3})+)?(?P<decimals>\.\d*)?"
    r"(?P<unit>亿|千万|百万|十万|万|千|百)?(?:元整?|圆整?|块钱?)?(?:/[年月人次])?",
)
_BRACKETED = re.compile(r"(¥?)\((.+)\)(元?)")
_UNITS = {
    "亿": 100_000_000,
    "千万": 10_000_000,
    "百万": 1_000_000,
    "十万": 100_000,
    "万": 10_000,
    "千": 1_000,
    "百": 100,
}
_LIMIT = Decimal(10) ** 15
"""Fen beyond which an amount is a typing error: ten thousand billion yuan."""
_NOT_NEAR_A_TIE = 0.25


def money(expr: pl.Expr, *, multiplier: int = 1) -> pl.Expr:
    """Money cell -> struct {value: Int64 fen, fault}.

    `multiplier` is the header's unit in yuan (10000 for 万元); a unit written in the cell itself wins over it.
    """
    last = per_distinct(partial(_read, multiplier=multiplier), SCHEMA)
    stages: tuple[Stage, ...] = (partial(_floats, multiplier=multiplier), partial(_grouped, multiplier=multiplier), last)
    return elementwise(expr, lambda texts: cascade(texts, stages), SCHEMA)


def _floats(texts: pl.Series, *, multiplier: int) -> pl.DataFrame:
    """Plain decimals by floating point, wherever it cannot err.

    Below 1e13 yuan the product is wrong by less than 0.05 fen, so a product within a quarter of a fen of a whole one
    names the same fen as exact arithmetic. Whatever lies nearer to a tie goes on to exact arithmetic.
    """
    plain = texts.str.contains(_PLAIN)
    fen = texts.set(~plain, None).cast(pl.Float64, strict=False) * (100 * multiplier)
    whole = fen.round()
    certain = ((fen - whole).abs() < _NOT_NEAR_A_TIE) & (fen.abs() < 1e15)
    return settled(whole.set(~certain, None).cast(pl.Int64))


def _grouped(texts: pl.Series, *, multiplier: int) -> pl.DataFrame:
    """1,200.00: as `_floats`, once the commas are away."""
    grouped = texts.str.contains(_GROUPED)
    return _floats(texts.set(~grouped, None).str.replace_all(",", "", literal=True), multiplier=multiplier)


def _read(cell: str, *, multiplier: int) -> tuple[int | None, int]:
    folded = fold(cell)
    if is_blank(folded):
        return None, OK
    fen = _fen(folded.upper().replace(" ", "").replace("−", "-"), multiplier)
    return (None, MONEY) if fen is None else (fen, OK)


def _fen(text: str, multiplier: int) -> int | None:
    bracketed = _BRACKETED.fullmatch(text)
    match = _AMOUNT.fullmatch("".join(bracketed.groups()) if bracketed else text)
    if not match or not re.search(r"\d", (match["digits"] or "") + (match["decimals"] or "")):
        return None
    if bracketed and match["sign"]:
        return None
    has_unit = re.search(r"[元圆块]|万|千|百|亿", text) is not None
    factor = _UNITS.get(match["unit"] or "", 1) if has_unit else multiplier
    yuan = Decimal((match["digits"] or "0").replace(",", "") + (match["decimals"] or "").rstrip("."))
    fen = (yuan * factor * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP) if yuan < _LIMIT else _LIMIT
    if fen >= _LIMIT:
        return None
    return -int(fen) if bracketed or match["sign"] == "-" else int(fen)
