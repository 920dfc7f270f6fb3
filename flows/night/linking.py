"""The night's linkage: who counts as whom tonight, from the states, the vault's values, the configuration and what people judged.

Clear values stand in memory only, for the people who are compared. See docs/decisions/0015.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import version

import polars as pl

from config.linkage import Linkage, load_linkage
from flows.lake import judgements, scores
from flows.lake.lake import Lake
from flows.lake.vault import scan_tokens
from flows.night.inputs import Inputs, Linked, question
from flows.night.neighbours import compact, known_rows, one_by_one, values_of
from flows.night.rounds import AMONG_THEMSELVES, NUMBERED, Found, linked
from flows.orchestrate import step
from flows.site import Site
from transforms.household.compared import bearers, compared
from transforms.household.identified import holders_in, identified, without_number
from transforms.household.links import published_links
from transforms.household.records import LISTS, homes, names_at_home, records, told, unanchored
from transforms.linkage.judgements import counting

ROUNDS = (NUMBERED, AMONG_THEMSELVES)
SMALLEST = 1024
"""Of fewer people nobody would be told apart: a list that has only begun to come in is no city."""
ROWS_AT_ONCE = 200_000
"""Rows of the lists of which records are made at a time."""
HOMES_AT_ONCE = 500_000
"""People whose homes' names are gathered at a time."""


@step()
def link_people(
    site: Site, given: Inputs, states: Mapping[str, pl.LazyFrame], *, rebuild: bool = False, keep: bool = True
) -> Linked | None:
    """Compares whom no usable number makes known with everybody they may be; None where there is nobody to compare.

    Pairs of records that both were there the last time keep their score, unless `rebuild`: with the same result. Without `keep` the
    scores are not kept for the next night: a look back would leave it those of another day.
    """
    judged = judgements_of(site.lake, given)
    asked = question(site, given)
    held = holders_in(states, asked).collect(engine="streaming").lazy()
    if judged.is_empty() and _all_numbered(states, held):
        return None
    heard = told(identified(states, asked, held))
    strangers = one_by_one(unanchored(heard))
    if judged.is_empty() and strangers.is_empty():
        return None
    city = _size(states)
    # Only of drops that the night sees: how a later one spells a name must not change what was known before.
    said = scan_tokens(site.lake, [drop.drop_id for drop in given.drops])
    # What records are made of is forgotten before they are sorted: at ten million persons each is a gigabyte.
    known, unknown = map(
        _in_order, _records(said, heard, known_rows(said, heard, strangers, judged, city), strangers, city, given.as_of)
    )
    found = _rounds(site.lake, known, unknown, _config(city), judged, rebuild=rebuild, keep=keep)
    is_number = pl.col("person_id").is_in(known["entity_id"].implode())
    links = published_links(found.pairs.lazy(), judged.lazy(), given.as_of).collect()
    return Linked(found.aliases.filter(~is_number), found.aliases.filter(is_number), links)


def _rounds(
    lake: Lake, known: pl.DataFrame, unknown: pl.DataFrame, config: Linkage, judged: pl.DataFrame, *, rebuild: bool, keep: bool
) -> Found:
    """Both rounds, with the scores of the night before."""
    key = _key(config)
    before = {} if rebuild else {name: scores.read(lake, name, key) for name in ROUNDS}
    found = linked(known, unknown, config, judged, before)
    for name, kept in found.scores.items() if keep else ():
        scores.keep(lake, name, key, kept)
    return found


def _key(config: Linkage) -> str:
    """Names what a score depends on beside two records: the configuration, the libraries that hash and compare, and our own version."""
    versions = [version(name) for name in ("hearth", "polars", "rapidfuzz", "pypinyin")]
    return hashlib.sha256(f"{config!r}{versions}".encode()).hexdigest()[:16]


def judgements_of(lake: Lake, given: Inputs) -> pl.DataFrame:
    """What people judged that counts on the night's day as known by its time."""
    return counting(judgements.known_by(judgements.scan(lake), given.known_by), given.as_of).collect()


def _config(city: int) -> Linkage:
    """The city's configuration; any two records of a city are of one person with a chance of one in its people."""
    return replace(load_linkage(), prior=1 / city)


def _all_numbered(states: Mapping[str, pl.LazyFrame], held: pl.LazyFrame) -> bool:
    """Whether every row bears a usable number that nothing says is somebody else's."""
    return bool(without_number(states).sum().collect().item() == 0 and held.limit(1).collect().is_empty())


def _size(states: Mapping[str, pl.LazyFrame]) -> int:
    """How many people the longest list names, as a power of two, so that a few more tonight move no score."""
    counts = pl.collect_all([states[feed].select(pl.len()) for feed in LISTS if feed in states])
    return max(SMALLEST, int(2 ** max((count.item() for count in counts), default=0).bit_length()))


def _records(
    said: pl.LazyFrame, heard: Mapping[str, pl.LazyFrame], known: pl.DataFrame, strangers: pl.DataFrame, city: int, as_of: date
) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
    """Both sides with the values in place of their tokens, some persons at a time."""

    def at_home(some: pl.LazyFrame) -> pl.DataFrame:
        return names_at_home(heard, some).collect(engine="streaming")

    rows = pl.concat([known, strangers])
    concerned = pl.concat([rows.select("person_id"), rows.select(person_id="kin")]).drop_nulls().unique()
    lived = compact(homes(heard, concerned.lazy()).collect(engine="streaming"))
    named = pl.concat(_in_parts(lived, "household_id", HOMES_AT_ONCE, at_home)).lazy()
    tokens = {name: rows[name] for name in ("name", "number")} | {"phone": pl.concat([rows["phone"], lived["phone"]])}
    values = {kind: values_of(said, kind, tokens[column]).lazy() for kind, column in KINDS.items()}
    common = compact(bearers(heard, rows.lazy().select("name").unique()).collect(engine="streaming")).lazy()
    stands = compact(
        rows.filter(pl.col("feed").is_in(LISTS)).group_by(entity_id="person_id").agg(listed_in=pl.col("feed").unique().sort())
    ).lazy()

    def made(side: pl.LazyFrame) -> pl.DataFrame:
        return compared(records(side, lived.lazy(), named), values, common, stands, city, as_of).collect()

    return _in_parts(known, "person_id", ROWS_AT_ONCE, made), _in_parts(strangers, "person_id", ROWS_AT_ONCE, made)


def _in_parts(rows: pl.DataFrame, by: str, at_once: int, made: Callable[[pl.LazyFrame], pl.DataFrame]) -> list[pl.DataFrame]:
    """What is made of the rows, some values of `by` at a time: making it takes several times the memory of what is made."""
    parts = 1 + rows.height // at_once
    part = pl.col(by).hash(seed=0) % parts
    return [compact(made(rows.lazy().filter(part == place))) for place in range(parts)]


def _in_order(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts).sort("record_id")


KINDS = {"name": "name", "phone": "phone", "number": "number", "person": "number"}
"""Kind of the vault's values -> the column whose tokens they stand for."""
