"""Resolves plans: every count, figure and table in one streaming pass, failing rows (when asked for) in a second, which reads no
more than the frame's beginning where failing rows are frequent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from expectations.polars_engine.plans import Combined, Count, Figure, Known, Plan, Sample, Table

Leaf = Count | Figure | Table
Outcome = Any | Exception
BEGINNING = 50_000
"""Rows among which enough failing ones are looked for before the whole frame is read a second time."""


def resolve(frame: pl.LazyFrame, plans: Sequence[Plan]) -> list[Outcome]:
    """Each plan's value in order, or the exception it alone raised.

    One `collect_all` for everything but samples, which share a second one when there are failing rows to show. A pass
    that fails is halved until the plan at fault is alone; when both halves fail alike the data cannot be read, and every
    plan gets that error.
    """
    leaves = _unique(leaf for plan in plans for leaf in _leaves(plan))
    values = dict(zip(map(id, leaves), _pass(frame, leaves), strict=True))
    wanted = [plan for plan in plans if isinstance(plan, Sample) and _is_positive(values[id(plan.count)])]
    samples = _samples(frame, wanted, values)
    return [_value(plan, values, samples) for plan in plans]


def _samples(frame: pl.LazyFrame, wanted: Sequence[Sample], values: dict[int, Outcome]) -> dict[int, Outcome]:
    """The failing rows of each sample: by the frame's beginning where that shows enough of them, else by all of it."""
    found: dict[int, Outcome] = {}
    for only_beginning in (True, False):
        left = [plan for plan in wanted if id(plan) not in found]
        # Samples of one build are of one frame, which is computed once.
        builds = {id(plan.build): _on_beginning(plan) if only_beginning else plan.build for plan in left}
        tables = [Table(builds[id(plan.build)], _counting(plan)) for plan in left]
        for plan, outcome in zip(left, _pass(frame, tables), strict=True):
            if isinstance(outcome, Exception):
                found[id(plan)] = outcome
                continue
            rows, value = outcome
            there: Any = values[id(plan.count)]
            if not plan.is_rowwise or rows >= min(plan.most, there):
                found[id(plan)] = value
    return found


def _on_beginning(plan: Sample) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    return (lambda frame: plan.build(frame.head(BEGINNING))) if plan.is_rowwise else plan.build


def _counting(plan: Sample) -> Callable[[pl.DataFrame], tuple[int, Any]]:
    return lambda found: (found.height, plan.finish(found))


def _unique(leaves: Any) -> list[Leaf]:
    return list({id(leaf): leaf for leaf in leaves}.values())


def _leaves(plan: Plan) -> tuple[Leaf, ...]:
    match plan:
        case Known():
            return ()
        case Combined(parts=parts):
            return parts
        case Sample(count=count):
            return (count,)
        case _:
            return (plan,)


def _is_positive(value: Outcome) -> bool:
    return isinstance(value, int) and value > 0


def _value(plan: Plan, values: dict[int, Outcome], samples: dict[int, Outcome]) -> Outcome:
    match plan:
        case Known(value=value):
            return value
        case Combined(parts=parts, finish=finish):
            found = [values[id(part)] for part in parts]
            failures = [value for value in found if isinstance(value, Exception)]
            return failures[0] if failures else finish(*found)
        case Sample(count=count):
            counted = values[id(count)]
            return counted if isinstance(counted, Exception) else samples.get(id(plan), [])
        case _:
            return values[id(plan)]


def _pass(frame: pl.LazyFrame, leaves: Sequence[Leaf]) -> list[Outcome]:
    if not leaves:
        return []
    found = _tried(frame, leaves)
    return _isolated(frame, leaves, found) if isinstance(found, Exception) else found


def _isolated(frame: pl.LazyFrame, leaves: Sequence[Leaf], error: Exception) -> list[Outcome]:
    """The outcomes of leaves that failed together with `error`."""
    if len(leaves) == 1:
        return [error]
    middle = len(leaves) // 2
    halves = leaves[:middle], leaves[middle:]
    tried = [_tried(frame, half) for half in halves]
    if all(isinstance(outcome, Exception) and str(outcome) == str(error) for outcome in tried):
        return [error] * len(leaves)
    outcomes: list[Outcome] = []
    for half, outcome in zip(halves, tried, strict=True):
        outcomes += _isolated(frame, half, outcome) if isinstance(outcome, Exception) else outcome
    return outcomes


def _tried(frame: pl.LazyFrame, leaves: Sequence[Leaf]) -> list[Any] | Exception:
    try:
        return _together(frame, leaves)
    except Exception as error:
        return error


def _together(frame: pl.LazyFrame, leaves: Sequence[Leaf]) -> list[Any]:
    selections = _selections(frame, leaves)
    builds = {id(leaf.build): leaf.build for leaf in leaves if isinstance(leaf, Table)}
    tables = {key: build(frame) for key, build in builds.items()}
    collected = pl.collect_all([*selections, *tables.values()], engine="streaming")
    row: dict[str, Any] = {}
    for selected in collected[: len(selections)]:
        row |= selected.row(0, named=True)
    built = dict(zip(tables, collected[len(selections) :], strict=True))
    return [_finish(leaf, index, row, built) for index, leaf in enumerate(leaves)]


def _selections(frame: pl.LazyFrame, leaves: Sequence[Leaf]) -> list[pl.LazyFrame]:
    """One selection for all counts and all figures over the whole frame, one more for each further domain."""
    groups: dict[int | None, tuple[pl.LazyFrame, list[pl.Expr]]] = {}
    for index, leaf in enumerate(leaves):
        if isinstance(leaf, Count):
            groups.setdefault(None, (frame, []))[1].append(_counted(leaf.rows).alias(str(index)))
        elif isinstance(leaf, Figure):
            group = groups.setdefault(_domain_key(leaf), (leaf.domain.of(frame), []))
            group[1].append(leaf.expr.alias(str(index)))
    return [source.select(expressions) for source, expressions in groups.values()]


def _counted(rows: pl.Expr) -> pl.Expr:
    """How many rows it holds for; a constant holds for one row in Polars' eyes, but is meant of every row."""
    return rows.sum() if rows.meta.root_names() else pl.len() * rows.cast(pl.UInt32)


def _domain_key(leaf: Figure) -> int | None:
    """None for the whole frame, the domain's identity otherwise."""
    return None if leaf.domain.rows is None else id(leaf.domain)


def _finish(leaf: Leaf, index: int, row: dict[str, Any], tables: dict[int, pl.DataFrame]) -> Any:
    match leaf:
        case Count():
            return int(row[str(index)] or 0)
        case Figure(finish=finish):
            return finish(row[str(index)])
        case Table(finish=finish):
            return finish(tables[id(leaf.build)])
