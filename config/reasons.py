"""Why a cell, a row or a drop is refused, held or warned about, with the Chinese wording (`reasons.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml


@dataclass(frozen=True)
class Reason:
    """One reason. `code` is the number a fault column carries (1-255, 0 means no fault); `id` is its public name."""

    id: str
    code: int
    level: Literal["cell", "row", "drop"]
    title: str
    advice: str


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason by its id, in code order."""
    entries = yaml.safe_load(Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8"))
    return {name: Reason(id=name, **entry) for name, entry in entries.items()}


@cache
def reasons_by_code() -> Mapping[int, Reason]:
    """Every reason by the number fault columns carry."""
    return {reason.code: reason for reason in reasons().values()}
