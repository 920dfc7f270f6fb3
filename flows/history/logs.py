"""The rows of the change logs that spoke of somebody: found by few columns first, then read whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from config.contracts import Contract
from config.indicators import LINKS
from flows.lake import changelog
from flows.site import Site
from transforms.household.mentioned import BORROWED, THROUGH, by_key, by_numbers, through
from transforms.household.persons import MENTIONS

HOME = LINKS["household"]
BY = "_by"
"""Beside a log's own columns: by which of them the row speaks of whom is asked for; empty where it does not, though its key once did."""


@dataclass(frozen=True)
class Whom:
    """Whose rows are looked for: ids of persons, numbers of households."""

    persons: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Log:
    contract: Contract
    rows: pl.LazyFrame
    schema: pl.Schema


def spoken(site: Site, whom: Whom, feeds: Collection[str] | None = None) -> dict[str, pl.DataFrame]:
    """Feed -> every row of each key that ever spoke of them, with BY, in the order of the log's axes; only feeds that did.

    `feeds`: the only ones that are asked; None for all. A key's rows are all there: the row that takes a person off a list names nobody.
    """
    wanted = None if feeds is None else {*feeds, *(THROUGH[feed][0] for feed in feeds if feed in THROUGH)}
    logs = [log for name in site.contracts if (wanted is None or name in wanted) and (log := _log(site, name)) is not None]
    found: dict[str, pl.DataFrame] = {}
    # Feeds that others are reached through come first.
    for late in (False, True):
        mine = [log for log in logs if (log.contract.name in THROUGH) is late]
        tests = [_tests(site, log, whom, found) for log in mine]
        keys = pl.collect_all([_keys(log, asked) for log, asked in zip(mine, tests, strict=True)], engine="streaming")
        known = [(log, asked, of["_key"].to_list()) for log, asked, of in zip(mine, tests, keys, strict=True) if of.height]
        whole = pl.collect_all([_rows(*one) for one in known], engine="streaming")
        found |= {log.contract.name: rows for (log, _, _), rows in zip(known, whole, strict=True)}
    return {name: rows for name, rows in found.items() if feeds is None or name in feeds}


def _log(site: Site, feed: str) -> _Log | None:
    contract = site.contracts[feed]
    log = changelog.read_log(site.lake, contract.table)
    if log is None:
        return None
    rows = log.rows()
    return _Log(contract, rows, rows.collect_schema())


def _keys(log: _Log, tests: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """`_key` of every key with a row that speaks of them."""
    if not tests:
        return pl.LazyFrame(schema={"_key": pl.String})
    return log.rows.filter(pl.any_horizontal(*tests.values())).select("_key").unique()


def _rows(log: _Log, tests: Mapping[str, pl.Expr], keys: Sequence[str]) -> pl.LazyFrame:
    """Every row of the keys, whole, with BY."""
    named = [pl.when(test).then(pl.lit(name)) for name, test in tests.items()]
    told = log.rows.filter(pl.col("_key").is_in(keys)).with_columns(pl.concat_list(named).list.drop_nulls().alias(BY))
    return told.sort("_data_date", "_known_at", "_order", "_key")


def _tests(site: Site, log: _Log, whom: Whom, found: Mapping[str, pl.DataFrame]) -> dict[str, pl.Expr]:
    tests: dict[str, pl.Expr] = {}
    if whom.homes and HOME in log.schema:
        tests[HOME] = pl.col(HOME).is_in(list(whom.homes))
    if whom.persons:
        tests |= by_numbers(log.contract, log.schema, whom.persons)
        tests |= by_key(log.contract, log.schema, whom.persons, site.key)
        tests |= through(log.contract, log.schema, _names(log.contract.name, found))
    return tests


def _names(feed: str, found: Mapping[str, pl.DataFrame]) -> Collection[str]:
    """What the people's rows in the feed behind are called there."""
    behind, column = THROUGH.get(feed, ("", ""))
    if behind not in found:
        return ()
    # A row that only mentions them, as a guardian, is somebody else's.
    others = [BORROWED, *(number for seen_in, _, number in MENTIONS if seen_in == behind)]
    own = pl.col(BY).list.set_difference(others).list.len() > 0
    return found[behind].filter(own)[column].drop_nulls().unique().to_list()
