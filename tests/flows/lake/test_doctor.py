"""The doctor accepts the stores we name and refuses those that would lose rows, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.lake.doctor import FREE_BYTES, Check, listing, probe, races
from flows.lake.lake import Lake
from flows.lake.local import LocalStore
from flows.lake.s3 import S3Store
from flows.lake.vault import TOKENS, create_key, put_tokens
from tests.servers import Fault, proxy


def failed(checks: list[Check]) -> set[str]:
    return {check.name for check in checks if not check.ok}


def test_a_good_lake_passes_and_is_left_clean(lake: Lake) -> None:
    before = [entry.key for entry in lake.store.list()]
    checks = probe(lake)
    assert failed(checks) - {"disk"} == set()
    assert len({check.name for check in checks}) == len(checks) == 9
    assert [entry.key for entry in lake.store.list()] == before


@pytest.mark.server
def test_a_server_that_ignores_if_none_match_is_refused(new_bucket: Callable[..., S3Store]) -> None:
    good = new_bucket("ministack")

    def ignore(method: str, path: str) -> Fault:
        return Fault(drop_headers=("if-none-match",))

    with proxy(good.client.meta.endpoint_url, ignore) as address:
        check = races(S3Store(good.root, endpoint=address))
    assert not check.ok
    assert check.is_fatal
    assert "16 of 16 racing writers" in check.detail
    assert "If-None-Match" in check.advice
    assert races(good).ok


@pytest.mark.server
@pytest.mark.slow
def test_a_versioned_lake_on_ceph_is_refused(new_bucket: Callable[..., S3Store], folder_lake: Lake) -> None:
    lake = replace(folder_lake, store=new_bucket("ceph", versioned=True))
    checks = {check.name: check for check in probe(lake)}
    assert not checks["store.conditional_put"].ok
    assert "unversioned" in checks["store.versioning"].advice


class Overwriting(LocalStore):
    """Says the truth about who was first, but lets the last bytes stay."""

    def put_new(self, key: str, data: bytes) -> bool:
        first = super().put_new(key, data)
        self.put(key, data)
        return first


class Delayed(LocalStore):
    """Shows nothing new in its listings."""

    def list(self, prefix: str = ""):  # type: ignore[no-untyped-def]
        return iter(())


def test_a_store_that_keeps_the_losers_bytes_is_refused(tmp_path: Path) -> None:
    check = races(Overwriting(tmp_path))
    assert not check.ok


def test_a_store_whose_listings_lag_is_refused(tmp_path: Path) -> None:
    assert not listing(Delayed(tmp_path)).ok


def test_a_key_others_can_read_is_refused(folder_lake: Lake) -> None:
    folder_lake.key_path.chmod(0o644)
    [check] = [check for check in probe(folder_lake) if not check.ok and check.name != "disk"]
    assert check.name == "key"
    assert check.advice == f"chmod 600 {folder_lake.key_path}"


def test_what_is_missing_points_to_init(folder_lake: Lake) -> None:
    folder_lake.key_path.unlink()
    Path(folder_lake.inbox.root).rmdir()
    checks = {check.name: check for check in probe(folder_lake)}
    assert [checks[name].ok for name in ("key", "inbox.reachable")] == [False, False]
    assert "hearth init" in checks["key"].advice
    assert "hearth init" in checks["inbox.reachable"].advice


def test_where_data_exist_nothing_points_to_init(folder_lake: Lake, tmp_path: Path) -> None:
    pl.DataFrame(schema=TOKENS).write_parquet(tmp_path / "tokens.parquet")
    put_tokens(folder_lake, "drop", tmp_path / "tokens.parquet")
    folder_lake.key_path.unlink()
    Path(folder_lake.inbox.root).rmdir()
    checks = {check.name: check for check in probe(folder_lake)}
    assert [checks[name].ok for name in ("key", "inbox.reachable")] == [False, False]
    assert not any("hearth init" in check.advice for check in checks.values())
    assert str(folder_lake.key_path) in checks["key"].advice
    assert "HEARTH_KEY_FILE" in checks["key"].advice


def test_another_lake_s_key_is_refused(folder_lake: Lake) -> None:
    folder_lake.key_path.unlink()
    create_key(folder_lake.key_path)
    [check] = [check for check in probe(folder_lake) if not check.ok and check.name != "disk"]
    assert check.name == "key"
    assert "is not the key this lake was made with" in check.detail
    assert "HEARTH_KEY_FILE" in check.advice


def test_a_vault_that_knows_nobody_of_a_lake_with_data_is_refused(folder_lake: Lake) -> None:
    folder_lake.store.put("lake/feeds/civil_affairs__household_roster/part-0.parquet", b"rows")
    [check] = [check for check in probe(folder_lake) if not check.ok and check.name != "disk"]
    assert (check.name, "HEARTH_VAULT" in check.advice) == ("vault.reachable", True)


def test_a_full_disk_is_a_warning(folder_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": FREE_BYTES - 1})
    monkeypatch.setattr("flows.lake.doctor.shutil.disk_usage", lambda _: usage)
    [check] = [check for check in probe(folder_lake) if not check.ok]
    assert (check.name, check.is_fatal) == ("disk", False)


@pytest.mark.server
def test_a_wrong_clock_is_refused(new_bucket: Callable[..., S3Store], folder_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_bucket("ministack")
    monkeypatch.setattr(S3Store, "server_time", lambda _: datetime.now(UTC) - timedelta(minutes=5))
    check = {check.name: check for check in probe(replace(folder_lake, store=store))}["clock"]
    assert not check.ok
    assert "+300 s" in check.detail


@pytest.mark.server
def test_an_unversioned_inbox_is_a_warning(new_bucket: Callable[..., S3Store], folder_lake: Lake) -> None:
    checks = probe(replace(folder_lake, inbox=new_bucket("ministack")))
    check = {check.name: check for check in checks}["inbox.versioning"]
    assert (check.ok, check.is_fatal) == (False, False)
