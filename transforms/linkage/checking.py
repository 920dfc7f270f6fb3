"""Whether a configuration names only what there is: kinds, levels, takes."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from config.linkage import Compare, Linkage, LinkageError
from transforms.linkage.comparisons import COMPARISONS
from transforms.linkage.comparisons.kinds import UNKNOWN
from transforms.linkage.takes import problem


def check(config: Linkage) -> None:
    """Raises LinkageError naming the first place that is wrong, and what there is instead."""
    if found := next(_problems(config), ""):
        raise LinkageError(found)


def _problems(config: Linkage) -> Iterator[str]:
    for compare in config.comparisons:
        yield from _of_comparison(compare)
    kinds = {compare.name: COMPARISONS[compare.kind].levels for compare in config.comparisons}
    for rule in config.definite_no:
        for name, levels in rule.when.items():
            known = kinds.get(name, ())
            yield from (_no_level(f"definite_no: {rule.name}: {name}", level, known) for level in levels if level not in known)
    for block in config.blocking:
        yield from (f"blocking: {block.name}: {found}" for key in block.keys if (found := problem(key.take)))


def _of_comparison(compare: Compare) -> Iterator[str]:
    place = f"comparisons: {compare.name}"
    if compare.kind not in COMPARISONS:
        yield f"{place}: there is no kind {compare.kind}; there are {', '.join(sorted(COMPARISONS))}"
        return
    kind = COMPARISONS[compare.kind]
    known = [level for level in kind.levels if level != UNKNOWN]
    yield from (_no_level(place, level, known) for level in compare.levels if level not in known)
    if compare.term_frequency and not kind.frequency:
        yield f"{place}: {compare.kind} has no values that could be rare; leave term_frequency out"
    try:
        kind.prepare([pl.col(name) for name in compare.read])
    except ValueError as error:
        yield f"{place}: {compare.kind} {error}"


def _no_level(place: str, level: str, known: object) -> str:
    return f"{place}: there is no level {level}; there are {', '.join(known)}"  # type: ignore[arg-type]
