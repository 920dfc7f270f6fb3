"""Inside clusters: pairs that no block brought together, and that a definite-no rule keeps apart nevertheless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

import polars as pl

from config.linkage import DefiniteNo
from transforms.linkage.clusters import Person, Same, clustered
from transforms.linkage.definite import stopped_by
from transforms.linkage.pairs import Compared
from transforms.linkage.patterns import pattern

LARGEST: Final = 50
"""Members of a cluster up to which all of them are compared; a larger one is no person's anyway."""


def kept_apart(
    links: Sequence[Same], rows: Mapping[str, int], rules: Sequence[DefiniteNo], comparisons: Sequence[Compared]
) -> list[tuple[str, str]]:
    """Pairs of ids that links would bring together through others and a rule keeps apart.

    `rows`: of each id one record, rows of the left side counted first, then those of the right one.
    """
    judged = {frozenset((link.left, link.right)) for link in links if link.judged}
    together = _brought_together(links) if rules else []
    pairs = [pair for members in together for pair in combinations(members, 2) if frozenset(pair) not in judged]
    if not pairs:
        return []
    one, other = (pl.Series([rows[pair[side]] for pair in pairs], dtype=pl.UInt32) for side in (0, 1))
    patterns = pattern([each.levels_anywhere(one, other) for each in comparisons]).alias("pattern")
    stopped = patterns.to_frame().select(stopped_by(rules, comparisons).is_not_null()).to_series()
    return [pair for pair, is_stopped in zip(pairs, stopped, strict=True) if is_stopped]


def _brought_together(links: Sequence[Same]) -> list[list[str]]:
    """Ids that all links together would make one, three or more of them."""
    everyone = sorted({end for link in links for end in (link.left, link.right)})
    nobody = {one: Person(one, anchored=False, groups=frozenset(), rank=0) for one in everyone}
    _, named = clustered(links, nobody, [])
    members: dict[str, list[str]] = {}
    for one in everyone:
        members.setdefault(named.get(one, one), []).append(one)
    return [found for found in members.values() if 2 < len(found) <= LARGEST]
