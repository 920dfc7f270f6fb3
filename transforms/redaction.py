"""Texts as everybody may read them: one that may hold a number of a person or a word of health is withheld as a whole."""

from __future__ import annotations

import re

import polars as pl

from config.redaction import Redaction

_BETWEEN = r"[^\p{L}\p{N}]+"
"""Whatever is put between the digits of a number or the characters of a word: all that is neither letter nor number, seen or not."""
_NUMERALS = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖"
_HAN_NAME = r"^\p{Han}{2,4}$"
_DOTTED_NAME = r"^\p{Han}{1,8}(?:[·•‧・.．]\p{Han}{1,8})+$"


def is_withheld(text: pl.Expr, redaction: Redaction) -> pl.Expr:
    """Whether a text must not be read by everybody: Boolean, false where it is null. Row-local."""
    # Full-width digits and letters, and those in circles, are digits and letters too.
    plain = text.str.normalize("NFKC").str.to_uppercase()
    digits = rf"(?:\d|[{_NUMERALS}]){{{redaction.digits},}}"
    words = "|".join(re.escape(word.upper()) for word in redaction.health)
    squeezed = plain.str.replace_all(_BETWEEN, "")
    return (squeezed.str.contains(digits) | squeezed.str.contains(words)).fill_null(value=False)


def public(text: pl.Expr, redaction: Redaction) -> pl.Expr:
    """The text, or what stands in the place of one that is withheld."""
    return pl.when(is_withheld(text, redaction)).then(pl.lit(redaction.withheld)).otherwise(text)


def public_name(name: pl.Expr, redaction: Redaction) -> pl.Expr:
    """A name as notices have it, 王*明 and 王*: of two to four Chinese characters the first and, from three on, the last.

    Of a name with a dot the first; of any other one only stars are left: what stands in it may be more than a name.
    """
    length = name.str.len_chars()
    stars = pl.when(length == 4).then(pl.lit("**")).otherwise(pl.lit("*"))
    last = pl.when(length > 2).then(name.str.tail(1)).otherwise(pl.lit(""))
    masked = pl.concat_str(name.str.head(1), stars, last)
    dotted = pl.concat_str(name.str.head(1), pl.lit("***"))
    return (
        pl.when(is_withheld(name, redaction))
        .then(pl.lit("***"))
        .when(name.str.contains(_HAN_NAME))
        .then(masked)
        .when(name.str.contains(_DOTTED_NAME))
        .then(dotted)
        .when(name.is_not_null())
        .then(pl.lit("***"))
    )
