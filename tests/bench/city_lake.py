"""A lake in which a synthetic city of any size has been taken in: one drop a feed, written straight into the change logs."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import polars as pl

from flows.lake.changelog import open_log
from flows.lake.init import create
from flows.lake.lake import Lake
from flows.lake.ledger import Drop, record
from flows.lake.vault import put_tokens
from flows.site import open_site
from tests.bench.city_states import AS_OF, write_states
from transforms.pseudonym import accepted_schema

KNOWN_AT = datetime.combine(AS_OF, time(12), UTC)


def write_lake(folder: Path, persons: int) -> None:
    """Fills the lake that `HEARTH_STORE` names. `folder` takes the states on the way."""
    site = open_site()
    create(site.lake)
    for feed, path in write_states(folder, persons).items():
        contract = site.contracts[feed]
        log = open_log(site.lake, contract.table, accepted_schema(contract))
        state = pl.scan_parquet(path)
        given = state.collect_schema()
        drop_id = feed.replace("/", "")[:20].ljust(20, "0")
        rows = state.select(
            *(pl.col(name).cast(dtype) if name in given else pl.lit(None, dtype).alias(name) for name, dtype in _own(feed).items()),
            "_key", pl.col("_sheet").cast(pl.String), "_row", _op=pl.lit("upsert"), _data_date=pl.lit(AS_OF),
            _known_at=pl.lit(KNOWN_AT, pl.Datetime("us", "UTC")), _drop_id=pl.lit(drop_id),
            _hash=pl.col("_key").hash(), _order=pl.lit(log.order, pl.Int64),
        )  # fmt: skip
        log.append(rows, drop_id)
        _record(site.lake, feed, drop_id, state.select(pl.len()).collect().item())
    tokens = pl.int_range(persons, eager=True).cast(pl.UInt64).hash(seed=1).cast(pl.String).str.pad_start(20, "0")
    path = folder / "tokens.parquet"
    pl.concat(
        pl.DataFrame({"token": letter + tokens}).select("token", pl.lit(kind).alias("kind"), pl.lit("synthetic").alias("value"))
        for letter, kind in (("p", "person"), ("n", "name"))
    ).write_parquet(path)
    put_tokens(site.lake, "0" * 20, path)


def _own(feed: str) -> dict[str, pl.DataType]:
    """The feed's columns as pseudonymised, without those of the log."""
    return {name: dtype for name, dtype in accepted_schema(open_site().contracts[feed]).items() if not name.startswith("_")}


def _record(lake: Lake, feed: str, drop_id: str, rows: int) -> None:
    department, _, name = feed.partition("/")
    drop = Drop(
        drop_id=drop_id, department=department, feed=name, key=f"{feed}/bench.csv", version="1", sha256="0" * 64,
        data_date=AS_OF, landed_at=KNOWN_AT, known_at=KNOWN_AT, state="done", rows_read=rows, rows_accepted=rows,
        contract_version="1.0.0",
    )  # fmt: skip
    record(lake, drop)
