"""What a target must say, as far as that can be read without understanding expressions.

`transforms.target_examples` understands them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import get_args

from config.check_rules import CHINESE, expression_problems, known_codes, one_of
from config.gates import Gate, load_gates
from config.indicators import Indicator, load_indicators
from config.targets import TARGETS, Counts, Target, load_targets

YEARS = range(1990, 2101)
ADDED = ("sum", "count")
"""What a town's share may take: a number, of which silence is none."""


def target_problems(folder: Path = TARGETS, extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the targets, one line a problem: file, what to write."""
    try:
        targets, gates, indicators = load_targets(folder, extra), load_gates(extra=extra), load_indicators(extra=extra)
        codes = known_codes(extra)
    except ValueError as error:
        yield str(error)
        return
    for target in targets.values():
        yield from (f"{target.id}.yaml: {problem}" for problem in _problems(target, gates, indicators, codes))


def _problems(
    target: Target, gates: Mapping[str, Gate], indicators: Mapping[str, Indicator], codes: Collection[str]
) -> Iterator[str]:
    yield from chain(
        [] if CHINESE.search(target.title) else ["title is for department staff: write it in Chinese"],
        [] if target.year in YEARS else [f"year is {target.year}; write the calendar year, such as 2024"],
        [f"{name} is {number}; write how many, 0 or more" for name, number in _numbers(target) if number < 0],
        one_of("counts", target.counts, get_args(Counts)),
        one_of("gate", target.gate, tuple(gates)),
        expression_problems((target.when, target.recorded), target.parameters, codes),
    )
    if target.counts in get_args(Counts) and target.gate in gates and gates[target.gate].grain != target.grain:
        fitting = ", ".join(name for name, gate in gates.items() if gate.grain == target.grain)
        yield f"gate: {target.gate} is asked of a {gates[target.gate].grain}, and {target.counts} need one of a {target.grain}: {fitting}"
    yield from _quota_problems(target, indicators)


def _numbers(target: Target) -> list[tuple[str, int]]:
    return [("plan", target.plan), *([("last_year", target.last_year)] if target.last_year is not None else [])]


def _quota_problems(target: Target, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if not target.quota:
        return
    quotas = tuple(item.name for item in indicators.values() if item.grain == "town" and item.take.verb in ADDED)
    yield from one_of("quota (an indicator of grain town that counts or sums up)", target.quota, quotas)
