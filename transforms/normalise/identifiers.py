"""Resident ID numbers (GB 11643), disability cards and numbers that carry an ID, in every spelling.

States: `valid`, `card` (a disability card number; its first 18 are a valid ID), `placeholder` (999999…, "has none"),
`invalid`, `none` (blank). A number is never repaired beyond its spelling: width, case, spaces, letter O for zero,
Cyrillic Х, and 15 digits written out as 18. 15-digit sequences 996-999 belonged to centenarians of another century;
they stay invalid for a person to review.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import polars as pl

from transforms.normalise.dates import compact_day, day_of_number
from transforms.normalise.faults import MASKED, OK, SCIENTIFIC, TWO_VALUES
from transforms.normalise.kernels import Stage, cascade, elementwise, parsed, per_distinct, settled
from transforms.normalise.text import INVISIBLE, SPACES, fold, is_blank, text

SCHEMA = {
    **parsed(pl.String()),
    "number": pl.String(),
    "state": pl.String(),
    "birth": pl.Date(),
    "sex": pl.String(),
}
Identifier = tuple[str | None, int, str | None, str, date | None, str | None]
"""Value, fault, number, state, birth date, sex: the fields of SCHEMA for one cell."""

_ALIKE = str.maketrans({"О": "0", "Ο": "0", "O": "0", "Х": "X", "Χ": "X", "×": "X"})
"""Letters that look like a digit or the check character, after upper-casing: Cyrillic, Greek and Latin."""
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?E[+-]?\d+")
_MASK = re.compile(r"[*●•]|X{3,}|#{3,}")
_TWO = re.compile(r"(?:\d{17}[\dX]|\d{15})(?:[^\dX]+|(?=\d{17}[\dX]$))(?:\d{17}[\dX]|\d{15})")
_FLOAT_TAIL = re.compile(r"(\d+)\.0+")
_CARD = re.compile(r"\d{17}[\dX][0-9]{2}(?:[0-9A-Z]{2})?")
_CENTENARIANS = frozenset({"996", "997", "998", "999"})
_PLACEHOLDER = "999999"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EXACT_FLOATS = 2**53


def identifier(expr: pl.Expr) -> pl.Expr:
    """ID cell -> struct {value: normalised text, fault, number, state, birth: Date, sex: male|female}.

    `number` is the resident ID of 18 characters; it, birth date and sex are null unless the state is valid or card.
    """
    return elementwise(expr, _identify, SCHEMA)


def carried_identifier(expr: pl.Expr, pattern: str) -> pl.Expr:
    """A number that may carry an ID (student number G + ID) -> the same struct; `value` is the whole number.

    `pattern`'s first group is the ID inside; a number it does not match has state `none`.
    """
    return elementwise(text(expr), lambda wholes: _carried(wholes, pattern), SCHEMA)


def check_character(first17: str) -> str:
    """The check character that belongs to 17 digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


@cache
def _horner() -> pl.Series:
    """For six digits d5..d0: sum of d_i * 2^i modulo 11. The weights of GB 11643 are the powers of two modulo 11."""
    numbers = pl.int_range(1000, dtype=pl.Int32, eager=True)
    three = pl.select(total=pl.sum_horizontal((numbers // 10**place) % 10 * 2**place for place in range(3)))
    six = three.join(three, how="cross", suffix="_low")  # 000000, 000001, …
    return six.select(((pl.col("total") * 2**3 + pl.col("total_low")) % 11).cast(pl.UInt8)).to_series()


def _remainder(first17: pl.Series, check: pl.Series) -> pl.Series:
    """Weighted sum modulo 11 of whole numbers; 1 where the check character is right. Nulls stay null."""
    table = _horner()
    high = table.gather((first17 // 10**11).cast(pl.UInt32)).cast(pl.UInt16)
    middle = table.gather((first17 // 10**5 % 10**6).cast(pl.UInt32)).cast(pl.UInt16)
    low = table.gather((first17 % 10**5 * 10).cast(pl.UInt32)).cast(pl.UInt16)
    return (high * (2**12 % 11) + middle * (2**6 % 11) + low + check) % 11


def _valid_only(numbers: pl.Series, first17: pl.Series, check: pl.Series) -> pl.DataFrame:
    """Settles what is a valid ID of 18 characters already."""
    birth = day_of_number((first17 // 1000 % 10**8).cast(pl.Int32))
    valid = (_remainder(first17, check) == 1) & birth.is_not_null() & (first17 // 10**11 != int(_PLACEHOLDER))
    odd = (first17 % 2 == 1).cast(pl.UInt32)
    frame = settled(
        numbers,
        number=numbers,
        state=pl.repeat("valid", len(numbers), dtype=pl.String, eager=True),
        birth=birth,
        sex=pl.Series(["female", "male"]).gather(odd),
    )
    if valid.all() and not valid.has_nulls():
        return frame
    return frame.with_columns(
        pl.when(valid).then(pl.col("value", "number", "birth", "sex")),
        pl.when(valid).then("state").otherwise(pl.lit("none")),
    )


def _all_digits(numbers: pl.Series) -> pl.DataFrame:
    """18 digits. Fewer than 17 significant digits would mean a sign or a space among them."""
    whole = numbers.cast(pl.Int64, strict=False)
    whole = whole.set(~((numbers.str.len_bytes() == 18) & (whole >= 10**17)), None)
    return _valid_only(numbers, whole // 10, (whole % 10).cast(pl.UInt16))


def _check_x(numbers: pl.Series) -> pl.DataFrame:
    """17 digits and X."""
    first17 = numbers.str.head(17).cast(pl.Int64, strict=False)
    shape = (numbers.str.len_bytes() == 18) & (first17 >= 10**16) & numbers.str.ends_with("X")
    first17 = first17.set(~shape, None)
    return _valid_only(numbers, first17, pl.repeat(10, len(numbers), dtype=pl.UInt16, eager=True))


def _well_formed(numbers: pl.Series) -> pl.DataFrame:
    """18 characters of the right shape that are no valid ID: a wrong check character or birth date."""
    wrong = numbers.str.contains(r"^[1-9][0-9]{16}[0-9X]$") & ~numbers.str.starts_with(_PLACEHOLDER)
    nothing = pl.repeat(None, len(numbers), dtype=pl.String, eager=True)
    return settled(
        numbers.set(~wrong, None),
        number=nothing,
        state=pl.repeat("invalid", len(numbers), dtype=pl.String, eager=True),
        birth=nothing.cast(pl.Date),
        sex=nothing,
    )


def _respelled(numbers: pl.Series) -> pl.DataFrame:
    """Width, case and spaces folded; an ID that is valid then is settled."""
    folded = numbers.str.normalize("NFKC").str.replace_all(f"[{INVISIBLE}{SPACES}]", "").str.to_uppercase()
    return cascade(folded, (_all_digits, _check_x, _well_formed))


def _identify(numbers: pl.Series) -> pl.DataFrame:
    return cascade(numbers, _STAGES)


def _carried(wholes: pl.Series, pattern: str) -> pl.DataFrame:
    parts = wholes.struct.unnest()
    # Upper case and no spaces, so that one number has one key.
    number = parts["value"].str.replace_all(" ", "", literal=True).str.to_uppercase()
    inner = _identify(number.str.extract(pattern, 1))
    return inner.with_columns(number.alias("value"), parts["fault"])


def _read(cell: str) -> Identifier:
    raw = fold(cell).upper()
    if is_blank(raw):
        return None, OK, None, "none", None, None
    folded = raw.translate(_ALIKE)
    fault = _fault(folded)
    if fault:
        return None, fault, None, "invalid", None, None
    compact = folded.replace(" ", "")
    number = _FLOAT_TAIL.fullmatch(compact)
    return _judged(number[1] if number else compact)


def _fault(folded: str) -> int:
    """What makes a number unusable whatever it was: lost digits, stars, or a second number."""
    compact = folded.replace(" ", "")
    if _SCIENTIFIC.fullmatch(compact) or _lost_tail(compact):
        return SCIENTIFIC
    if _MASK.search(compact):
        return MASKED
    return TWO_VALUES if _TWO.search(folded) or _TWO.search(compact) else OK


def _lost_tail(compact: str) -> bool:
    """Whether a number with .0 behind it may have lost its tail: long numbers that are exact as a float mostly
    became so by rounding.
    """
    number = _FLOAT_TAIL.fullmatch(compact)
    return number is not None and int(number[1]) > _EXACT_FLOATS and float(number[1]) == int(number[1])


def _judged(number: str) -> Identifier:
    if number.startswith(_PLACEHOLDER):
        return number, OK, None, "placeholder", None, None
    if re.fullmatch(r"[1-9]\d{14}", number) and number[-3:] not in _CENTENARIANS:
        first17 = f"{number[:6]}19{number[6:]}"
        return _with_person(first17 + check_character(first17), "valid") or _invalid(number)
    state = "card" if _CARD.fullmatch(number) else "valid"
    return _with_person(number, state) or _invalid(number)


def _with_person(number: str, state: str) -> Identifier | None:
    """The number with birth date and sex, or nothing where shape, birth date or check character is wrong."""
    if state == "valid" and len(number) != 18:
        return None
    first17 = number[:17]
    if not re.fullmatch(r"[1-9]\d{16}", first17) or number[17] != check_character(first17):
        return None
    birth = compact_day(number[6:14])
    sex = "male" if int(number[16]) % 2 else "female"
    return (number, OK, number[:18], state, birth, sex) if birth else None


def _invalid(number: str) -> Identifier:
    return number, OK, None, "invalid", None, None


_STAGES: tuple[Stage, ...] = (_all_digits, _check_x, _well_formed, _respelled, per_distinct(_read, SCHEMA))
