"""An ID cell as the comparison needs it: the number, whether it is valid, and what is left of a damaged one."""

from __future__ import annotations

from typing import Final

import polars as pl

from transforms.normalise.faults import MASKED, SCIENTIFIC
from transforms.normalise.identifiers import identifier

READ: Final = {"number": pl.String(), "valid": pl.Boolean(), "head": pl.String(), "tail": pl.String()}
"""`number`: the resident ID as far as it was written, null where digits are hidden or lost. `head`, `tail`: the digits known
from the front and from the end (the whole number if it is whole); null where nothing is known.
"""
_CARD = r"^([0-9]{17}[0-9X])[0-9]{2}(?:[0-9A-Z]{2})?$"
_MASKED = r"^([0-9]*)(?:[*●•]|X{3,}|#{3,})(?:.*?)([0-9]*X?)$"
_SCIENTIFIC = r"^([0-9])\.?([0-9]*)E\+?17$"
_FULL = 12
"""A spreadsheet shows 6 digits before the exponent, or all 15 it keeps without the zeros at their end."""
_LENGTH = 18


def read(cells: pl.Series) -> pl.Series:
    """ID cells -> struct of READ. Placeholders, blanks and two numbers in one cell are unknown."""
    judged = cells.to_frame("cell").select("cell", identifier(pl.col("cell")).alias("read")).unnest("read")
    folded = pl.col("cell").str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[\s'\p{Cf}]", "")
    marked = judged.with_columns(_number(), folded=folded).with_columns(_expanded())
    return marked.select(
        number="number",
        valid=pl.col("state").is_in(["valid", "card"]),
        head=pl.coalesce("number", _masked(1), _mantissa()),
        tail=pl.coalesce("number", _masked(2), pl.when(_mantissa().is_not_null()).then(pl.lit(""))),
    ).to_struct()


def _number() -> pl.Expr:
    """The number inside a card's; nothing of a placeholder's."""
    written = pl.when(pl.col("state") == "invalid").then("value")
    return pl.coalesce("number", written.str.extract(_CARD), written)


def _expanded() -> pl.Expr:
    """1.10101199003078E+17 has every digit Excel keeps: written out, it is a number that lost its tail."""
    digits = _digits()
    whole = (pl.col("fault") == SCIENTIFIC) & (digits.str.len_bytes() >= _FULL)
    return pl.coalesce("number", pl.when(whole).then(digits.str.pad_end(_LENGTH, "0")))


def _mantissa() -> pl.Expr:
    """The digits of 1.10101E+17 but the last, which is rounded."""
    digits = _digits().str.strip_chars_end("0")
    return pl.when((pl.col("fault") == SCIENTIFIC) & (digits.str.len_bytes() > 1)).then(digits.str.head(-1))


def _digits() -> pl.Expr:
    return pl.concat_str(pl.col("folded").str.extract(_SCIENTIFIC, 1), pl.col("folded").str.extract(_SCIENTIFIC, 2))


def _masked(part: int) -> pl.Expr:
    return pl.when(pl.col("fault") == MASKED).then(pl.col("folded").str.extract(_MASKED, part))
