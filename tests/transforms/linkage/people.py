"""Made-up people and a configuration with known weights, for the tests of the engine."""

from __future__ import annotations

from typing import Any

import polars as pl

from config.linkage import Block, Compare, DefiniteNo, Key, Linkage, Thresholds, Weight
from transforms.linkage import Links, link

SCHEMA = {
    "record_id": pl.String(),
    "feed": pl.String(),
    "anchored": pl.Boolean(),
    "listed_in": pl.List(pl.String()),
    "name": pl.String(),
    "birth_date": pl.String(),
    "sex": pl.String(),
    "village": pl.String(),
}
NAME = {"different": Weight(0.02, 0.97), "surname": Weight(0.01, 0.02), "same": Weight(0.9, 0.001)}
CODE = {"different": Weight(0.05, 0.95), "same": Weight(0.95, 0.05)}
OTHER_SEX = DefiniteNo("sex", {"sex": ("different",)}, "性别不同", "the sex differs")


def record(record_id: str, name: str | None = "王小满", born: str | None = "19700102", **more: Any) -> dict[str, Any]:
    return {"record_id": record_id, "name": name, "birth_date": born, "sex": "男", "village": "上河村"} | more


def frame(*rows: dict[str, Any]) -> pl.LazyFrame:
    return pl.LazyFrame(list(rows), schema=SCHEMA)


def config(**more: Any) -> Linkage:
    """Everything weighs: name same 9.8 bits, birth date 4.2, village 4.2, sex 0.9; two random records are one person once in 1000."""
    given: dict[str, Any] = {
        "version": "1",
        "comparisons": (
            Compare("name", "code", levels={"different": Weight(0.05, 0.99), "same": Weight(0.9, 0.001)}, zh="姓名", en="name"),
            Compare("birth_date", "code", levels=CODE, zh="出生日期", en="date of birth"),
            Compare("sex", "code", levels={"different": Weight(0.02, 0.5), "same": Weight(0.98, 0.5)}, zh="性别", en="sex"),
            Compare("village", "code", levels=CODE, zh="村", en="village"),
        ),
        "blocking": (Block((Key("name"),)), Block((Key("birth_date"), Key("village")))),
        "thresholds": Thresholds(automatic=0.95, review=0.3),
        "prior": 0.001,
    }
    return Linkage(**(given | more))


def linked(left: pl.LazyFrame, right: pl.LazyFrame | None, using: Linkage, **more: Any) -> Links:
    return Links(link(left, right, using, **more).whole.collect().lazy())


def decisions(links: Links) -> dict[tuple[str, str], str]:
    rows = links.pairs.select("left", "right", "decision").collect().iter_rows()
    return {(left, right): decision for left, right, decision in rows}


def aliases(links: Links) -> dict[str, str]:
    return dict(links.aliases.collect().iter_rows())


def judgement(left: str, right: str, decision: str) -> dict[str, Any]:
    return {"left": left, "right": right, "decision": decision, "by": "王干部", "why": "看过", "until": None}


def judgements(*rows: dict[str, Any]) -> pl.LazyFrame:
    schema = {name: pl.String() for name in ("left", "right", "decision", "by", "why")} | {"until": pl.Date()}
    return pl.LazyFrame(list(rows), schema=schema)
