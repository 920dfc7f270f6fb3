"""Plans of a suite resolve in one streaming pass; a failure is pinned on its plan without reading the data over and over."""

from __future__ import annotations

import polars as pl
import pytest

from expectations.polars_engine import collect
from expectations.polars_engine.collect import resolve
from expectations.polars_engine.plans import Combined, Count, Domain, Figure, Known, Plan, Sample, Table
from tests.expectations.polars_engine.passes import counted

FRAME = pl.LazyFrame({"a": [1, 2, 3, None], "s": ["x", "y", "x", None]})
SOME = Domain(pl.col("a") > 1)
FAILING = Count(pl.col("s").map_batches(lambda _: (_ for _ in ()).throw(ValueError("told")), return_dtype=pl.Boolean))


def distinct() -> Table:
    return Table(lambda frame: frame.select(pl.col("s").drop_nulls().unique().len()), lambda found: found.item())


def test_every_kind_of_plan_in_one_streaming_pass() -> None:
    above = Count(pl.col("a") > 1)
    whole, some = Figure(pl.col("a").sum(), Domain()), Figure(pl.col("a").max(), SOME)
    plans: list[Plan] = [above, whole, some, distinct(), Known("k"), Combined((above, whole), lambda one, two: one / two)]
    with counted() as runs:
        assert resolve(FRAME, plans) == [2, 6, 3, 2, "k", 2 / 6]
    assert runs == ["streaming"]


def test_what_the_schema_knows_reads_nothing() -> None:
    with counted() as runs:
        assert resolve(FRAME, [Known(1), Known("b")]) == [1, "b"]
    assert runs == []


def sample(count: Count) -> Sample:
    """The first two failing rows."""
    return Sample(
        count,
        lambda frame: frame.filter(count.rows).select("a").head(2),
        lambda found: found["a"].to_list(),
        most=2,
        is_rowwise=True,
    )


def test_samples_share_a_second_pass_and_only_when_there_is_something_to_show() -> None:
    with counted() as runs:
        assert resolve(FRAME, [sample(Count(pl.col("a") > 5)), sample(Count(pl.col("a") > 6))]) == [[], []]
    assert runs == ["streaming"]
    with counted() as runs:
        assert resolve(FRAME, [sample(Count(pl.col("a") > 1)), sample(Count(pl.col("a") > 2))]) == [[2, 3], [3]]
    assert runs == ["streaming", "streaming"]


@pytest.mark.parametrize("is_rowwise", [True, False])
def test_samples_of_one_build_are_of_one_frame(is_rowwise: bool) -> None:
    above, built = Count(pl.col("a") > 1), 0

    def build(frame: pl.LazyFrame) -> pl.LazyFrame:
        nonlocal built
        built += 1
        return frame.filter(pl.col("a") > 1).head(2)

    cells = Sample(above, build, lambda found: found["a"].to_list(), 2, is_rowwise)
    texts = Sample(above, build, lambda found: found["s"].to_list(), 2, is_rowwise)
    assert resolve(FRAME, [cells, texts]) == [[2, 3], ["y", "x"]]
    assert built == 1


def test_rare_failing_rows_are_sought_beyond_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "BEGINNING", 2)
    frame = pl.LazyFrame({"a": [5, 1, 1, 6, 1, 7]})
    with counted() as runs:
        assert resolve(
            frame, [sample(Count(pl.col("a") > 4)), sample(Count(pl.col("a") == 1)), sample(Count(pl.col("a") == 5))]
        ) == [
            [5, 6],
            [1, 1],
            [5],
        ]
    assert runs == ["streaming"] * 3, "counts, the beginning, and all of it for what the beginning shows too little of"


def test_a_constant_condition_counts_rows() -> None:
    assert resolve(FRAME, [Count(pl.lit(True)), Count(pl.lit(False))]) == [4, 0]
    assert resolve(FRAME.clear(), [Count(pl.lit(True))]) == [0]


@pytest.mark.parametrize("position", [0, 7, 15])
def test_one_failing_plan_leaves_the_others_their_values(position: int) -> None:
    plans: list[Plan] = [Count(pl.col("a") > limit) for limit in range(16)]
    plans[position] = FAILING
    with counted() as runs:
        found = resolve(FRAME, plans)
    assert "told" in str(found[position])
    assert [value for value in found if not isinstance(value, Exception)] == [
        count for limit, count in enumerate([3, 2, 1, *[0] * 13]) if limit != position
    ]
    assert len(runs) <= 9  # 1 + 2 for each halving of 16


def test_data_that_cannot_be_read_is_tried_thrice_not_once_a_plan() -> None:
    def unreadable(_: pl.DataFrame) -> pl.DataFrame:
        raise OSError("gone")

    frame = FRAME.map_batches(unreadable)
    with counted() as runs:
        found = resolve(frame, [Count(pl.col("a") > limit) for limit in range(40)])
    assert all("gone" in str(one) for one in found)
    assert len(runs) == 3
