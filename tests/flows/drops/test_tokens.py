"""Every token with what it stands for is written once, the first of each, however many parts the rows are compared in."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.drops import tokens
from flows.drops.spool import Pieces
from transforms.pseudonym import VAULT_SCHEMA


def rows() -> pl.DataFrame:
    """Tokens that come again, with the same value and with others; a value that two tokens share."""
    numbers = [at * 7 % 23 for at in range(200)]
    return pl.DataFrame(
        {
            "token": [f"n{number:020x}" for number in numbers],
            "kind": ["name"] * 200,
            "value": [f"姓名{number // 2}" + ("　" if at % 5 == 0 else "") for at, number in enumerate(numbers)],
        },
        schema=VAULT_SCHEMA,
    )


@pytest.mark.parametrize("at_once", [1_000, 200, 199, 50, 3])
def test_each_comes_once_and_the_first_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(tokens, "AT_ONCE", at_once)
    spooled = Pieces(tmp_path / "vault", VAULT_SCHEMA)
    for at in range(0, 200, 30):
        spooled.write(rows().slice(at, 30))
    found = pl.read_parquet(tokens.distinct_tokens(spooled.scan(), tmp_path / "tokens.parquet"))
    assert_frame_equal(found, rows().unique(["token", "value"], keep="first", maintain_order=True))
    assert found.height < 200


def test_no_rows_are_an_empty_file(tmp_path: Path) -> None:
    found = tokens.distinct_tokens(Pieces(tmp_path / "vault", VAULT_SCHEMA).scan(), tmp_path / "tokens.parquet")
    assert_frame_equal(pl.read_parquet(found), pl.DataFrame(schema=VAULT_SCHEMA))
