"""Free text: trimmed of everything invisible, blanks to null, damage reported.

Kept: rare characters, private-use code points, □ and ? inside names. Reported: control characters, U+FFFD, and numbers
that a spreadsheet turned into scientific notation.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from transforms.normalise.faults import BAD_TEXT, OK, SCIENTIFIC
from transforms.normalise.kernels import (
    Stage,
    cascade,
    elementwise,
    is_repetitive,
    parsed,
    per_distinct,
    settled,
    spread,
)
from transforms.normalise.words import words

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
)
"""Members of a character class: soft hyphen, zero-width and direction marks, fillers, byte order mark."""
SPACES = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Members of a character class: Unicode white space."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_SPACES = re.compile(f"[{SPACES}]+")
_DAMAGE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[eE]\+\d{1,3}|[+-]?\d\.\d+[eE]\d{2,3}")
_FLOAT_TAIL = re.compile(r"(\d+)\.0+")
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

BLANKS = frozenset(words("blanks"))
"""What departments write for "nothing here": compared after folding width and case. They mean unknown, never no."""

_BLANK_STARTS = "".join(sorted({blank[0] for blank in BLANKS if re.fullmatch(r"[\u4e00-\u9fff]+", blank)}))
_AROUND = " \t\r\n\u00a0\u3000"
"""The white space that comes around cells; the rarer kinds are left to Python."""
_PLAIN = rf"^(?:[A-Za-z_-]*[0-9][0-9A-Za-z_-]*|[\p{{Han}}--[{_BLANK_STARTS}]]\p{{Han}}*)$"
"""Texts that are as they should be whatever they mean: a number, or Chinese that does not begin like a blank."""
SCHEMA = parsed(pl.String())


def text(expr: pl.Expr) -> pl.Expr:
    """Text cell -> struct {value: String, fault}. Full-width letters, digits and punctuation become ASCII."""
    return elementwise(expr, _by_distinct(_STAGES), SCHEMA)


def official_text(expr: pl.Expr) -> pl.Expr:
    """As `text`, but every visible character stays as the department wrote it: for names."""
    return elementwise(expr, _by_distinct(_OFFICIAL_STAGES), SCHEMA)


def fold(cell: str) -> str:
    """One cell as parsers of numbers, dates and codes compare it: NFKC, nothing invisible, no outer space, no Excel
    apostrophe.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", cell)))
    return _SPACES.sub(" ", visible).strip().lstrip("'").strip()


def is_blank(folded: str) -> bool:
    """Whether a folded cell says that nothing is known."""
    return folded.upper() in BLANKS


def is_scientific(folded: str) -> bool:
    """Whether a spreadsheet wrote a number with an exponent here: 5.22326E+17. ICD-11 codes such as 1E30 are not."""
    return _SCIENTIFIC.fullmatch(folded) is not None


def tidy(cell: str) -> tuple[str | None, int]:
    """One text cell with width folded -> (value, fault)."""
    return _tidy(cell, fold_width=True)


def _tidy_official(cell: str) -> tuple[str | None, int]:
    return _tidy(cell, fold_width=False)


def _tidy(cell: str, *, fold_width: bool) -> tuple[str | None, int]:
    visible = _SPACES.sub(" ", _INVISIBLE.sub("", cell)).strip(" '＇")
    if _DAMAGE.search(visible):
        return None, BAD_TEXT
    folded = visible.translate(_WIDTH).strip(" '")
    if is_scientific(folded):
        return None, SCIENTIFIC
    if is_blank(folded):
        return None, OK
    number = _FLOAT_TAIL.fullmatch(folded)
    if number:
        return number[1], OK
    return (folded if fold_width else visible), OK


def _plain(texts: pl.Series) -> pl.DataFrame:
    """Settles what is as it should be already; everything else is left open."""
    plain = texts.str.contains(_PLAIN)
    return settled(texts.set(~plain, None) if not plain.all() else texts)


def _trimmed(texts: pl.Series) -> pl.DataFrame:
    """Settles what is plain once the spaces around it are away."""
    return _plain(texts.str.strip_chars(_AROUND))


_STAGES: tuple[Stage, ...] = (_plain, _trimmed, per_distinct(tidy, SCHEMA))
_OFFICIAL_STAGES: tuple[Stage, ...] = (_plain, _trimmed, per_distinct(_tidy_official, SCHEMA))


def _by_distinct(stages: tuple[Stage, ...]) -> Stage:
    """Looks at distinct texts only where texts repeat, and hands the column through where none of them changes."""

    def stage(texts: pl.Series) -> pl.DataFrame:
        if not is_repetitive(texts):
            return cascade(texts, stages)
        distinct = texts.unique()
        known = cascade(distinct, stages)
        if known["value"].equals(distinct.replace("", None), check_names=False) and not known["fault"].max():
            return settled(texts.set(texts == "", None) if distinct.is_in([""]).any() else texts)
        return spread(texts, known.with_columns(distinct.alias("_text")))

    return stage
