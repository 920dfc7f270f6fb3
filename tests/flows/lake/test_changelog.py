"""A feed's change log."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from flows.lake.changelog import LOG_COLUMNS, open_log, read_log
from flows.lake.lake import Lake
from flows.lake.tables import Outcome

COLUMNS = {"name": pl.String(), "amount": pl.Int64()}


def rows(drop: str, order: int, *keys: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "name": [f"n{key}" for key in keys],
            "amount": [1 for _ in keys],
            "_key": keys,
            "_op": ["upsert" for _ in keys],
            "_data_date": [date(2024, 5, 31) for _ in keys],
            "_known_at": [datetime(2024, 6, 1, tzinfo=UTC) for _ in keys],
            "_drop_id": [drop for _ in keys],
            "_sheet": ["" for _ in keys],
            "_row": [7 for _ in keys],
            "_hash": [2**64 - 1 for _ in keys],
            "_order": [order for _ in keys],
        },
        schema={**COLUMNS, **LOG_COLUMNS},
    )


def test_a_feed_that_never_delivered_has_no_log(lake: Lake) -> None:
    assert read_log(lake, "d__f") is None
    log = open_log(lake, "d__f", COLUMNS)
    assert log.rows().collect().is_empty()
    assert log.rows().collect_schema() == pl.Schema({**COLUMNS, **LOG_COLUMNS})


def test_rows_come_back_in_their_own_types_once_a_drop(lake: Lake) -> None:
    log = open_log(lake, "d__f", COLUMNS)
    delivered = rows("one", log.order, "a", "b")
    assert log.append(delivered, "one") is Outcome.COMMITTED
    again = open_log(lake, "d__f", COLUMNS)
    assert again.append(delivered, "one") is Outcome.ALREADY
    assert again.already("one")
    assert again.rows().sort("_key").collect().equals(delivered)
    assert again.rows().filter(pl.col("_hash") == 2**64 - 1).collect().height == 2


def test_the_order_is_the_order_of_commits(folder_lake: Lake) -> None:
    first, stale = (open_log(folder_lake, "d__f", COLUMNS) for _ in range(2))
    first.append(rows("one", first.order, "a"), "one")
    assert stale.append(rows("two", stale.order, "a"), "two") is Outcome.CONFLICT
    fresh = open_log(folder_lake, "d__f", COLUMNS)
    assert fresh.append(rows("two", fresh.order, "a"), "two") is Outcome.COMMITTED
    final = read_log(folder_lake, "d__f")
    assert final is not None
    assert final.rows().sort("_order").collect()["_drop_id"].to_list() == ["one", "two"]
    assert final.rows().collect()["_order"].n_unique() == 2


def test_a_contract_that_gains_a_column_goes_on(folder_lake: Lake) -> None:
    log = open_log(folder_lake, "d__f", COLUMNS)
    log.append(rows("one", log.order, "a"), "one")
    wider = open_log(folder_lake, "d__f", {**COLUMNS, "phone": pl.String()})
    wider.append(rows("two", wider.order, "b").with_columns(phone=pl.lit("t1")), "two")
    found = open_log(folder_lake, "d__f", COLUMNS).rows().sort("_key").collect()
    assert found["phone"].to_list() == [None, "t1"]


def test_a_contract_that_changes_a_type_is_refused(folder_lake: Lake) -> None:
    open_log(folder_lake, "d__f", COLUMNS)
    with pytest.raises(ValueError, match=r"lake/feeds/d__f: column amount is Int64"):
        open_log(folder_lake, "d__f", {**COLUMNS, "amount": pl.String()})


def test_an_old_version_stays_readable(folder_lake: Lake) -> None:
    log = open_log(folder_lake, "d__f", COLUMNS)
    log.append(rows("one", log.order, "a"), "one")
    old = read_log(folder_lake, "d__f", version=log.version)
    assert old is not None
    assert old.rows().collect().is_empty()
