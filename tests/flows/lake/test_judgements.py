"""Judgements are kept once, whatever happens on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.lake.judgements import SCHEMA, append, digest, known_by, scan
from flows.lake.lake import Lake
from flows.lake.store import open_store
from flows.lake.tables import Outcome
from transforms.linkage.judgements import counting

NOON = datetime(2024, 6, 2, 12, tzinfo=UTC)
DAY = date(2024, 6, 30)
SAID = {name: dtype for name, dtype in SCHEMA.items() if name not in ("judgement_id", "import_id")}


def said(*rights: str, first: int = 2, **fields: Any) -> pl.DataFrame:
    given_ = {"left": "a", "decision": "same", "by": "甲", "why": "查户口簿", "decided_at": NOON, "until": None, "known_at": NOON}
    rows = [{"right": right, "line": line, **given_, **fields} for line, right in enumerate(rights, start=first)]
    return pl.DataFrame(rows, schema=SAID)


def kept(lake: Lake) -> list[tuple[Any, ...]]:
    return scan(lake).select("import_id", "right", "line").sort(pl.all()).collect().rows()


def test_a_file_imported_twice_adds_nothing(lake: Lake) -> None:
    assert scan(lake).collect().schema == pl.Schema(SCHEMA)
    assert digest(scan(lake), None) == ""
    assert append(lake, said("b", "c"), "one") is Outcome.COMMITTED
    assert append(lake, said("b", "c", known_at=NOON + timedelta(days=1)), "one") is Outcome.ALREADY
    assert kept(lake) == [("one", "b", 2), ("one", "c", 3)]
    assert scan(lake).collect().schema == pl.Schema(SCHEMA)
    ids = scan(lake).collect()["judgement_id"]
    assert ids.n_unique() == 2
    assert ids.str.contains(r"^j[0-9a-f]{20}$").all()
    assert append(lake, said("b"), "two") is Outcome.COMMITTED, "another file may say the same"
    assert len(kept(lake)) == 3


def test_rows_that_became_good_since_are_added(folder_lake: Lake) -> None:
    append(folder_lake, said("b"), "one")
    assert append(folder_lake, said("b", "c"), "one") is Outcome.COMMITTED
    assert append(folder_lake, said().clear(), "one") is Outcome.ALREADY
    assert kept(folder_lake) == [("one", "b", 2), ("one", "c", 3)]


@pytest.mark.parametrize("made", [False, True], ids=["before the commit", "after the commit"])
def test_an_import_that_dies_is_repeated_without_a_trace(folder_lake: Lake, monkeypatch: pytest.MonkeyPatch, made: bool) -> None:
    append(folder_lake, said("z"), "zero")
    commit = DeltaTable.create_write_transaction

    def dying(self: DeltaTable, *given_: Any, **named: Any) -> None:
        if made:
            commit(self, *given_, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(DeltaTable, "create_write_transaction", dying)
        with pytest.raises(KeyboardInterrupt):
            append(folder_lake, said("b"), "one")
    assert append(folder_lake, said("b"), "one") is (Outcome.ALREADY if made else Outcome.COMMITTED)
    assert kept(folder_lake) == [("one", "b", 2), ("zero", "z", 2)]


def test_racing_imports_lose_and_double_nothing(folder_lake: Lake) -> None:
    files = [name for name in ("b", "c", "d", "e") for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda name: append(folder_lake, said(name), name), files))
    assert outcomes.count(Outcome.COMMITTED) == 4
    assert kept(folder_lake) == [(name, name, 2) for name in "bcde"]


def test_what_was_known_by_a_time_and_its_digest(folder_lake: Lake) -> None:
    append(folder_lake, said("b"), "one")
    before = digest(scan(folder_lake), None)
    append(folder_lake, said("c", known_at=NOON + timedelta(days=1)), "two")
    assert known_by(scan(folder_lake), NOON).collect()["right"].to_list() == ["b"]
    assert known_by(scan(folder_lake), NOON - timedelta(seconds=1)).collect().is_empty()
    assert digest(scan(folder_lake), NOON) == before != digest(scan(folder_lake), None)


FILES = st.lists(
    st.lists(
        st.tuples(st.sampled_from("bc"), st.sampled_from(["same", "different", "open"]), st.integers(0, 3)),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(files=FILES, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_imports_and_repeating_them_decide_nothing(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[tuple[str, str, int]]], shuffled: Any
) -> None:
    imports = [
        (
            f"file{at}",
            pl.concat(
                said(right, first=line, decision=what, decided_at=NOON + timedelta(hours=hour))
                for line, (right, what, hour) in enumerate(rows)
            ),
        )
        for at, rows in enumerate(files)
    ]
    again = [*imports, *imports]
    shuffled.shuffle(again)
    ends = []
    for order in (imports, again):
        lake = _lake(tmp_path_factory)
        for name, rows in order:
            append(lake, rows, name)
        ends.append((counting(scan(lake), DAY).collect().rows(), digest(scan(lake), None)))
    assert ends[0] == ends[1]


def _lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    root = tmp_path_factory.mktemp("lake")
    stores = (open_store(str(root / name)) for name in ("lake", "inbox", "vault"))
    return Lake(*stores, key_path=root / "hearth.key", scratch_folder=root / "scratch")
