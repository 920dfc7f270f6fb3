"""Agreeing on a rare value says more, in whole powers of two, within bounds."""

from __future__ import annotations

from config.linkage import Block, Compare, Key, Thresholds, Weight
from tests.transforms.linkage.people import config, frame, linked, record

LEVELS = {"different": Weight(0.05, 0.99), "same": Weight(0.5, 0.125)}


def scores(common: int, *, also: int = 0) -> dict[str, float]:
    """Log odds (bits) by name of pairs that agree on the name alone; `common` of 64 people are called 王小满."""
    names = ["王小满"] * common + ["李秋分"] + [f"人{number}" for number in range(63 - common + also)]
    left = frame(*(record(f"l{at}", name, village=None) for at, name in enumerate(names)))
    right = frame(record("r1", "王小满", village=None), record("r2", "李秋分", village=None))
    name = Compare("name", "code", term_frequency=True, levels=LEVELS, zh="姓名")
    using = config(comparisons=(name,), blocking=(Block((Key("name"),)),), prior=0.5, thresholds=Thresholds(0.9, 0.001))
    pairs = linked(left, right, using).pairs.collect()
    return {"whys": pairs["why"].to_list(), **{row["right"]: row["score"] for row in pairs.iter_rows(named=True)}}  # type: ignore[dict-item]


def odds(score: float) -> float:
    return score / (1 - score)


def test_the_share_of_the_value_takes_the_place_of_u() -> None:
    found = scores(16)
    assert round(odds(found["r1"]), 6) == 0.5 * 4
    assert round(odds(found["r2"]), 6) == 0.5 * 64


def test_a_few_records_more_do_not_move_a_score() -> None:
    assert scores(16)["r1"] == scores(17)["r1"] == scores(16, also=3)["r1"]


def test_the_most_common_value_still_weighs_no_less_than_disagreement() -> None:
    different = 0.05 / 0.99
    assert round(odds(scores(63)["r1"]), 6) >= different


def test_sentences_say_rare_and_common_without_the_value() -> None:
    whys = set(scores(32)["whys"])  # type: ignore[call-overload]
    assert {why.split("；")[0] for why in whys} == {"姓名相同（常见）", "姓名相同（少见）"}
