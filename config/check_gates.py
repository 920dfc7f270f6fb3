"""What a gate must say, as far as that can be read without understanding expressions.

`transforms.examples` understands them, runs the examples, and proves that no unknown passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

from config.check_rules import CHINESE, expression_problems, known_codes, one_of
from config.contracts import load_contracts
from config.gates import GATES, Condition, Gate, Grain, Verdict, load_gates
from config.indicators import load_indicators
from config.tables import load_tables
from config.thresholds import load_thresholds


def gate_problems(folder: Path = GATES, extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the gates, one line a problem: gate, condition, what to write."""
    try:
        gates = load_gates(folder, extra)
        names = (*load_contracts(extra=extra), *load_indicators(extra=extra))
    except ValueError as error:
        yield str(error)
        return
    columns = [(gate.grain, gate.publishes) for gate in gates.values()]
    yield from _unpublished(columns)
    for gate in gates.values():
        where = f"{gate.id}.yaml"
        yield from (f"{where}: {problem}" for problem in _gate_problems(gate, columns, known_codes(extra)))
        for condition in gate.conditions:
            yield from (f"{where}: {condition.id}: {problem}" for problem in _condition_problems(condition, names, extra))


def _unpublished(columns: list[tuple[Grain, str]]) -> Iterator[str]:
    """List columns that promise a verdict which no gate gives."""
    for grain in get_args(Grain):
        for name, column in load_tables()[grain].by_name.items():
            if set(column.values) == set(get_args(Verdict)) and (grain, name) not in columns:
                yield f"gates: no gate publishes {grain}.{name}"


def _gate_problems(gate: Gate, columns: list[tuple[Grain, str]], codes: Collection[str]) -> Iterator[str]:
    yield from one_of("grain", gate.grain, get_args(Grain))
    yield from expression_problems((gate.when,), (), codes)
    if not CHINESE.search(gate.title):
        yield "title is for department staff: write it in Chinese"
    if not gate.conditions:
        yield "a gate has at least one condition"
    for what, told in (("id", [one.id for one in gate.conditions]), ("title", [one.title for one in gate.conditions])):
        yield from (f"{name}: the {what} stands twice" for name in sorted({name for name in told if told.count(name) > 1}))
    if columns.count((gate.grain, gate.publishes)) > 1:
        yield f"publishes: another gate publishes {gate.publishes} already"
    if gate.grain in get_args(Grain):
        table = load_tables()[gate.grain].by_name
        if gate.publishes not in table or set(table[gate.publishes].values) != set(get_args(Verdict)):
            yield f"publishes: {gate.publishes} is no column of {gate.grain} with the values {', '.join(get_args(Verdict))}"
        if gate.missing not in table:
            yield f"publishes: {gate.grain} has no column {gate.missing}"


def _condition_problems(condition: Condition, names: tuple[str, ...], extra: Path | None) -> Iterator[str]:
    yield from chain(
        expression_problems((condition.expression, condition.member), condition.parameters, known_codes(extra)),
        one_of("owner", condition.owner, ("village", "town", *load_contracts(extra=extra))),
        one_of("fresh_days", condition.fresh_days, ("", *load_thresholds())),
        *(one_of("evidence", name, names) for name in condition.evidence),
    )
    if not condition.evidence:
        yield "evidence names at least one feed or indicator"
    if not CHINESE.search(condition.title):
        yield "title is for department staff: write it in Chinese"
    if not condition.member and (condition.met.members or condition.unmet.members):
        yield "members of an example need member, the expression that is asked of them"
