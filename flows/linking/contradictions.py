"""Judgements that cannot all be right: two persons judged different, and same through others. The different wins."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import polars as pl


def contradictions(judgements: pl.DataFrame, about: set[str]) -> list[dict[str, Any]]:
    """Each pair judged different that a chain of judgements "same" joins, where the chain meets `about`: left, right, `through`.

    `judgements`: those that count. `through`: the ids on a shortest such chain, from left to right without the two.
    """
    near: dict[str, list[str]] = {}
    pairs = judgements.select("left", "right", "decision").sort(pl.all())
    for left, right in pairs.filter(pl.col("decision") == "same").select("left", "right").iter_rows():
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    found = []
    for left, right in pairs.filter(pl.col("decision") == "different").select("left", "right").iter_rows():
        chain = _chain(near, left, right)
        if chain and not about.isdisjoint(chain):
            found.append({"left": left, "right": right, "through": chain[1:-1]})
    return found


def _chain(near: Mapping[str, list[str]], start: str, end: str) -> list[str]:
    """A shortest chain from one id to the other; empty where there is none."""
    before = {start: ""}
    waiting = deque([start])
    while waiting and end not in before:
        here = waiting.popleft()
        for there in near.get(here, ()):
            if there not in before:
                before[there] = here
                waiting.append(there)
    chain = [end] if end in before else []
    while chain and before[chain[-1]]:
        chain.append(before[chain[-1]])
    return chain[::-1]
