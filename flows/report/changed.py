"""What happened since the edition before, in one line of the nightly report; no group of households or persons below the least number."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from flows.report.smallcells import counted


class ChangeLine(BaseModel):
    """How often one thing happened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    count: int
    unit: str


def changed_words(lines: Iterable[ChangeLine], least: int) -> str:
    """What happened at all, in the order given; empty where nothing did."""
    return "、".join(f"{line.title} {counted(line.count, least).text} {line.unit}" for line in lines if line.count)
