"""How a cell of a refused row is shown to the department: masked, harmless in a spreadsheet, within Excel's limits.

`restore` compares a returned cell with what `shown` made of the original, so the two always agree.
"""

from __future__ import annotations

import polars as pl

from config.contracts import Privacy
from transforms.normalise.masking import mask_id, mask_name, mask_phone

MAX_CHARACTERS = 16_000
"""Excel allows 32,767 UTF-16 units a cell; a rare Chinese character takes two."""

TRUNCATED = "…（内容过长，已截断）"

_UNWRITABLE = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{FFFE}\x{FFFF}]"
_FORMULA_START = r"^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])"
_PLAIN_NUMBER = r"^[+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)%?$"
_DASHES = r"^-+$"
# XlsxWriter passes a string of this shape through as ready-made XML.
_RICH_STRING = r"(?s)^<r>.*</r>$"
_LONG_NUMBER = r"\d{11,}[0-9Xx]?"
_RESIDENT_ID = r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
_MOBILE = r"^\s*(1[3-9]\d)\d{4}(\d{4})\s*$"


def shown(text: pl.Expr, privacy: Privacy) -> pl.Expr:
    """The text a department sees for a cell of a column of that privacy. Blank and null stay as they are; row-local."""
    return _limited(_harmless(_masked(_writable(text), privacy)))


def unmasked(text: pl.Expr) -> pl.Expr:
    """As `shown`, for a reader who may see the value itself: only made harmless and short enough."""
    return _limited(_harmless(_writable(text)))


def _writable(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"\r\n?", "\n").str.replace_all(_UNWRITABLE, "□")


def _masked(text: pl.Expr, privacy: Privacy) -> pl.Expr:
    match privacy:
        case "id":
            return _unless_name(text, mask_id(text))
        case "name":
            return mask_name(text)
        case "phone":
            return _unless_name(text, mask_phone(text))
        case "free_text":
            return _redact(text, _LONG_NUMBER)
        case "none":
            # Cells slip into the wrong column: an ID or a mobile number is masked wherever it stands.
            return _redact(text, _RESIDENT_ID).str.replace(_MOBILE, "${1}****${2}")


def _unless_name(text: pl.Expr, masked: pl.Expr) -> pl.Expr:
    """A name that slipped into a column of numbers is masked as a name: the head of a number would show it whole."""
    return pl.when(text.str.contains(r"\p{Han}")).then(mask_name(text)).otherwise(masked)


def _redact(text: pl.Expr, number: str) -> pl.Expr:
    """Hides the middle of every such number: as in an ID from 12 characters on, as in a phone below."""
    has_number = text.str.contains(number)
    as_id = text.str.replace_all(r"(\d{6})\d{5,}(\d{3}[\dXx])", "${1}********${2}")
    as_phone = as_id.str.replace_all(r"(\d{3})\d{4,7}(\d{4})", "${1}****${2}")
    return pl.when(has_number).then(as_phone).otherwise(text)


def _harmless(text: pl.Expr) -> pl.Expr:
    """Puts ' before what would run as a formula once the sheet is saved as csv; plain negative numbers stay."""
    formula = text.str.contains(_FORMULA_START) & ~text.str.contains(_PLAIN_NUMBER) & ~text.str.contains(_DASHES)
    return pl.when(formula | text.str.contains(_RICH_STRING)).then(pl.lit("'") + text).otherwise(text)


def _limited(text: pl.Expr) -> pl.Expr:
    too_long = text.str.len_chars() > MAX_CHARACTERS
    return pl.when(too_long).then(text.str.slice(0, MAX_CHARACTERS) + TRUNCATED).otherwise(text)
