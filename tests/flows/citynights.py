"""A messy city in a lake of its own: its batches taken in and a night after each, beside the truth about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.demo.deliver import tell
from flows.demo.truth import Truth
from flows.ingest import TakenIn, ingest
from flows.lake.init import create
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.citylinks import CityLinks, city_links


class CityNights:
    """Everything the batches and their nights left behind."""

    def __init__(self, root: Path, persons: int, seed: int, batches: int) -> None:
        self.root = root
        self.taken: dict[str, TakenIn] = {}
        self.known_by: dict[date, datetime] = {}
        self._heard: dict[date, Truth] = {}
        create(open_site().lake)
        for truth in tell(root / "inbox", persons, seed, batches):
            self.taken |= {item.key: item for item in ingest()}
            assert nightly(truth.nights[-1]).state == "published"
            self.known_by[truth.nights[-1]] = datetime.now(UTC)
        self.truth: Truth = truth

    @property
    def drops(self) -> dict[str, str]:
        """path -> drop_id of every file that was taken in."""
        return {path: item.drop.drop_id for path, item in self.taken.items() if item.drop}

    def heard(self, night: date) -> Truth:
        """The truth as far as the night's links tell whose rows are whose; worked out once."""
        if night not in self._heard:
            self._heard[night] = self.truth.linked(self.links(night).counted)
        return self._heard[night]

    def links(self, night: date) -> CityLinks:
        """What the night linked, beside the truth about it."""
        return city_links(self.truth, self.drops, night, self.known_by[night])

    def table(self, name: str, night: date) -> pl.DataFrame:
        return pl.read_parquet(self.root / f"published/{name}/edition={night}/part-0.parquet", hive_partitioning=False)


@contextmanager
def settled_in(root: Path) -> Iterator[None]:
    """The settings of an installation under `root`, which nobody records."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTH_STORE", str(root))
        patch.setenv("HEARTH_SETTLE_SECONDS", "0")
        patch.setenv("HEARTH_LOG_LEVEL", "warning")
        patch.delenv("PREFECT_API_URL", raising=False)
        yield
