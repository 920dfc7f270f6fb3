"""Computes the night's tables onto scratch: one parquet file a table, the same bytes for the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.lake.vault import PERSONS, scan_tokens
from flows.night.inputs import Inputs, Known, Linked, question, remembered
from flows.night.spill import Spill, cuts_of, even
from flows.orchestrate import step
from flows.site import Site
from transforms.household.plan import PERSON_TOKENS, night
from transforms.household.remembered import NOTHING, Remembered
from transforms.household.states import ROSTER
from transforms.stages import Night

ROW_GROUP = 250_000
SAMPLE = 100_000
ROWS_A_PART = 3_000_000
"""Rows of all states together that are joined in memory at a time: about half a million persons, one gigabyte."""


@step()
def join_tables(site: Site, given: Inputs, told: Known, linked: Linked | None, scratch: Path) -> dict[str, Path]:
    """Every published table and `person_tokens` as a parquet file in `scratch`, by table name."""
    return join(told.states, question(site, given), scratch, remembered(site, given, told.insured, linked))


def join(states: Mapping[str, pl.LazyFrame], asked: Night, folder: Path, remembered: Remembered = NOTHING) -> dict[str, Path]:
    """Computes every table of the night into `folder`; its path by name."""
    rows = pl.collect_all([state.select(pl.len()) for state in states.values()])
    plans = night(
        states,
        asked,
        remembered=remembered,
        divider=Spill(folder, _cuts(states, 1 + sum(count.item() for count in rows) // ROWS_A_PART)),
    )
    return {name: write(plan, folder / f"{name}.parquet") for name, plan in plans.items()}


def _cuts(states: Mapping[str, pl.LazyFrame], parts: int) -> dict[str, list[str]]:
    """Where persons and households are cut into so many parts."""
    persons = even("p", parts)
    if ROSTER in states and parts > 1:
        ids = states[ROSTER].select("id_number__person").head(SAMPLE).collect().to_series().drop_nulls()
        persons = cuts_of(ids, parts) or persons
    return {"person_id": persons, "household_id": even("h", parts)}


def write(plan: pl.LazyFrame, path: Path) -> Path:
    """Row groups of a fixed size: a streaming sink's own depend on how fast each core was.

    Level 1 of zstd takes half the time of the default 3 and makes these files smaller: most of their bytes are hex digits.
    """
    plan.sink_parquet(path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP, maintain_order=True)
    return path


def who_is_who(site: Site, tables: Mapping[str, Path], scratch: Path) -> Path:
    """The vault's list of persons: a usable number, a name, a phone, as departments gave them; one row a person, in order."""
    named, known = pl.scan_parquet(tables[PERSON_TOKENS]), scan_tokens(site.lake)
    for column, kind in (("id_number", "person"), ("name", "name"), ("phone", "phone")):
        token = "number_token" if column == "id_number" else f"{column}_token"
        values = (
            known.filter(pl.col("kind") == kind).group_by(pl.col("token").alias(token)).agg(pl.col("value").min().alias(column))
        )
        named = named.join(values, on=token, how="left", maintain_order="left")
    return write(named.select(list(PERSONS)), scratch / "vault-person.parquet")
