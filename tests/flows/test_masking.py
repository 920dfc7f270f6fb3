"""Numbers of people in names are hidden, dates and codes are not; and nothing but the ledger keeps the name of a file whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.desk import hold_drop, list_drops, show_drop
from flows.errors import Misuse
from flows.explain import explain
from flows.ingest import ingest, run_ingest
from flows.log import _configure
from flows.masking import masked
from flows.nightly import run_nightly
from tests.flows.roster import drop_roster, number

ID, PHONE = number(7), "139" + "00771005"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (f"册_{ID}.csv", f"册_{ID[:3]}****{ID[-4:]}.csv"),
        (f"{ID[:17]}x名册", f"{ID[:3]}****{ID[14:17]}x名册"),
        (f"{PHONE}.xlsx", f"139****{PHONE[-4:]}.xlsx"),
        (f"{ID}{PHONE}", f"{ID[:3]}****{PHONE[-4:]}" if ID[-1] != "X" else f"{ID[:3]}****{ID[-4:]}139****{PHONE[-4:]}"),
        (f"{PHONE}20240531.csv", "139****0531.csv"),
        ("110101900307851.csv", "110****7851.csv"),
        ("１３９００７７１００５", "１３９****１００５"),
        ("名册_20240531.csv", "名册_20240531.csv"),
        ("导出20240531123000.csv", "导出20240531123000.csv"),
        ("610802101201 上河村", "610802101201 上河村"),
        ("029-88771005", "029-88771005"),
    ],
)
def test_numbers_of_people_are_hidden_and_nothing_else(name: str, shown: str) -> None:
    assert masked(name) == shown
    assert masked(shown) == shown


@pytest.fixture
def heard(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Everything printed and logged; the logger keeps no hold on the captured stderr."""
    _configure.cache_clear()
    yield capfd
    _configure.cache_clear()


@pytest.mark.slow
def test_a_file_s_name_is_whole_in_the_ledger_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    key = drop_roster(tmp_path / "inbox", "20240531", 3)
    folder, name = (tmp_path / "inbox" / key).parent, f"册{ID}_{PHONE}_20240531.csv"
    (tmp_path / "inbox" / key).rename(folder / name)
    (folder / f"再{name}").write_bytes((folder / name).read_bytes())
    (folder / f"空{name}").write_bytes(b"")
    stray = tmp_path / f"inbox/civil_affairs/{ID}/{PHONE}.csv"
    stray.parent.mkdir()
    stray.write_text("x\n")
    answers = [run_ingest([], quiet=True)]
    drops = answers[0].document["drops"]
    assert sorted(drop["state"] for drop in drops) == ["done", "duplicate", "refused", "refused"]
    held = (tmp_path / "inbox" / drop_roster(tmp_path / "inbox", "20240630", 4)).rename(folder / f"等{name}")
    answers += [hold_drop(f"civil_affairs/household_roster/{held.name}"), list_drops("", "")]
    answers += [show_drop(drop["drop_id"]) for drop in drops]
    with pytest.raises(Misuse) as refused:
        hold_drop(f"civil_affairs/household_roster/{name}")
    answers += [run_nightly(date(2024, 5, 31), None, rebuild=False, release=False, quiet=True)]
    answers += [explain("household", "H0000", "", "")]
    for answer in answers:
        answer.show()
    said = [*heard.readouterr(), str(refused.value), *(json.dumps(answer.document, default=str) for answer in answers)]
    assert not any(secret in text for secret in (ID, PHONE) for text in said)
    whole = ("inbox/", "archive/", "vault/", "lake/ops/drops/", "lake/ops/plans/")
    files = {path: path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    open_to_all = {path: place for path, place in files.items() if not place.startswith(whole)}
    assert not any(secret in place for secret in (ID, PHONE) for place in open_to_all.values())
    assert not any(secret.encode() in path.read_bytes() for secret in (ID, PHONE) for path in open_to_all)
    assert sum(place.endswith("receipt.html") for place in open_to_all.values()) == 4
    keys = pl.read_delta(str(tmp_path / "lake/ops/drops"))["key"].to_list()
    assert f"civil_affairs/household_roster/{name}" in keys
    assert ingest() == [], "what was taken in is known again by its exact key"
