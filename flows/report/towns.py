"""Population and insurance coverage by town, counted from the published household table."""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel, ConfigDict

REGISTERED_TYPES = ("poor", "exited")
NO_TOWN = "（未填乡镇）"


class TownLine(BaseModel):
    """One town. Persons are living members of its roster households; neither insured nor uninsured means unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    town: str
    households: int
    persons: int
    registered_households: int
    registered_persons: int
    insured: int
    uninsured: int

    @property
    def unknown(self) -> int:
        """Persons of whom no feed says whether they are insured."""
        return max(self.persons - self.insured - self.uninsured, 0)


def town_lines(households: pl.DataFrame) -> tuple[TownLine, ...]:
    """Counts by town from the published table `household` (one row a household), most persons first."""
    registered = pl.col("household_type").is_in(REGISTERED_TYPES) | pl.col("monitored_type").is_not_null()
    size = pl.col("size").fill_null(0)
    counted = (
        households.group_by(pl.col("town").fill_null(NO_TOWN))
        .agg(
            households=pl.len(),
            persons=size.sum(),
            registered_households=registered.sum(),
            registered_persons=size.filter(registered).sum(),
            insured=pl.col("insured_members").fill_null(0).sum(),
            uninsured=pl.col("uninsured_members").fill_null(0).sum(),
        )
        .sort(["persons", "town"], descending=[True, False])
    )
    return tuple(TownLine(**line) for line in counted.iter_rows(named=True))
