"""What a night rests on: the drops it may see, and what else decides its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from config.linkage import load_linkage
from config.pack import pack_version
from config.policies import Policies, load_policies
from config.standards import Standards, load_standards
from flows.drops.told import told
from flows.lake import changelog, erased, judgements, ledger, published, verifications
from flows.lake.changelog import ChangeLog
from flows.lake.ledger import Drop
from flows.night.spill import CHEAP
from flows.site import Site
from transforms.history import repeated, said, state
from transforms.household.aliases import Aliases
from transforms.household.further import read, read_of
from transforms.household.remembered import CHECKS, Before, Remembered
from transforms.household.states import ENROLMENT, NEEDS
from transforms.household.tables import unfilled
from transforms.stages import Night, Promised


@dataclass(frozen=True)
class Inputs:
    """The drops visible on the night's day as known by its time, the logs they are in, and the versions of what reads them."""

    as_of: date
    known_by: datetime | None
    drops: tuple[Drop, ...]
    logs: Mapping[str, ChangeLog]
    """The change log of every feed that delivered, at the version that holds these drops."""
    policies: Policies
    before: str | None = None
    """The newest shown edition of an earlier day, as known by the time: whose findings go on."""
    checks: str = ""
    """Which verifications are known by the time: a digest."""
    judged: str = ""
    """Which judgements about pairs of persons are known by the time: a digest."""
    erased: str = ""
    """Who was erased, whatever the day: a digest."""
    standards: Standards = field(default_factory=load_standards)
    pack: str = field(default_factory=pack_version)
    """The version of rules, thresholds, indicators and gates."""

    @property
    def named(self) -> dict[str, Any]:
        """For the manifest: the same value means the same files."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
            "drops": [drop.drop_id for drop in self.drops],
            "contracts": sorted({f"{drop.department}/{drop.feed}@{drop.contract_version}" for drop in self.drops}),
            "policies": self.policies.version,
            "rules": self.pack,
            "findings_of": self.before,
            "verifications": self.checks,
            "linkage": load_linkage().version,
            "judgements": self.judged,
            "code": version("hearth"),
            # Where nobody was, editions keep the name that the same inputs had before there were erasures.
            **({"erased": self.erased} if self.erased else {}),
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

    @property
    def towns(self) -> Mapping[tuple[str, str], date]:
        """Newest data date of each town in the feeds that come town by town."""
        newest: dict[tuple[str, str], date] = {}
        for drop in self.drops:
            assert drop.data_date is not None
            for town in drop.scopes:
                place = (f"{drop.department}/{drop.feed}", town)
                newest[place] = max(newest.get(place, drop.data_date), drop.data_date)
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
    before = published.shown_before(site.lake, as_of, known_by)
    checks = verifications.digest(verifications.scan(site.lake), known_by)
    judged = judgements.digest(judgements.scan(site.lake), known_by)
    pack, newest = pack_version(site.settings.feeds_folder), before[-1] if before else None
    gone = erased.digest(site.lake)
    return Inputs(as_of, known_by, seen, logs, load_policies(), newest, checks, judged, gone, site.standards, pack)


@dataclass(frozen=True)
class Linked:
    """Who counts as whom tonight (aliases.ALIASES): `aliases` without a usable number, `numbers` who were judged to be somebody under another
    one; and `links`, the pairs that are published but for their edition.
    """

    aliases: pl.DataFrame
    numbers: pl.DataFrame
    links: pl.DataFrame


@dataclass(frozen=True)
class Known:
    """The needed columns of the state of every feed that delivered, one row a key; and of the enrolment also what it said before."""

    states: dict[str, pl.LazyFrame]
    insured: pl.LazyFrame | None


def known(given: Inputs, scratch: Path) -> Known:
    """Reads the logs. A log that tells no key twice is its own state; any other state is computed once, into scratch.

    A feed that no table and no indicator needs is not read.
    """
    needs = read_of(given.standards, given.freshness)
    feeds = [name for name in given.freshness if name in given.logs and name in needs]
    several = {name: _several(said(given.logs[name].rows(), given.as_of, given.known_by)) for name in feeds}
    states = {name: _state(given, name, needs[name], several[name], scratch) for name in feeds}
    return Known(states, _insured(given, several[ENROLMENT]) if ENROLMENT in several else None)


def remembered(site: Site, given: Inputs, insured: pl.LazyFrame | None, linked: Linked | None) -> Remembered:
    """What the states do not tell: see `Remembered`."""
    nothing = unfilled("findings")
    findings = nothing
    if given.before:
        # An edition of an earlier version of the contract may lack a column.
        findings = pl.concat([nothing, published.scan(site.lake, "findings", given.before)], how="diagonal")
    checks = verifications.known_by(verifications.scan(site.lake), given.known_by).select(list(CHECKS))
    known = Remembered(insured=insured, findings=findings, checks=checks, before=_compared_with(site, given.before))
    if linked is None:
        return known
    return replace(known, aliases=_aliases(linked), links=pl.concat([unfilled("links"), linked.links.lazy()], how="diagonal"))


def _compared_with(site: Site, edition: str | None) -> Before | None:
    """The tables of the edition before, and which feeds it rested on."""
    if edition is None:
        return None
    contracts: list[str] = published.manifest(site.lake, "household", edition)["inputs"]["contracts"]
    feeds = frozenset(name.rpartition("@")[0] for name in contracts)
    households, persons, links = (published.scan(site.lake, table, edition) for table in ("household", "person", "links"))
    return Before(edition, date.fromisoformat(edition[:10]), feeds, households, persons, links)


def _aliases(linked: Linked) -> Aliases | None:
    """None where nobody counts as somebody else, so that no row is looked at twice."""
    if linked.aliases.is_empty() and linked.numbers.is_empty():
        return None
    return Aliases(linked.aliases.lazy(), linked.numbers.lazy() if linked.numbers.height else None)


def _insured(given: Inputs, several: pl.DataFrame) -> pl.LazyFrame | None:
    """The rows of the enrolment's log that say active, of the keys that were told more than once."""
    if several.is_empty():
        return None
    told = said(given.logs[ENROLMENT].rows(), given.as_of, given.known_by).filter(pl.col("status") == "active")
    again = told.with_columns(_key_hash=pl.col("_key").hash()).join(several.lazy(), on="_key_hash", how="semi")
    return again.select(*(pl.col(name).cast(dtype) for name, dtype in NEEDS[ENROLMENT].items()), "_data_date")


def _state(given: Inputs, feed: str, needs: pl.Schema, several: pl.DataFrame, scratch: Path) -> pl.LazyFrame:
    rows = given.logs[feed].rows()
    needed = read(state(rows, given.as_of, given.known_by, several=several), needs)
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
        promised={
            name: Promised(contract.owner, contract.cadence_days, by_town=contract.scope == "town")
            for name, contract in site.awaited(given.freshness).items()
        },
        towns=given.towns,
        standards=given.standards,
    )
