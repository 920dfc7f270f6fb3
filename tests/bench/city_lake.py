"""A lake in which a synthetic city of any size has been taken in: one drop a feed, written straight into the change logs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from flows.lake.changelog import open_log
from flows.lake.init import create
from flows.lake.lake import Lake
from flows.lake.ledger import Drop, record
from flows.lake.vault import put_tokens
from flows.site import open_site
from tests.bench.city_states import AS_OF, HOUSEHOLD_SIZE, NAMES, WITHOUT_NUMBER, born_on, hexed, write_states
from transforms.household.states import NEEDS, ROSTER
from transforms.pseudonym import accepted_schema

FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢"
GIVEN_NAMES = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国文斌志海云龙辉波鹏飞宇浩晨阳光荣福贵祥林森山川江河峰岩松柏竹"
    "菊荷莲珍珠琴瑟书画诗词雅慧颖欣怡佳琪雪冰月星天佑安康宁和顺利达通远航凯旋胜东南西北中正直信义仁德才智学思博新旭昌盛庆喜乐"
)
KNOWN_AT = datetime.combine(AS_OF, time(12), UTC)


def write_lake(folder: Path, persons: int, without_number: int = WITHOUT_NUMBER) -> None:
    """Fills the lake that `HEARTH_STORE` names. `folder` takes the states on the way. One person in `without_number` has no usable number."""
    site = open_site()
    create(site.lake)
    for feed, path in write_states(folder, persons, without_number).items():
        contract = site.contracts[feed]
        log = open_log(site.lake, contract.table, accepted_schema(contract))
        state = pl.scan_parquet(path)
        given = state.collect_schema()
        drop_id = _drop_id(feed)
        rows = state.select(
            *(pl.col(name).cast(dtype) if name in given else pl.lit(None, dtype).alias(name) for name, dtype in _own(feed).items()),
            "_key", pl.col("_sheet").cast(pl.String), "_row", _op=pl.lit("upsert"), _data_date=pl.lit(AS_OF),
            _known_at=pl.lit(KNOWN_AT, pl.Datetime("us", "UTC")), _drop_id=pl.lit(drop_id),
            _hash=pl.col("_key").hash(), _order=pl.lit(log.order, pl.Int64),
        )  # fmt: skip
        log.append(rows, drop_id)
        _record(site.lake, feed, drop_id, state.select(pl.len()).collect().item(), AS_OF, KNOWN_AT)
    path = folder / "tokens.parquet"
    _vault(persons).sink_parquet(path)
    put_tokens(site.lake, _drop_id(ROSTER), path)


def change_lake(one_in: int) -> date:
    """A drop a feed of the next day, in which one row in so many says something else; that day."""
    site, day, known_at = open_site(), AS_OF + timedelta(days=1), KNOWN_AT + timedelta(days=1)
    for feed in NEEDS:
        contract = site.contracts[feed]
        log = open_log(site.lake, contract.table, accepted_schema(contract))
        drop_id = f"1{_drop_id(feed)[:-1]}"
        rows = log.rows().filter(pl.col("_key").hash(seed=1) % one_in == 0)
        told = {
            "_data_date": pl.lit(day), "_known_at": pl.lit(known_at, pl.Datetime("us", "UTC")), "_drop_id": pl.lit(drop_id),
            "_order": pl.lit(log.order, pl.Int64), "_hash": pl.col("_hash") + 1,
        }  # fmt: skip
        changed = {name: change for name, change in CHANGES.items() if name in _own(feed)}
        log.append(rows.with_columns(**told, **changed), drop_id)
        _record(site.lake, feed, drop_id, rows.select(pl.len()).collect().item(), day, known_at)
    return day


CHANGES = {
    "income_per_capita": pl.col("income_per_capita") + 100_00,
    "self_pay": pl.col("self_pay") + 100_00,
    "living_subsidy": pl.col("living_subsidy") + 10_00,
    "premium_aid": pl.col("premium_aid").fill_null(0) + 1_00,
}
"""What a changed row says; rows of the other feeds say the same again, in another line of another file."""


def _vault(persons: int) -> pl.LazyFrame:
    """What stands behind the tokens of persons, names and phones: values of the shapes that worklists mask and linkage compares."""
    person = pl.int_range(persons, dtype=pl.Int64)
    tail = (person % 1000).cast(pl.String).str.zfill(3)
    day = born_on(person).dt.to_string("%Y%m%d")
    number = pl.concat_str((person % 900_000 + 100_000).cast(pl.String), day, tail, pl.lit("X"))
    place = pl.int_range(NAMES, dtype=pl.Int64)
    given = len(GIVEN_NAMES)
    name = pl.concat_str(
        _one_of(FAMILY_NAMES, place // given**2), _one_of(GIVEN_NAMES, place // given), _one_of(GIVEN_NAMES, place)
    )
    home = pl.int_range(persons // HOUSEHOLD_SIZE + 1, dtype=pl.Int64)
    phone = pl.lit("138") + home.cast(pl.String).str.zfill(8)
    kinds = (("p", "person", person, number), ("n", "name", place, name), ("t", "phone", home, phone))
    return pl.concat(
        [pl.select(token=letter + hexed(which), kind=pl.lit(kind), value=value).lazy() for letter, kind, which, value in kinds]
    )


def _one_of(characters: str, place: pl.Expr) -> pl.Expr:
    return pl.lit(pl.Series(list(characters))).gather(place % len(characters))


def _own(feed: str) -> dict[str, pl.DataType]:
    """The feed's columns as pseudonymised, without those of the log."""
    return {name: dtype for name, dtype in accepted_schema(open_site().contracts[feed]).items() if not name.startswith("_")}


def _drop_id(feed: str) -> str:
    return feed.replace("/", "")[:20].ljust(20, "0")


def _record(lake: Lake, feed: str, drop_id: str, rows: int, day: date, known_at: datetime) -> None:
    department, _, name = feed.partition("/")
    drop = Drop(
        drop_id=drop_id, department=department, feed=name, key=f"{feed}/bench_{day:%Y%m%d}.csv", version="1", sha256="0" * 64,
        data_date=day, landed_at=known_at, known_at=known_at, state="done", rows_read=rows, rows_accepted=rows,
        contract_version="1.0.0",
    )  # fmt: skip
    record(lake, drop)
