"""The headings a contract knows, ready to be looked up."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from config.contracts import Contract
from flows.reading.headings import heading
from flows.reading.model import CORRECTION

REASON_HEADER, CORRECTION_HEADER = "拒收原因", "更正编号"
INSTRUCTIONS_SHEET = "填写说明"
"""Our own sheet in a returned workbook: it says how to correct and holds no rows."""
DROPPED = "_dropped"
"""Marks our own column 拒收原因 in a returned workbook: neither data nor news."""


@dataclass(frozen=True)
class Vocabulary:
    """Compared form of a heading -> contract column, and the headings that are ignored."""

    columns: dict[str, str]
    ignored: frozenset[str]
    required: frozenset[str]

    def match(self, text: str) -> str:
        """Contract column of a heading, or one of ours (`_correction`, `_dropped`), or empty."""
        return self.columns.get(heading(text).key, "")

    def is_ignored(self, text: str) -> bool:
        """Whether the contract names this heading as ignored."""
        return heading(text).key in self.ignored


def vocabulary(contract: Contract) -> Vocabulary:
    """What a contract's headers and aliases look like when compared; a header wins over another column's alias."""
    known = {heading(REASON_HEADER).key: DROPPED, heading(CORRECTION_HEADER).key: CORRECTION}
    for column in contract.columns:
        known.setdefault(heading(column.header).key, column.name)
    for column in contract.columns:
        for alias in column.aliases:
            known.setdefault(heading(alias).key, column.name)
    ignored = frozenset(heading(text).key for text in contract.ignored_headers) - known.keys()
    return Vocabulary(known, ignored, frozenset(c.name for c in contract.columns if c.on_missing == "refuse"))


def nearest(header: str, others: Iterable[str]) -> str:
    """The unknown heading most like a missing one, or empty: what a clerk may have renamed."""
    by_key = {heading(text).key: text for text in others if text.strip()}
    found = difflib.get_close_matches(heading(header).key, by_key, n=1, cutoff=0.4)
    return by_key[found[0]] if found else ""
