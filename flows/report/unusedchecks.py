"""Delivered results of checks that do not count: which line of which file, and what to write instead."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class UnusedCheck(BaseModel):
    """One line of a delivered file whose result does not count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sheet: str
    row: int
    reason: str
    """A Chinese sentence for the clerk, without a cell in it."""
