"""Tries what gates and indicators of feeds say: examples come out as they should, no name has two meanings, and no unknown passes.

That no unknown passes is tried of every condition: whatever its indicators say, putting unknown in the place of one of them never makes it met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import Any

import polars as pl

from config.gates import Condition, Gate
from config.rules import TRACES
from config.standards import Standards
from config.thresholds import threshold
from transforms.examples import differs
from transforms.gates import asked, concerned, member_asked, subject_schema
from transforms.household.indicators import FEED, HOUSEHOLD, PERSON, VILLAGE
from transforms.rules import person_schema
from transforms.takes import counting

TRIED = 200_000
"""Most combinations of a condition that are tried."""
RESERVED = {
    *HOUSEHOLD, *PERSON, *VILLAGE, *FEED, *TRACES, "household_id", "household_no", "person_id", "town", "village", "village_code", "birth_date", "alive",
    "schemes", "groups", "assistance_village_code", "subject_id", "rule_id", "hit", "message", "grain", "feed", "gate", "gate_missing", "edition",
    "open_findings", "target_persons", "lag", "villages",
}  # fmt: skip
"""Names that mean something already."""


def gate_problems(standards: Standards, on: date) -> list[str]:
    """List every problem of the indicators of feeds and of the gates, as they are asked on a day."""
    gates = [(gate, condition) for gate in standards.gates.values() for condition in gate.conditions]
    of_indicators = _indicator_problems(standards, on)
    return [*of_indicators] or [
        *(problem for gate in standards.gates.values() for problem in _when_problems(gate, standards, on)),
        *(problem for gate, condition in gates for problem in _condition_problems(gate, condition, standards, on)),
    ]


def _indicator_problems(standards: Standards, on: date) -> Iterator[str]:
    for indicator in standards.indicators.values():
        if indicator.name in RESERVED or indicator.name.startswith("member"):
            yield f"indicators: {indicator.name}: the name means something already; give the indicator another one"
        try:
            counting(indicator, standards.contracts[indicator.feed], on)
        except ValueError as error:
            yield str(error)


def _when_problems(gate: Gate, standards: Standards, on: date) -> Iterator[str]:
    try:
        concerned(gate, standards, on)
    except ValueError as error:
        yield str(error)


def _condition_problems(gate: Gate, condition: Condition, standards: Standards, on: date) -> Iterator[str]:
    where = f"{gate.id}.yaml: {condition.id}"
    try:
        question = asked(gate, condition, standards, on)
        members = member_asked(gate, condition, standards, on) if condition.member else None
    except ValueError as error:
        yield str(error)
        return
    schema, people = subject_schema(gate, standards, with_member=bool(condition.member)), person_schema(standards)
    yield from differs(f"{where}: met", True, condition.met, schema, members, question, people)
    yield from differs(f"{where}: unmet", False, condition.unmet, schema, members, question, people)
    passing = _passing_unknown(condition, schema, people, question, members, on)
    yield from (f"{where}: {problem}" for problem in passing)


def _passing_unknown(
    condition: Condition, schema: pl.Schema, people: pl.Schema, question: pl.Expr, members: pl.Expr | None, on: date
) -> Iterator[str]:
    """List the indicators whose being unknown makes the condition met."""
    own = [name for name in dict.fromkeys(question.meta.root_names()) if name != "member"]
    of_members = [] if members is None else [*dict.fromkeys(members.meta.root_names())]
    # The same name may be asked of the household and of a member: they are tried apart.
    types = {**{name: schema[name] for name in own}, **{f"of_{name}": people[name] for name in of_members}}
    values = [_values(name if name in own else name.removeprefix("of_"), dtype, condition, on) for name, dtype in types.items()]
    if prod(map(len, values)) > TRIED:
        yield "asks too much at once to be tried; write two conditions"
        return
    tried = pl.DataFrame([*product(*values)], schema=types, orient="row")
    met = _met(tried, question, members, of_members)
    for name, dtype in types.items():
        unknown = tried.with_columns(pl.lit(None, dtype).alias(name))
        if (_met(unknown, question, members, of_members) & ~met).any():
            plain = name if name in own else name.removeprefix("of_")
            yield f"would be met where {plain} is unknown and not where it is known; unknown never passes"


def _met(tried: pl.DataFrame, question: pl.Expr, members: pl.Expr | None, of_members: Sequence[str]) -> pl.Series:
    """Whether the condition is met of a household with one member; unknown is not."""
    if members is not None:
        member = tried.select(pl.col(f"of_{name}").alias(name) for name in of_members).select(member=members)
        tried = tried.hstack(member)
    return tried.select(question.fill_null(value=False)).to_series()


def _values(name: str, dtype: pl.DataType, condition: Condition, on: date) -> list[Any]:
    """What an indicator may say, as far as it makes a difference to the condition: its codes, its thresholds, the examples and around."""
    if dtype == pl.Boolean:
        return [True, False, None]
    if dtype == pl.String:
        codes = re.findall(r"'(\w*)'", condition.expression + condition.member)
        return [*dict.fromkeys(codes), "of no kind", None]
    told = [
        row[name] for example in (condition.met, condition.unmet) for row in (example.subject, *example.members) if name in row
    ]
    if dtype == pl.Date:
        return [*dict.fromkeys(day + timedelta(days=step) for day in (*told, on) for step in (-1, 0, 1)), None]
    numbers = [float(text) for text in re.findall(r"\b\d+(?:\.\d+)?\b", condition.expression + condition.member)]
    around = [*numbers, *(threshold(name, on) for name in condition.parameters)]
    values = dict.fromkeys(number + step for number in (*around, *told) for step in (-1, 0, 1))
    return [*(float(value) if dtype == pl.Float64 else int(value) for value in values), None]
