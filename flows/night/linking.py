"""The night's linkage: who counts as whom tonight, from the states, the vault's values, the configuration and what people judged.

Clear values stand in memory only, for the people who are compared. See docs/decisions/0015.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from config.linkage import Linkage, load_linkage
from flows.lake import judgements
from flows.lake.lake import Lake
from flows.lake.vault import scan_tokens
from flows.night.inputs import Inputs, Linked, question
from flows.night.rounds import linked
from flows.orchestrate import step
from flows.site import Site
from transforms.household.compared import bearers, compared
from transforms.household.identified import identified
from transforms.household.links import published_links
from transforms.household.reach import keys_of, reached
from transforms.household.records import LISTS, homes, listed, names_at_home, records, told, unanchored
from transforms.linkage.judgements import counting

NUMBER_PARTS = ((0, 14), (6, 12), (0, 6))
"""Parts of a number of which a single slip leaves one intact, the last with the last four: as the blocks of the configuration."""


@step()
def link_people(site: Site, given: Inputs, states: Mapping[str, pl.LazyFrame]) -> Linked | None:
    """Compares whom no usable number makes known with everybody they may be; None where there is nobody to compare."""
    heard = told(identified(states, question(site, given)))
    strangers = unanchored(heard).collect(engine="streaming")
    if strangers.is_empty():
        return None
    judged = judgements_of(site.lake, given)
    city = _size(heard)
    people = _whom_to_compare(site.lake, heard, strangers, judged)
    known, unknown = _records(site.lake, heard, people, strangers, city)
    found = linked(known, unknown, _config(city), judged)
    return Linked(found.aliases, published_links(found.pairs.lazy(), judged.lazy(), given.as_of).collect())


def judgements_of(lake: Lake, given: Inputs) -> pl.DataFrame:
    """What people judged that counts on the night's day as known by its time."""
    return counting(judgements.known_by(judgements.scan(lake), given.known_by), given.as_of).collect()


def _config(city: int) -> Linkage:
    """The city's configuration; any two records of a city are of one person with a chance of one in its people."""
    return replace(load_linkage(), prior=1 / city)


def _size(heard: Mapping[str, pl.LazyFrame]) -> int:
    """How many people the longest list names, as a power of two, so that a few more tonight move no score."""
    counts = pl.collect_all([heard[feed].select(pl.len()) for feed in LISTS])
    return int(2 ** max(count.item() for count in counts).bit_length())


def _whom_to_compare(
    lake: Lake, heard: Mapping[str, pl.LazyFrame], strangers: pl.DataFrame, judged: pl.DataFrame
) -> pl.DataFrame:
    """person_id of everybody known by a number who has anything in common with one of the strangers, or was judged."""
    kin = strangers.select(person_id="kin").drop_nulls().unique()
    of_kin = homes(heard, kin.lazy()).collect()
    keys = keys_of(strangers, of_kin)
    at_home = pl.concat([strangers["household_id"], of_kin["household_id"]]).drop_nulls().unique()
    members = heard[LISTS[0]].filter(pl.col("household_id").is_in(at_home.implode())).select("person_id").collect()
    alike = _alike(lake, strangers["number"])
    found = reached(heard, keys, members["person_id"], alike).unique().collect(engine="streaming")
    named = pl.concat([judged.select(person_id="left"), judged.select(person_id="right")])
    return pl.concat([found, named]).unique().join(strangers, on="person_id", how="anti")


def _alike(lake: Lake, tokens: pl.Series) -> pl.Series:
    """The persons whose numbers share a part with a number that links nobody."""
    damaged = _values(lake, "number", tokens)["value"]
    parts = [_part(pl.col("value"), *part) for part in NUMBER_PARTS]
    wanted = damaged.to_frame("value").filter(pl.col("value").str.len_chars() >= 14).select(_named(parts))
    if wanted.is_empty():
        return pl.Series("token", [], dtype=pl.String)
    persons = scan_tokens(lake).filter(pl.col("kind") == "person")
    shares = pl.any_horizontal(part.is_in(wanted[str(at)].implode()) for at, part in enumerate(parts))
    return persons.filter(shares).select("token").unique().collect(engine="streaming")["token"]


def _named(parts: list[pl.Expr]) -> list[pl.Expr]:
    return [part.alias(str(at)) for at, part in enumerate(parts)]


def _part(number: pl.Expr, start: int, length: int) -> pl.Expr:
    part = number.str.slice(start, length)
    return part if length > 6 else pl.concat_str(part, number.str.tail(4), separator="-")


def _records(
    lake: Lake, heard: Mapping[str, pl.LazyFrame], people: pl.DataFrame, strangers: pl.DataFrame, city: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both sides with the values in place of their tokens."""
    known = listed(heard, people.lazy()).collect(engine="streaming")
    rows = pl.concat([known, strangers])
    concerned = pl.concat([rows.select("person_id"), rows.select(person_id="kin")]).drop_nulls().unique()
    lived = homes(heard, concerned.lazy()).collect().lazy()
    named = names_at_home(heard, lived).collect().lazy()
    said = [records(side.lazy(), lived, named).collect() for side in (known, strangers)]
    both = pl.concat(said)
    values = {kind: _values(lake, kind, both[column]).lazy() for kind, column in KINDS.items()}
    common = bearers(heard, both.select("name").unique().lazy()).collect(engine="streaming").lazy()
    stands = (
        rows.filter(pl.col("feed").is_in(LISTS))
        .group_by(entity_id="person_id")
        .agg(listed_in=pl.col("feed").unique().sort())
        .lazy()
    )
    left, right = (compared(side.lazy(), values, common, stands, city).collect() for side in said)
    return left, right


KINDS = {"name": "name", "phone": "phone", "number": "number", "person": "number"}
"""Kind of the vault's values -> the column whose tokens they stand for."""


def _values(lake: Lake, kind: str, tokens: pl.Series) -> pl.DataFrame:
    """token, value of these tokens; of several spellings of one value the first by text."""
    wanted = tokens.drop_nulls().unique().to_frame("token").lazy()
    found = scan_tokens(lake).filter(pl.col("kind") == kind).join(wanted, on="token", how="semi")
    return found.group_by("token").agg(pl.col("value").min()).collect(engine="streaming")
