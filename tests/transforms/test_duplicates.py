from __future__ import annotations

from collections import defaultdict

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.duplicates import differing, repeated, seeming

SCHEMA = {"_key": pl.String, "_hash": pl.UInt64, "_sheet": pl.String, "_row": pl.UInt32}
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 1), st.sampled_from(["", "二"])), max_size=12)


def frame(rows: list[tuple[str, int, str]]) -> pl.LazyFrame:
    return pl.LazyFrame([(*row, place) for place, row in enumerate(rows, 2)], schema=SCHEMA, orient="row")


def alike(rows: pl.LazyFrame) -> pl.Series:
    return seeming(rows).collect().to_series()


def places(found: pl.LazyFrame) -> set[tuple[str, int]]:
    return set(found.select("_sheet", "_row").collect(engine="streaming").iter_rows())


def test_equal_rows_count_once_and_differing_ones_not_at_all() -> None:
    rows = frame([("a", 1, ""), ("a", 1, ""), ("b", 1, ""), ("b", 2, ""), ("b", 1, ""), ("c", 1, "")])
    assert places(repeated(rows, alike(rows))) == {("", 3)}
    assert places(differing(rows, alike(rows))) == {("", 4), ("", 5), ("", 6)}


@given(ROWS, st.randoms())
def test_agrees_with_the_plain_rule_in_any_order(rows: list[tuple[str, int, str]], random: object) -> None:
    by_key: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for place, (key, content, sheet) in enumerate(rows, 2):
        by_key[key].append((sheet, place, content))
    extra, clash = set(), set()
    for found in by_key.values():
        if len({content for _, _, content in found}) > 1:
            clash |= {(sheet, row) for sheet, row, _ in found}
        else:
            extra |= {(sheet, row) for sheet, row, _ in sorted(found)[1:]}
    shuffled = frame(rows).collect().sample(fraction=1, shuffle=True, seed=random.randrange(2**32)).lazy()  # type: ignore[attr-defined]
    assert places(repeated(shuffled, alike(shuffled))) == extra
    assert places(differing(shuffled, alike(shuffled))) == clash
