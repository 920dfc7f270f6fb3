"""What a night rests on: the drops it may see, and what else decides its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from config.policies import Policies, load_policies
from flows.drops.told import told
from flows.lake import changelog, ledger
from flows.lake.changelog import ChangeLog
from flows.lake.ledger import Drop
from flows.night.spill import CHEAP
from flows.site import Site
from transforms.history import repeated, said, state
from transforms.household.states import state_of
from transforms.stages import Night


@dataclass(frozen=True)
class Inputs:
    """The drops visible on the night's day as known by its time, the logs they are in, and the versions of what reads them."""

    as_of: date
    known_by: datetime | None
    drops: tuple[Drop, ...]
    logs: Mapping[str, ChangeLog]
    """The change log of every feed that delivered, at the version that holds these drops."""
    policies: Policies

    @property
    def named(self) -> dict[str, Any]:
        """For the manifest: the same value means the same files."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
            "drops": [drop.drop_id for drop in self.drops],
            "contracts": sorted({f"{drop.department}/{drop.feed}@{drop.contract_version}" for drop in self.drops}),
            "policies": self.policies.version,
            "code": version("hearth"),
        }

    @property
    def freshness(self) -> Mapping[str, date]:
        """Newest data date of each feed that delivered."""
        newest: dict[str, date] = {}
        for drop in self.drops:
            assert drop.data_date is not None
            name = f"{drop.department}/{drop.feed}"
            newest[name] = max(newest.get(name, drop.data_date), drop.data_date)
        return newest


def inputs(site: Site, as_of: date, known_by: datetime | None) -> Inputs:
    """The drops that are true by `as_of` and were known by `known_by`, in the order in which they became known."""
    recorded = ledger.read_drops(site.lake)
    # After the ledger, so that no drop is named whose rows the logs do not have yet.
    logs = {
        name: log
        for name, contract in site.contracts.items()
        if (log := changelog.read_log(site.lake, contract.table)) is not None
    }
    seen = tuple(
        drop
        for drop in told(site.lake, recorded, logs.values())
        if drop.data_date is not None and drop.data_date <= as_of and (known_by is None or drop.known_at <= known_by)
    )
    return Inputs(as_of, known_by, seen, logs, load_policies())


def states(given: Inputs, scratch: Path) -> dict[str, pl.LazyFrame]:
    """The needed columns of the state of every feed that delivered, one row a key."""
    return {name: _state(given, name, scratch) for name in given.freshness if name in given.logs}


def _state(given: Inputs, feed: str, scratch: Path) -> pl.LazyFrame:
    """A log that tells no key twice is its own state, and read where it lies. Any other state is computed once, into scratch."""
    rows = given.logs[feed].rows()
    several = _several(said(rows, given.as_of, given.known_by))
    needed = state_of({feed: state(rows, given.as_of, given.known_by, several=several)}, feed)
    if several.is_empty():
        return needed
    path = scratch / f"state-{feed.replace('/', '-')}.parquet"
    needed.sink_parquet(path, **CHEAP)
    return pl.scan_parquet(path, glob=False)


def _several(told: pl.LazyFrame) -> pl.DataFrame:
    """The keys with several rows. One commit tells each key of a day once, which is seen without looking at the keys."""
    spans = [pl.col(name).min() == pl.col(name).max() for name in ("_data_date", "_order")]
    is_one_commit = told.select(pl.all_horizontal(spans)).collect(engine="streaming").item()
    keys = repeated(told.clear() if is_one_commit else told)
    return keys.collect(engine="streaming")


def question(site: Site, given: Inputs) -> Night:
    """What every stage of the night is asked."""
    return Night(
        as_of=given.as_of,
        edition=given.as_of,
        key=site.key,
        delivered=frozenset(given.freshness),
        policies=given.policies,
        freshness=given.freshness,
    )
