"""Rows of Markdown tables, for the pages generated from configuration."""

from __future__ import annotations


def row(*cells: str) -> str:
    """One row of a table."""
    return f"| {' | '.join(cells)} |"


def head(*titles: str) -> tuple[str, str]:
    """The titles of a table and the line below them."""
    return row(*titles), row(*("---" for _ in titles))
