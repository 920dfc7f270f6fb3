"""The language of rules: a small part of SQL, over indicators, in three-valued (Kleene) logic.

A word in capitals is a keyword or function of `KEYWORDS` and `FUNCTIONS`, a word in small letters an indicator, `{name}` a threshold, and
there is nothing else: no subquery, no table, no file, no cast. A comparison with an unknown value is unknown; unknown AND no is no;
unknown OR yes is yes; NOT unknown is unknown. So `x AND UNKNOWN` is unknown where x holds and no elsewhere, `x OR UNKNOWN` is yes where it
holds and unknown elsewhere. NULL stands in IS NULL and IS NOT NULL only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import polars as pl

from config.thresholds import threshold

KEYWORDS = {"AND", "OR", "NOT", "IN", "BETWEEN", "TRUE", "FALSE", "UNKNOWN"}
"""Without CASE, which takes unknown for no."""
FUNCTIONS = {"ABS", "COALESCE", "DAYS", "MONTH", "YEAR"}
"""DAYS(a date) counts days, so that two dates may be subtracted.

Without GREATEST and LEAST, which pass over what is unknown. COALESCE is how a rule says that blank means something.
"""


@dataclass(frozen=True)
class Language:
    """What may be written beside numbers, operators and `KEYWORDS`."""

    noun: str = "indicator"
    """What a word in small letters names."""
    functions: frozenset[str] = frozenset(FUNCTIONS)
    constants: str = "'[a-z0-9_]*'"
    """A pattern of the texts (and dates) that values are compared with."""
    name: str = "the rules' language (docs/adding_a_rule.md)"


RULES = Language()


@cache
def _token(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"""\s+
        | {language.constants}
        | IS\s+(?:NOT\s+)?NULL\b
        | (?P<word>[A-Za-z_]\w*)
        | \{{(?P<parameter>\w+)\}}
        | \d+(?:\.\d+)?
        | <=|>=|<>|=|<|>|\+|-(?!-)|\*|\(|\)|,
        """,
        re.VERBOSE | re.ASCII,
    )


_QUOTED = re.compile(r"('[^']*')")
_PLACE = re.compile(r"\{(\w+)\}|\bUNKNOWN\b")
_HAS = re.compile(r"\bHAS\b")
_DAYS = re.compile(r"\bDAYS\s*\(\s*(\w+)\s*\)", re.ASCII)
_UNKNOWN = "CAST(NULL AS BOOLEAN)"
"""Typed: Polars cannot negate a bare NULL."""


def compiled(text: str, parameters: Iterable[str], schema: pl.Schema, on: date, language: Language = RULES) -> pl.Expr:
    """The expression over the indicators of `schema` with the thresholds that hold on a day: Boolean, null where unknown.

    Raises ValueError saying what in the text is not of the language, names no indicator, or does not come out as yes or no.
    """
    return _compiled(text, tuple(parameters), tuple(schema.items()), on, language)


@lru_cache(maxsize=1024)
def _compiled(
    text: str, parameters: tuple[str, ...], columns: tuple[tuple[str, pl.DataType], ...], on: date, language: Language
) -> pl.Expr:
    """Each text is read once: a night asks the same of every part."""
    schema = pl.Schema(columns)
    for problem in _problems(text, parameters, schema, language):
        raise ValueError(problem)
    numbers = {name: _number(name, on) for name in parameters}
    try:
        expression = pl.sql_expr("".join(_sql(part, numbers) for part in _QUOTED.split(text)))
        answer = pl.DataFrame(schema=schema).select(answer=expression).schema["answer"]
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"cannot be read: {str(error).splitlines()[0]}") from error
    if answer != pl.Boolean:
        raise ValueError(f"comes out as {answer}; write a condition that is yes or no")
    if not expression.meta.root_names():
        raise ValueError(f"names no {language.noun}")
    return expression


def _sql(part: str, numbers: Mapping[str, str]) -> str:
    """A part of the text as SQL; what stands in quotes stays as it is."""
    if part.startswith("'"):
        return part
    counted = _HAS.sub("ARRAY_CONTAINS", _DAYS.sub(r"CAST(\1 AS INTEGER)", part))
    return _PLACE.sub(lambda found: numbers[found[1]] if found[1] else _UNKNOWN, counted)


def _problems(text: str, parameters: Iterable[str], schema: pl.Schema, language: Language) -> Iterator[str]:
    place = 0
    while place < len(text):
        found = _token(language).match(text, place)
        if not found:
            yield f"{text[place : place + 12]!r} is not of {language.name}"
            return
        yield from _of_word(found["word"], text[found.end() :], schema, language)
        if found["parameter"] and found["parameter"] not in parameters:
            yield f"{{{found['parameter']}}} is not among the parameters"
        place = found.end()


def _of_word(word: str | None, rest: str, schema: pl.Schema, language: Language) -> Iterator[str]:
    if not word or word in KEYWORDS or word in schema:
        return
    if word in language.functions:
        if not rest.lstrip().startswith("("):
            yield f"{word} is a function: write {word}(...)"
        dated = re.match(r"\s*\(\s*(\w*)\s*\)", rest, re.ASCII) if word == "DAYS" else None
        if word == "DAYS" and (dated is None or schema.get(dated[1]) != pl.Date):
            yield f"DAYS counts the days of one date: write DAYS({language.noun})"
    elif word.isupper():
        yield f"{word} may not be used; there are {', '.join(sorted(KEYWORDS | language.functions))}"
    else:
        yield f"there is no {language.noun} {word}; there are {', '.join(schema)}"


def _number(name: str, on: date) -> str:
    try:
        value = threshold(name, on)
    except KeyError as error:
        raise ValueError(f"there is no threshold {name}; add it to thresholds.yaml") from error
    return str(int(value)) if float(value).is_integer() else f"{value:.15f}".rstrip("0")
