"""The language of rules: a small part of SQL, over indicators, in three-valued (Kleene) logic.

A word in capitals is a keyword or function of `KEYWORDS` and `FUNCTIONS`, a word in small letters an indicator, `{name}` a threshold, and
there is nothing else: no subquery, no table, no file, no cast. A comparison with an unknown value is unknown; unknown AND no is no;
unknown OR yes is yes; NOT unknown is unknown. So `x AND UNKNOWN` is unknown where x holds and no elsewhere, `x OR UNKNOWN` is yes where it
holds and unknown elsewhere. NULL stands in IS NULL and IS NOT NULL only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

import polars as pl

from config.thresholds import threshold

KEYWORDS = {"AND", "OR", "NOT", "IN", "BETWEEN", "TRUE", "FALSE", "UNKNOWN"}
"""Without CASE, which takes unknown for no."""
FUNCTIONS = {"ABS", "COALESCE", "DAYS", "MONTH", "YEAR"}
"""DAYS(a date) counts days, so that two dates may be subtracted.

Without GREATEST and LEAST, which pass over what is unknown. COALESCE is how a rule says that blank means something.
"""
_TOKEN = re.compile(
    r"""\s+
    | IS\s+(?:NOT\s+)?NULL\b
    | (?P<word>[A-Za-z_]\w*)
    | \{(?P<parameter>\w+)\}
    | '[a-z0-9_]*'
    | \d+(?:\.\d+)?
    | <=|>=|<>|=|<|>|\+|-(?!-)|\*|\(|\)|,
    """,
    re.VERBOSE | re.ASCII,
)

_PLACE = re.compile(r"\{(\w+)\}|\bUNKNOWN\b")
_DAYS = re.compile(r"\bDAYS\s*\(\s*(\w+)\s*\)", re.ASCII)
_UNKNOWN = "CAST(NULL AS BOOLEAN)"
"""Typed: Polars cannot negate a bare NULL."""


def compiled(text: str, parameters: Iterable[str], schema: pl.Schema, on: date) -> pl.Expr:
    """The expression over the indicators of `schema` with the thresholds that hold on a day: Boolean, null where unknown.

    Raises ValueError saying what in the text is not of the language, names no indicator, or does not come out as yes or no.
    """
    return _compiled(text, tuple(parameters), tuple(schema.items()), on)


@lru_cache(maxsize=1024)
def _compiled(text: str, parameters: tuple[str, ...], columns: tuple[tuple[str, pl.DataType], ...], on: date) -> pl.Expr:
    """Each text is read once: a night asks the same of every part."""
    schema = pl.Schema(columns)
    for problem in _problems(text, parameters, schema):
        raise ValueError(problem)
    numbers = {name: _number(name, on) for name in parameters}
    try:
        counted = _DAYS.sub(r"CAST(\1 AS INTEGER)", text)
        expression = pl.sql_expr(_PLACE.sub(lambda found: numbers[found[1]] if found[1] else _UNKNOWN, counted))
        answer = pl.DataFrame(schema=schema).select(answer=expression).schema["answer"]
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"cannot be read: {str(error).splitlines()[0]}") from error
    if answer != pl.Boolean:
        raise ValueError(f"comes out as {answer}; write a condition that is yes or no")
    if not expression.meta.root_names():
        raise ValueError("names no indicator")
    return expression


def _problems(text: str, parameters: Iterable[str], schema: pl.Schema) -> Iterator[str]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            yield f"{text[place : place + 12]!r} is not of the rules' language (docs/adding_a_rule.md)"
            return
        yield from _of_word(found["word"], text[found.end() :], schema)
        if found["parameter"] and found["parameter"] not in parameters:
            yield f"{{{found['parameter']}}} is not among the parameters"
        place = found.end()


def _of_word(word: str | None, rest: str, schema: pl.Schema) -> Iterator[str]:
    if not word or word in KEYWORDS or word in schema:
        return
    if word in FUNCTIONS:
        if not rest.lstrip().startswith("("):
            yield f"{word} is a function: write {word}(...)"
        dated = re.match(r"\s*\(\s*(\w*)\s*\)", rest, re.ASCII) if word == "DAYS" else None
        if word == "DAYS" and (dated is None or schema.get(dated[1]) != pl.Date):
            yield "DAYS counts the days of one date: write DAYS(indicator)"
    elif word.isupper():
        yield f"{word} may not be used; there are {', '.join(sorted(KEYWORDS | FUNCTIONS))}"
    else:
        yield f"there is no indicator {word}; there are {', '.join(schema)}"


def _number(name: str, on: date) -> str:
    try:
        value = threshold(name, on)
    except KeyError as error:
        raise ValueError(f"there is no threshold {name}; add it to thresholds.yaml") from error
    return str(int(value)) if float(value).is_integer() else f"{value:.15f}".rstrip("0")
