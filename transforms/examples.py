"""Runs the examples that rules, causes and entitlements carry: what they say comes out must come out.

Each is asked of a made-up row or two on the spot; nothing else in this package evaluates anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from config.causes import Cause, load_causes
from config.entitlements import Entitlement, load_entitlements
from config.entries import Example
from config.rules import Rule
from config.standards import Standards, load_standards
from transforms.causes import household_evidence, person_evidence
from transforms.entitlements import standing
from transforms.household.indicators import HOUSEHOLD, PERSON
from transforms.rules import OF_MEMBERS, asked, member_asked, of_members, person_schema, schema_of

SAID: Mapping[object, str] = {True: "yes", False: "no", None: "unknown"}
VALUES = {pl.Boolean: bool, pl.String: str, pl.Date: date, pl.Int64: int, pl.Float64: int | float}
"""What an example writes for an indicator of each type."""


def pack_problems(on: date, standards: Standards | None = None) -> list[str]:
    """List every problem of the rules (of `standards`; None for those of the project), causes and entitlements, as they are asked on a day."""
    asked_of = standards or load_standards()
    return [
        *example_problems(asked_of.rules.values(), on, asked_of),
        *cause_example_problems(load_causes().values(), on),
        *entitlement_example_problems(load_entitlements().values(), on),
    ]


def example_problems(rules: Iterable[Rule], on: date, standards: Standards | None = None) -> list[str]:
    """List rules whose expressions or messages cannot be read, and examples that do not come out as `hit` or `miss`.

    A rule not in force on the day is asked with the thresholds of its first day.
    """
    asked_beside = standards or load_standards()
    return [problem for rule in rules for problem in _of_rule(rule, asked_beside, on if rule.holds(on) else rule.effective_from)]


def cause_example_problems(causes: Iterable[Cause], on: date) -> list[str]:
    """List causes whose evidence cannot be read, and examples that do not come out as `hit` or `miss`."""
    return [problem for cause in causes for problem in _of_cause(cause, on)]


def entitlement_example_problems(entitlements: Iterable[Entitlement], on: date) -> list[str]:
    """List entitlements that cannot be read, and examples that do not come out as their `answer`."""
    return [problem for entitlement in entitlements for problem in _of_entitlement(entitlement, on)]


def _of_rule(rule: Rule, standards: Standards, on: date) -> Iterator[str]:
    where = f"{rule.kind}.yaml: {rule.id}"
    schema = schema_of(rule, standards)
    numbers = [name for name, dtype in schema.items() if dtype.is_numeric()]
    for name in rule.numbers:
        if name not in numbers:
            yield f"{where}: message: {{{name}}} is no number of a {rule.grain}; there are {', '.join(numbers)}"
    try:
        answer = asked(rule, on, standards)
        expression = answer.fill_null(value=True) if rule.unknown == "hit" else answer
        asked_of = (schema, member_asked(rule, on, standards) if rule.member else None, expression)
        people = person_schema(standards)
    except ValueError as error:
        yield str(error)
        return
    yield from differs(f"{where}: hit", True, rule.hit, *asked_of, people)
    yield from differs(f"{where}: miss", False, rule.miss, *asked_of, people)


def _of_cause(cause: Cause, on: date) -> Iterator[str]:
    try:
        asked_of = (HOUSEHOLD, person_evidence(cause, on) if cause.person else None, household_evidence(cause, on))
    except ValueError as error:
        yield str(error)
        return
    yield from differs(f"causes.yaml: {cause.id}: hit", True, cause.hit, *asked_of)
    yield from differs(f"causes.yaml: {cause.id}: miss", False, cause.miss, *asked_of)


def _of_entitlement(entitlement: Entitlement, on: date) -> Iterator[str]:
    try:
        answer = standing(entitlement, on)
    except ValueError as error:
        yield str(error)
        return
    for number, example in enumerate(entitlement.examples, start=1):
        where = f"entitlements.yaml: {entitlement.id}: example {number}"
        yield from differs(where, example.answer, Example(example.person), PERSON, None, answer)


def differs(
    where: str,
    wanted: object,
    example: Example,
    schema: pl.Schema,
    members: pl.Expr | None,
    question: pl.Expr,
    people: pl.Schema = PERSON,
) -> Iterator[str]:
    """Say so where the example comes out otherwise than wanted, or cannot be asked. `people`: the indicators of members."""
    try:
        subject = _rows([example.subject], schema)
        if members is not None:
            answers = _rows(example.members, people).select(member=members)
            subject = subject.with_columns(answers.select(*of_members(pl.col("member"))))
        answer = subject.select(answer=question).item()
    except ValueError as error:
        yield f"{where}: {error}"
        return
    if answer != wanted:
        yield f"{where}: comes out as {SAID.get(answer, answer)} and should as {SAID.get(wanted, wanted)}"


def _rows(given: Sequence[Mapping[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    """Rows of indicators; those not named are null. Raises ValueError for an indicator or a value that cannot be."""
    known = pl.Schema({name: dtype for name, dtype in schema.items() if name not in OF_MEMBERS})
    for name, value in (item for row in given for item in row.items()):
        if name not in known:
            raise ValueError(f"there is no indicator {name}; there are {', '.join(known)}")
        if not isinstance(value, VALUES[known[name].base_type()]) or (isinstance(value, bool) and known[name] != pl.Boolean):
            raise ValueError(f"{name} is {value!r}, and the indicator holds {known[name]}")
    return pl.DataFrame(list(given), schema=known)
