"""What a night rests on: the drops it may see, and what else decides its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from config.contracts import Contract
from config.policies import Policies, load_policies
from flows.lake import changelog, ledger
from flows.lake.ledger import Drop
from flows.site import Site
from transforms.history import state
from transforms.stages import Night


@dataclass(frozen=True)
class Inputs:
    """The drops visible on the night's day as known by its time, and the versions of what reads them."""

    as_of: date
    known_by: datetime | None
    drops: tuple[Drop, ...]
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
    seen = tuple(
        drop
        for drop in ledger.read_drops(site.lake)
        if drop.state == "done"
        and drop.data_date is not None
        and drop.data_date <= as_of
        and (known_by is None or drop.known_at <= known_by)
    )
    return Inputs(as_of, known_by, seen, load_policies())


def states(site: Site, given: Inputs) -> dict[str, pl.LazyFrame]:
    """The state of every feed that delivered, one row a key."""
    found = {}
    for name in given.freshness:
        contract: Contract = site.contracts[name]
        log = changelog.read_log(site.lake, contract.table)
        if log is not None:
            found[name] = state(log.rows(), given.as_of, given.known_by)
    return found


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
