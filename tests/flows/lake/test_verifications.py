"""Results of checks are kept once, whatever happens on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from flows.lake.lake import Lake
from flows.lake.places import VERIFICATIONS
from flows.lake.tables import Outcome
from flows.lake.verifications import SCHEMA, append, scan


def results(*findings: str, **fields: Any) -> pl.DataFrame:
    given = {
        "result": "confirmed",
        "checked_on": date(2024, 6, 1),
        "until": None,
        "by": "村干部甲",
        "note": None,
        "known_at": datetime(2024, 6, 2, tzinfo=UTC),
        "import_id": "",
    }
    rows = [{"finding_id": name, "line": line, **given, **fields} for line, name in enumerate(findings, start=2)]
    return pl.DataFrame(rows, schema=SCHEMA)


def kept(lake: Lake) -> list[tuple[Any, ...]]:
    return scan(lake).select("import_id", "finding_id", "line").sort(pl.all()).collect().rows()


def test_a_file_imported_twice_adds_nothing(lake: Lake) -> None:
    assert scan(lake).collect().schema == pl.Schema(SCHEMA)
    assert append(lake, results("f1", "f2"), "one") is Outcome.COMMITTED
    assert append(lake, results("f1", "f2", known_at=datetime(2024, 7, 1, tzinfo=UTC)), "one") is Outcome.ALREADY
    assert kept(lake) == [("one", "f1", 2), ("one", "f2", 3)]
    assert scan(lake).collect().schema == pl.Schema(SCHEMA)
    assert append(lake, results("f1"), "two") is Outcome.COMMITTED, "another file may say the same"
    assert len(kept(lake)) == 3


def test_rows_that_became_good_since_are_added(folder_lake: Lake) -> None:
    append(folder_lake, results("f1"), "one")
    assert append(folder_lake, results("f1", "f2"), "one") is Outcome.COMMITTED
    assert append(folder_lake, results("f1", "f2"), "one") is Outcome.ALREADY
    assert append(folder_lake, results().clear(), "one") is Outcome.ALREADY
    assert kept(folder_lake) == [("one", "f1", 2), ("one", "f2", 3)]


@pytest.mark.parametrize("made", [False, True], ids=["before the commit", "after the commit"])
def test_an_import_that_dies_is_repeated_without_a_trace(folder_lake: Lake, monkeypatch: pytest.MonkeyPatch, made: bool) -> None:
    append(folder_lake, results("f0"), "zero")
    commit = DeltaTable.create_write_transaction

    def dying(self: DeltaTable, *given: Any, **named: Any) -> None:
        if made:
            commit(self, *given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(DeltaTable, "create_write_transaction", dying)
        with pytest.raises(KeyboardInterrupt):
            append(folder_lake, results("f1", "f2"), "one")
    assert append(folder_lake, results("f1", "f2"), "one") is (Outcome.ALREADY if made else Outcome.COMMITTED)
    assert kept(folder_lake) == [("one", "f1", 2), ("one", "f2", 3), ("zero", "f0", 2)]


def test_a_lost_answer_is_settled_by_looking(folder_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_lake.table(VERIFICATIONS).ensure(SCHEMA)
    commit = DeltaTable.create_write_transaction

    def unheard(self: DeltaTable, *given: Any, **named: Any) -> None:
        commit(self, *given, **named)
        raise DeltaError("timeout")

    monkeypatch.setattr(DeltaTable, "create_write_transaction", unheard)
    assert append(folder_lake, results("f1"), "one") is Outcome.COMMITTED
    assert kept(folder_lake) == [("one", "f1", 2)]


def test_racing_imports_lose_and_double_nothing(lake: Lake) -> None:
    files = [name for name in ("a", "b", "c", "d") for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda name: append(lake, results(f"f{name}"), name), files))
    assert outcomes.count(Outcome.COMMITTED) == 4
    assert kept(lake) == [(name, f"f{name}", 2) for name in "abcd"]
