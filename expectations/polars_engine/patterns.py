"""Regular expressions written for Python's `re`, matched at Polars speed where both agree and by `re` elsewhere."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from expectations.polars_engine.by_python import holds_for

FOREIGN = re.compile(r"\(\?(?:[=!<(#P]|[aLu])|\\[1-9AZ]|\[\[|&&|--|~~|\{,")
"""What Rust's regex lacks or reads otherwise: look-around, back-references, named groups, set operators, text ends."""


def matches(text: pl.Expr, pattern: str) -> pl.Expr:
    """Whether `re.search(pattern, text)` finds anything; null for null. Raises re.error for an invalid pattern."""
    search = re.compile(pattern).search
    translated = _translated(pattern)
    if translated is not None:
        return text.str.contains(translated)
    return holds_for(text, lambda cell: search(cell) is not None)


def like(text: pl.Expr, pattern: str, escape: str | None = None) -> pl.Expr:
    """SQL LIKE over the whole text: `%` any run, `_` any one character."""
    out, index = "", 0
    while index < len(pattern):
        character = pattern[index]
        if escape and character == escape and index + 1 < len(pattern):
            index += 1
            out += re.escape(pattern[index])
        else:
            out += {"%": ".*", "_": "."}.get(character, re.escape(character))
        index += 1
    return text.str.contains(f"(?s)^(?:{out})\\z".replace("\\ ", " "))


@cache
def _translated(pattern: str) -> str | None:
    """The pattern for Rust, None when only `re` reads it as meant. A final `$` also matches before a last line feed."""
    if FOREIGN.search(pattern) or "\\N{" in pattern:
        return None
    body, end = (pattern[:-1], r"\n?\z") if _ends_in_anchor(pattern) else (pattern, "")
    if "$" in re.sub(r"\\.|\[[^\]]*\]", "", body) or (end and "|" in body):
        return None
    try:
        pl.select(pl.lit("").str.contains(body + end))
    except pl.exceptions.PolarsError:
        return None
    return body + end


def _ends_in_anchor(pattern: str) -> bool:
    return pattern.endswith("$") and (len(pattern) - len(pattern[:-1].rstrip("\\"))) % 2 == 1
