"""Weights learned without labels come near those of the people they are learned from."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from config.linkage import Block, Compare, Key, Weight
from tests.transforms.linkage.people import config, linked

PEOPLE, KEPT = 3000, 0.8
VALUES = {"name": 400, "birth_date": 700, "village": 12}


def lists(seed: int = 3) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The same people twice; each value of the second list is somebody else's with a chance of one in five."""
    rng = np.random.default_rng(seed)
    left = {name: rng.integers(0, values, PEOPLE) for name, values in VALUES.items()}
    right = {
        name: np.where(rng.random(PEOPLE) < KEPT, column, rng.integers(0, VALUES[name], PEOPLE)) for name, column in left.items()
    }
    sides = ({"record_id": [f"{side}{n}" for n in range(PEOPLE)], **columns} for side, columns in (("l", left), ("r", right)))
    one, other = (pl.LazyFrame(side).with_columns(pl.col(*VALUES).cast(pl.String)) for side in sides)
    return one, other


BLOCKS = (Block((Key("name"), Key("village"))), Block((Key("birth_date"),)), Block((Key("name"),)))


@pytest.fixture(scope="module")
def weights() -> dict[tuple[str, str], tuple[float, float]]:
    comparisons = tuple(Compare(name, "code") for name in VALUES)
    links = linked(*lists(), config(comparisons=comparisons, blocking=BLOCKS, prior=None))
    return {(row[0], row[1]): (row[2], row[3]) for row in links.training.collect().iter_rows()}


@pytest.mark.parametrize("name", VALUES)
def test_m_and_u_are_found(weights: dict[tuple[str, str], tuple[float, float]], name: str) -> None:
    m, u = weights[name, "same"]
    assert m == pytest.approx(KEPT + (1 - KEPT) / VALUES[name], abs=0.1)
    assert u == pytest.approx(1 / VALUES[name], rel=0.05)


def test_the_prior_is_found(weights: dict[tuple[str, str], tuple[float, float]]) -> None:
    assert weights["", "prior"][0] == pytest.approx(1 / PEOPLE, rel=0.15)


def test_given_weights_stay_as_they_are() -> None:
    name = Compare("name", "code", levels={"same": Weight(0.123, 0.01)})
    links = linked(*lists(), config(comparisons=(name, Compare("village", "code")), blocking=BLOCKS))
    kept = links.training.filter(pl.col("comparison") == "name", pl.col("level") == "same").collect()
    assert kept.select("m", "u").row(0) == (0.123, 0.01)


def test_a_better_level_never_weighs_less() -> None:
    comparisons = (Compare("name", "latin_text"), Compare("birth_date", "digits"), Compare("village", "words"))
    table = linked(*lists(), config(comparisons=comparisons, blocking=BLOCKS, prior=None)).training.collect()
    for (_,), levels in table.filter(pl.col("comparison") != "").group_by("comparison"):
        assert levels["bits"].is_sorted()
