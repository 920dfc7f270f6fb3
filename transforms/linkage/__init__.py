"""Which records are of one person: blocking, comparison, scoring, judgements, clusters.

The model is Fellegi and Sunter's: every comparison of two records ends on a level, and a level weighs log2 of how much more often it
is met among pairs of one person than among pairs of two. `link` is the way in; docs/linkage.md says how it is configured.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from config.linkage import Linkage
from transforms.linkage.blocking import REPORT
from transforms.linkage.checking import check
from transforms.linkage.engine import run
from transforms.linkage.frames import bundled, unbundled
from transforms.linkage.model import TABLE
from transforms.linkage.records import needed
from transforms.linkage.telling import schema
from transforms.linkage.united import ALIASES

__all__ = ["Links", "link"]


@dataclass(frozen=True)
class Links:
    """What a linkage finds. All frames come of the one row of `whole`: whoever needs several of them collects that once,
    and makes `Links(collected.lazy())` of it.
    """

    whole: pl.LazyFrame

    @property
    def pairs(self) -> pl.LazyFrame:
        """A row a pair of persons in order of left and right: left, right (ids), score (probability; null where two persons of one
        list were judged), decision (same | open | different), decided_by (engine | who), until, why (Chinese), why_en, levels.

        Pairs from the review threshold on, all judged ones, and those that only a rule kept from being one person (different).
        """
        return unbundled(self.whole, "pairs")

    @property
    def aliases(self) -> pl.LazyFrame:
        """A row an id that goes by another one: alias, person_id. Whoever is not there goes by his own."""
        return unbundled(self.whole, "aliases")

    @property
    def training(self) -> pl.LazyFrame:
        """The weights used: comparison, level, m, u, bits; and the prior (comparison "", level "prior", m). `trained` takes it."""
        return unbundled(self.whole, "training")

    @property
    def blocks(self) -> pl.LazyFrame:
        """A row a block: its pairs, and the values and pairs left out because a value made more pairs than `most`."""
        return unbundled(self.whole, "blocks")


def link(
    left: pl.LazyFrame,
    right: pl.LazyFrame | None,
    config: Linkage,
    *,
    judgements: pl.LazyFrame | None = None,
    trained: pl.LazyFrame | None = None,
) -> Links:
    """Links records (a row a record, columns as the configuration names them) of two lists, or within the left one.

    A column that is not there is unknown everywhere. `judgements` (left, right, decision same | different, by, why, until) always
    win; `trained` are the weights of an earlier run, learned anew if None. The result does not depend on the order of rows.
    Raises LinkageError where the configuration names what there is not.
    """
    check(config)
    names = needed(config)
    frames = {"left": _only(left, names), "right": right if right is None else _only(right, names)}
    frames |= {"judgements": judgements, "weights": trained}
    given = {name: frame for name, frame in frames.items() if frame is not None}

    def work(found: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        outcome = run(found["left"], found.get("right"), config, judgements=found.get("judgements"), weights=found.get("weights"))
        return {"pairs": outcome.pairs, "aliases": outcome.aliases, "training": outcome.training, "blocks": outcome.blocks}

    result = {"pairs": schema(config), "aliases": ALIASES, "training": TABLE, "blocks": REPORT}
    return Links(bundled(given, work, result))


def _only(frame: pl.LazyFrame, names: tuple[str, ...]) -> pl.LazyFrame:
    there = frame.collect_schema().names()
    return frame.select(name for name in names if name in there)
