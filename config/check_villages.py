"""What a statistic, a progress and a comparison of villages must say, as far as that can be read without understanding expressions.

`transforms.village_examples` understands them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

from config.check_rules import CHINESE, expression_problems, known_codes, one_of
from config.comparisons import Comparison, load_comparisons
from config.progress import Progress, load_progress
from config.statistics import Statistic, Test, load_statistics
from config.thresholds import load_thresholds


def village_problems(extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the entries, one line a problem: where it stands, what to write."""
    try:
        statistics, progress, comparisons = (
            load_statistics(extra=extra),
            load_progress(extra=extra),
            load_comparisons(extra=extra),
        )
        codes = known_codes(extra)
    except ValueError as error:
        yield str(error)
        return
    for statistic in statistics.values():
        yield from (f"statistics: {statistic.name}: {problem}" for problem in _of_statistic(statistic, codes))
    for one in progress.values():
        yield from (f"progress: {one.name}: {problem}" for problem in _of_progress(one))
    for comparison in comparisons.values():
        yield from (f"comparisons: {comparison.name}: {problem}" for problem in _of_comparison(comparison, codes))


def _of_statistic(statistic: Statistic, codes: Collection[str]) -> Iterator[str]:
    numbers = {name: getattr(statistic, name) for name in ("share", "least", "alarm")}
    yield from chain(
        _named(statistic.name, statistic.title),
        one_of("test", statistic.test, get_args(Test)),
        *(one_of(name, number, tuple(load_thresholds())) for name, number in numbers.items()),
        one_of("line", statistic.line, ("", *load_thresholds())),
        expression_problems((statistic.when,), statistic.parameters, codes),
    )
    if (statistic.test == "bunched") != bool(statistic.line):
        yield "line, the threshold that values lie above, belongs to test: bunched, and only there"


def _of_progress(progress: Progress) -> Iterator[str]:
    yield from _named(progress.name, progress.title)
    if not progress.now or len(progress.now) != len(progress.before):
        yield "before and now list the same things in the same order, at least one"


def _of_comparison(comparison: Comparison, codes: Collection[str]) -> Iterator[str]:
    names = tuple(group.name for group in comparison.groups)
    yield from chain(
        _named(comparison.name, comparison.title),
        one_of("reference", comparison.reference, names),
        *(_named(group.name, group.title) for group in comparison.groups),
        *(expression_problems((group.when,), group.parameters, codes) for group in comparison.groups),
        [f"groups: {name} stands twice" for name in sorted({name for name in names if names.count(name) > 1})],
    )


def _named(name: str, title: str) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        yield f"{name}: the name is in small letters, digits and _"
    if not CHINESE.search(title):
        yield "title is for department staff: write it in Chinese"
