"""What a night rests on: the drops it may see, and what else decides its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from config.policies import Policies, load_policies
from flows.drops.told import told
from flows.lake import changelog, ledger
from flows.lake.changelog import ChangeLog
from flows.lake.ledger import Drop
from flows.site import Site
from transforms.history import state
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


def states(given: Inputs) -> dict[str, pl.LazyFrame]:
    """The state of every feed that delivered, one row a key."""
    return {name: state(given.logs[name].rows(), given.as_of, given.known_by) for name in given.freshness if name in given.logs}


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
