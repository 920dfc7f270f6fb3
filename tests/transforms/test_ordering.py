from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.ordering import by_text

TEXTS = st.lists(st.none() | st.text("p0af9", max_size=12) | st.from_regex(r"p[0-9a-f]{20}", fullmatch=True))


@given(texts=TEXTS)
def test_orders_as_the_text_does(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"id": texts}, schema={"id": pl.String})
    assert frame.sort(by_text("id"))["id"].to_list() == frame.sort("id")["id"].to_list()
