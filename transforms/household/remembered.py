"""What the night knows beside the states: earlier versions of a feed, findings of the edition before, what was verified, who is linked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from transforms.household.aliases import Aliases
from transforms.household.tables import unfilled

CHECKS = pl.Schema(
    {
        "finding_id": pl.String(),
        "result": pl.String(),
        "checked_on": pl.Date(),
        "until": pl.Date(),
        "known_at": pl.Datetime("us", "UTC"),
        "import_id": pl.String(),
        "line": pl.Int64(),
    }
)
"""What the night reads of verifications; grain: one row a finding and time it was looked at."""


def _nobody() -> pl.LazyFrame:
    return unfilled("findings")


@dataclass(frozen=True)
class Before:
    """The edition that tonight is compared with."""

    edition: str
    as_of: date
    delivered: frozenset[str]
    """Feeds that had been delivered."""
    households: pl.LazyFrame
    persons: pl.LazyFrame
    links: pl.LazyFrame
    """Its published tables; of an earlier contract they may lack columns."""


@dataclass(frozen=True)
class Remembered:
    """What no state of a feed tells: earlier versions, findings, verifications and links, each as known by the night's time."""

    insured: pl.LazyFrame | None = None
    """Rows of the enrolment's log whose keys were told more than once, with `_data_date`; None where there are none."""
    findings: pl.LazyFrame = field(default_factory=_nobody)
    """The findings of the edition before."""
    checks: pl.LazyFrame = field(default_factory=lambda: pl.LazyFrame(schema=CHECKS))
    """Verifications of findings."""
    aliases: Aliases | None = None
    """Which persons count as others tonight; None where nobody does."""
    links: pl.LazyFrame = field(default_factory=lambda: unfilled("links"))
    """What linkage says tonight of pairs of persons, as published but for the edition."""
    before: Before | None = None
    """None where no earlier edition was shown: there is nothing to compare with."""


NOTHING = Remembered()
