"""What every column, taken in or published, must say about itself (PIPL: purpose and retention of each item)."""

from __future__ import annotations

import re
from collections.abc import Iterator

CLASSIFICATIONS = ("public", "internal", "confidential", "sensitive")
"""public: in statistics anyway · internal: no harm alone · confidential: about a person · sensitive: PIPL art. 28."""
_NAME = re.compile(r"'[^']*'|\b([a-z_][a-z0-9_]*)\b")
_DURATION = re.compile(r"^P(?=\d)(\d+Y)?(\d+M)?(\d+D)?$")


def names_in(text: str) -> set[str]:
    """List the columns or indicators that an expression of the language of rules may name."""
    return {found for found in _NAME.findall(text) if found}


def label_problems(classification: str, purpose: str, retention: str) -> Iterator[str]:
    """List what is missing of classification, purpose and retention."""
    if classification not in CLASSIFICATIONS:
        yield f"classification is {classification or 'missing'}; it may be {', '.join(CLASSIFICATIONS)}"
    if not purpose:
        yield "purpose is missing: say in a few words what the column is needed for"
    if not _DURATION.match(retention):
        yield f"retention is {retention or 'missing'}; write a duration such as P10Y, counted from when the row ended"
