"""How households change shape: moves, splits, merges, new heads. People keep their index; numbers are never given twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from flows.demo.city import City

Rng = np.random.Generator
SHARE = 1 / 500
"""Share of the households that could, which move, split, merge or change their head in a month."""
YOUNG_FAMILY = {"之子": "户主", "之儿媳": "配偶", "之孙子": "之子", "之孙女": "之女"}


def _some(rng: Rng, households: pl.Series) -> pl.Series:
    """A few of the households, at least one where there is any."""
    wanted = min(max(int(len(households) * SHARE), 1), len(households))
    return households.gather(np.sort(rng.choice(len(households), wanted, replace=False)))


def move(rng: Rng, city: City) -> City:
    """A few households go to another village and keep their number."""
    movers = _some(rng, city.households["household"])
    away = pl.Series(rng.integers(1, city.villages.height, city.households.height))
    village = (pl.col("village") + away) % city.villages.height
    moves = pl.col("household").is_in(movers.implode())
    return replace(city, households=city.households.with_columns(village=pl.when(moves).then(village).otherwise("village")))


def split(rng: Rng, city: City) -> City:
    """A few married sons leave with wife and children and head a household of their own in the same village."""
    kinds = city.members.group_by("household", maintain_order=True).agg(
        sons=(pl.col("relation") == "之子").sum(), wives=(pl.col("relation") == "之儿媳").sum()
    )
    chosen = _some(rng, kinds.filter((pl.col("sons") == 1) & (pl.col("wives") == 1))["household"])
    first = int(city.households["household"].max() or 0) + 1  # type: ignore[arg-type]  # an Int64 column's maximum
    new = pl.DataFrame({"household": chosen, "new": first + np.arange(len(chosen))})
    leaving = city.members.filter(pl.col("relation").is_in(list(YOUNG_FAMILY))).join(new, on="household", maintain_order="left")
    settled = leaving.select(
        household="new",
        person="person",
        relation=pl.col("relation").replace_strict(YOUNG_FAMILY),
        person_no=(pl.int_range(pl.len()).over("new") + 1).cast(pl.String).str.zfill(2),
    )
    stays = city.members.join(leaving, on=["household", "person"], how="anti", maintain_order="left")
    return replace(
        city,
        households=pl.concat([city.households, _new_households(city, new)]),
        members=pl.concat([stays, settled.select(stays.columns)]),
    )


def _new_households(city: City, new: pl.DataFrame) -> pl.DataFrame:
    """Rows of the split-off households: all as in the old one but the number, which is the village's next."""
    codes = city.villages.select("village", "village_code")
    rows = city.households.join(new, on="household", maintain_order="right").join(codes, on="village", maintain_order="left")
    last = city.households.select(
        village_code=pl.col("household_no").str.slice(0, 12), last=pl.col("household_no").str.slice(12).cast(pl.Int64)
    )
    highest = last.group_by("village_code").agg(pl.col("last").max())
    number = pl.col("last").fill_null(0) + pl.int_range(pl.len()).over("village_code") + 1
    return (
        rows.join(highest, on="village_code", how="left", maintain_order="left")
        .with_columns(household="new", household_no=pl.col("village_code") + number.cast(pl.String).str.zfill(4))
        .select(city.households.columns)
    )


def merge(rng: Rng, city: City) -> City:
    """A few people who lived alone join another household of their village."""
    sizes = city.members.group_by("household", maintain_order=True).len("size")
    homes = city.households.select("household", "village").join(sizes, on="household", maintain_order="left")
    alone = _some(rng, homes.filter(pl.col("size") == 1)["household"])
    hosts = homes.filter(pl.col("size") > 1).group_by("village", maintain_order=True).agg(host=pl.col("household").first())
    joined = homes.filter(pl.col("household").is_in(alone.implode())).join(hosts, on="village", maintain_order="left")
    last = city.members.group_by("household").agg(last_no=pl.col("person_no").cast(pl.Int64).max())
    guests = (
        city.members.join(joined.select("household", "host"), on="household", maintain_order="left")
        .join(last, left_on="host", right_on="household", maintain_order="left")
        .select(
            household="host",
            person="person",
            relation=pl.lit("其他"),
            person_no=(pl.col("last_no") + 1 + pl.int_range(pl.len()).over("host")).cast(pl.String).str.zfill(2),
        )
    )
    stays = city.members.filter(~pl.col("household").is_in(joined["household"].implode()))
    return replace(city, members=pl.concat([stays, guests.select(stays.columns)]))


def change_heads(rng: Rng, city: City) -> City:
    """In a few households head and spouse change places."""
    pairs = city.members.filter(pl.col("relation") == "配偶")["household"].unique(maintain_order=True)
    chosen = _some(rng, pairs)
    swap = {"户主": "配偶", "配偶": "户主"}
    changed = pl.when(pl.col("household").is_in(chosen.implode())).then(pl.col("relation").replace(swap)).otherwise("relation")
    return replace(city, members=city.members.with_columns(relation=changed))


def succeed(members: pl.DataFrame, bereaved: pl.Series) -> pl.DataFrame:
    """Gives those of the `bereaved` households that have no head left a new one: the spouse, else the first who is listed."""
    rank = pl.when(pl.col("relation") == "户主").then(0).when(pl.col("relation") == "配偶").then(1).otherwise(2)
    best = rank.rank("ordinal").over("household") == 1
    headless = pl.col("household").is_in(bereaved.implode()) & ~(pl.col("relation") == "户主").any().over("household")
    return members.with_columns(relation=pl.when(best & headless).then(pl.lit("户主")).otherwise("relation"))
