from __future__ import annotations

import hmac

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.keyed import keyed, person_and_token


@given(
    st.text(min_size=1, max_size=100).map(str.encode),
    st.lists(st.one_of(st.none(), st.text(max_size=20)), min_size=1, max_size=5),
)
def test_is_the_standards_hmac(key: bytes, texts: list[str | None]) -> None:
    frame = pl.LazyFrame({"x": pl.Series(texts, dtype=pl.String)})
    seen = frame.select(keyed(pl.col("x"), key, label="name|", prefix="n")).collect().to_series().to_list()
    expected = [text if text is None else "n" + hmac.digest(key, f"name|{text}".encode(), "sha256").hex()[:20] for text in texts]
    assert seen == expected


@pytest.mark.parametrize("repeat", [1, 500])
def test_person_and_token_are_halves_of_one_digest(repeat: int) -> None:
    key = b"k" * 32
    frame = pl.LazyFrame({"text": ["A", "A1", None, "B"] * repeat, "number": ["A", "A", None, None] * repeat})
    rows = frame.select(out=person_and_token(pl.col("text"), pl.col("number"), key)).collect()["out"].to_list()
    digests = {text: hmac.digest(key, f"person|{text}".encode(), "sha256").hex() for text in ("A", "A1", "B")}
    person = "p" + digests["A"][:20]
    assert rows[:4] == [
        {"person": person, "token": "k" + digests["A"][20:40]},
        {"person": person, "token": "k" + digests["A1"][20:40]},
        {"person": None, "token": None},
        {"person": None, "token": "k" + digests["B"][20:40]},
    ]
    assert rows == rows[:4] * repeat
