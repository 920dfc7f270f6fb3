"""Computes the night's tables onto scratch: one parquet file a table, the same bytes for the same inputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.lake.vault import PERSONS, scan_tokens
from flows.night.inputs import Inputs, question, states
from flows.orchestrate import step
from flows.site import Site
from transforms.household.plan import PERSON_TOKENS, night

ROW_GROUP = 250_000


@step()
def join_tables(site: Site, given: Inputs, scratch: Path) -> dict[str, Path]:
    """Every published table and `person_tokens` as a parquet file in `scratch`, by table name."""

    def pin(name: str, frame: pl.LazyFrame) -> pl.LazyFrame:
        path = scratch / f"pinned-{name}.parquet"
        frame.sink_parquet(path, compression="lz4", maintain_order=True)
        return pl.scan_parquet(path)

    plans = night(states(given), question(site, given), pin=pin)
    return {name: _write(plan, scratch / f"{name}.parquet") for name, plan in plans.items()}


def _write(plan: pl.LazyFrame, path: Path) -> Path:
    """Row groups of a fixed size: a streaming sink's own depend on how fast each core was."""
    plan.sink_parquet(path, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True)
    return path


def who_is_who(site: Site, tables: Mapping[str, Path], scratch: Path) -> Path:
    """The vault's list of persons: a usable number, a name, a phone, as departments gave them; one row a person."""
    tokens = pl.scan_parquet(tables[PERSON_TOKENS])
    values = scan_tokens(site.lake).group_by("token", "kind").agg(pl.col("value").min())
    named = tokens
    for column, kind, token in (
        ("id_number", "person", "number_token"),
        ("name", "name", "name_token"),
        ("phone", "phone", "phone_token"),
    ):
        meaning = values.filter(pl.col("kind") == kind).select(pl.col("token").alias(token), pl.col("value").alias(column))
        named = named.join(meaning, on=token, how="left")
    path = scratch / "vault-person.parquet"
    named.select(list(PERSONS)).sort("person_id").collect(engine="streaming").write_parquet(path)
    return path
