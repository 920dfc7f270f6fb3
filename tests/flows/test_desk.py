"""What people do by hand: hold, release, replay, show an edition that asks for a person; the store's truth after each."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from structlog.testing import capture_logs

import flows.ingest
from flows.desk import hold_drop, list_drops, release_drop, replay_drop, show_drop, verify_edition
from flows.drops.arrival import Arrival
from flows.drops.outcome import TakenIn
from flows.errors import Broken, Misuse
from flows.explain import explain
from flows.ingest import ingest, run_ingest
from flows.lake.init import create
from flows.lookafter import init as create_lake
from flows.nightly import nightly, run_nightly
from flows.serve import serve
from flows.site import Site, open_site
from flows.terminal import Exit
from tests.flows.roster import drop_roster, number

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty lake that every flow called here works on."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    return tmp_path


def states(answer: object) -> list[str]:
    return [drop["state"] for drop in answer.document["drops"]]  # type: ignore[attr-defined]


def latest(city: Path) -> str:
    return str(json.loads((city / "published/latest.json").read_text())["edition"])


def test_a_file_held_by_hand_waits_until_it_is_released(city: Path) -> None:
    key = drop_roster(city / "inbox", "20240531", 3)
    held = hold_drop(key)
    assert (states(held), held.exit_code) == (["held"], Exit.OK)
    assert ingest() == [], "a sweep leaves it alone"
    with pytest.raises(Misuse, match="not waiting"):
        hold_drop(key)
    drop_id = held.document["drops"][0]["drop_id"]
    assert states(release_drop(drop_id, quiet=True)) == ["done"]
    assert list_drops("done", "").document["drops"][0]["rows_accepted"] == 3
    with pytest.raises(Misuse, match="is done"):
        release_drop(drop_id, quiet=True)


@pytest.mark.slow
def test_a_shrunken_snapshot_is_held_and_nobody_vanishes_before_its_release(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 40)
    drop_roster(city / "inbox", "20240630", 10)
    first, second = ingest()
    assert [first.state, second.state] == ["done", "held"]
    log = city / "lake/feeds/civil_affairs__household_roster"
    assert pl.read_delta(str(log)).height == 40
    assert second.drop is not None
    shown = show_drop(second.drop.drop_id).document
    assert "shrunken_snapshot" in {reason["rule"] for reason in shown["reasons"]}
    assert states(replay_drop(second.drop.drop_id, quiet=True)) == ["held"], "read again, still shrunken"
    assert states(release_drop(second.drop.drop_id, quiet=True)) == ["done"]
    assert pl.read_delta(str(log)).filter(pl.col("_op") == "absent").height == 30
    assert states(replay_drop(second.drop.drop_id, quiet=True)) == ["done"]
    assert pl.read_delta(str(log)).height == 70, "a replay of what is done adds nothing"


def test_named_keys_decide_the_exit_code_and_a_sweep_does_not(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 40)
    assert run_ingest([], quiet=True).exit_code == Exit.OK
    key = drop_roster(city / "inbox", "20240630", 10)
    assert run_ingest([key], quiet=True).exit_code == Exit.REFUSED
    assert run_ingest([], quiet=True).exit_code == Exit.OK


def test_a_key_that_names_no_file_is_said(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 3)
    person = number(3)
    with pytest.raises(Misuse, match=r"not in the inbox: nope/nope\.csv") as refused:
        run_ingest(["civil_affairs/household_roster/roster_20240531.csv", "nope/nope.csv", f"nope/{person}.csv"], quiet=True)
    assert person not in str(refused.value)
    assert list_drops("", "").document["drops"] == [], "nothing is taken in by halves"


@pytest.mark.slow
def test_a_named_file_that_was_taken_in_before_is_told_as_it_stands(city: Path) -> None:
    key = drop_roster(city / "inbox", "20240531", 40)
    assert run_ingest([key], quiet=True).exit_code == Exit.OK
    again = run_ingest([f"inbox/{key}"], quiet=True)
    assert (states(again), again.exit_code) == (["done"], Exit.OK)
    assert again.document["drops"][0]["receipt"]
    short = drop_roster(city / "inbox", "20240630", 10)
    assert (states(run_ingest([], quiet=True)), states(run_ingest([], quiet=True))) == (["held"], [])
    known = run_ingest([key, short], quiet=True)
    assert (states(known), known.exit_code) == (["done", "held"], Exit.REFUSED)
    copy = (city / "inbox" / short).with_name("copy_20240630.csv")
    copy.write_bytes((city / "inbox" / short).read_bytes())
    twin = f"civil_affairs/household_roster/{copy.name}"
    for _ in range(2):
        told = run_ingest([twin], quiet=True)
        assert (states(told), told.exit_code) == (["duplicate"], Exit.REFUSED), "its content is held"
    release_drop(known.document["drops"][1]["drop_id"], quiet=True)
    assert run_ingest([twin], quiet=True).exit_code == Exit.OK
    (city / "inbox" / short).unlink()
    assert states(run_ingest([short], quiet=True)) == ["done"], "the ledger remembers"


@pytest.mark.slow
def test_an_edition_too_unlike_the_last_is_held_until_a_person_releases_it(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 200)
    ingest()
    assert nightly(MAY).state == "published"
    drop_roster(city / "inbox", "20240630", 150)
    (shrunken,) = ingest()
    assert shrunken.drop is not None
    release_drop(shrunken.drop.drop_id, quiet=True)
    held = run_nightly(JUNE, None, rebuild=False, release=False, quiet=True)
    assert (held.document["state"], held.exit_code) == ("held", Exit.REFUSED)
    assert {check["id"] for check in held.document["certificate"]["failed"]} >= {"households_shrunk", "persons_shrunk"}
    assert latest(city) == "2024-05-31", "readers keep the edition before"
    master = pl.read_delta(str(city / "lake/master/household"))
    assert master["edition"].unique().to_list() == [MAY]
    assert "没有发布" in (city / "reports/2024-06-30/report.html").read_text()
    again = nightly(JUNE)
    assert (again.state, again.edition) == ("held", "2024-06-30"), "held still: it is compared with what was shown"
    released = run_nightly(JUNE, None, rebuild=False, release=True, quiet=True)
    assert (released.document["state"], released.exit_code) == ("published", Exit.OK)
    assert latest(city) == "2024-06-30"
    assert verify_edition("").document["ok"]


@pytest.mark.slow
def test_explain_leads_a_value_to_policy_file_and_row(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 3, cause_primary="因残")
    ingest()
    nightly(MAY)
    home = explain("household", "H0000", "causes_declared", "").document
    assert home["value"] == {"causes_declared": ["disability"]}
    assert {(item["file"], item["row"]) for item in home["evidence"]} == {
        ("civil_affairs/household_roster/roster_20240531.csv", 2)
    }
    household = pl.read_parquet(city / "published/household/edition=2024-05-31/part-0.parquet").sort("household_no")
    person = explain("person", household["head_person_id"][1], "birth_date", "").document
    (only,) = person["evidence"]
    assert (only["policy"], only["row"], only["state"]) == ("id_states_it", 3, "unverifiable"), "no other feed speaks of it"
    assert only["policy_text"]
    with pytest.raises(Misuse, match="has no column"):
        explain("household", "H0000", "shoe_size", "")
    with pytest.raises(Misuse, match="0 rows"):
        explain("household", "nobody", "", "")
    with pytest.raises(Misuse, match="no edition"):
        explain("household", "H0000", "", "1999-01-01")


@pytest.mark.slow
def test_a_changed_byte_is_found_by_verify(city: Path) -> None:
    with pytest.raises(Misuse, match="nothing is published"):
        verify_edition("")
    drop_roster(city / "inbox", "20240531", 3)
    ingest()
    nightly(MAY)
    assert verify_edition("").document == {"ok": True, "latest": "2024-05-31", "problems": [], "erased_rows": 0}
    for nonsense in ("NONSENSE", "2024-05", "2024-05-31.r2", "household"):
        with pytest.raises(Misuse, match=rf"{nonsense}\. Editions: 2024-05-31; nothing is sealed"):
            verify_edition(nonsense)
    part = city / "published/person/edition=2024-05-31/part-0.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"\0")
    assert verify_edition("2024-05-31").document["problems"] == verify_edition("").document["problems"]
    broken = verify_edition("")
    assert (broken.exit_code, broken.document["ok"]) == (Exit.REFUSED, False)
    assert "published/person/edition=2024-05-31/part-0.parquet" in broken.document["problems"][0]


def test_a_file_our_own_code_stumbles_over_does_not_keep_the_others_waiting(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_roster(city / "inbox", "20240531", 3)
    drop_roster(city / "inbox", "20240630", 4)
    whole = flows.ingest.process

    def stumbling(site: Site, arrival: Arrival, *given: object, **named: object) -> TakenIn:
        if "20240531" in arrival.name:
            raise ValueError("王小满 is no number")
        return whole(site, arrival, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(flows.ingest, "process", stumbling)
    with capture_logs() as logged:
        told = run_ingest([], quiet=True)
    assert ([drop["state"] for drop in told.document["drops"]], told.exit_code) == (["failed", "done"], Exit.BROKEN)
    (failure,) = [entry for entry in logged if entry["event"] == "drop.failed"]
    assert failure["fault"].startswith("ValueError at ")
    assert "王小满" not in str(logged)
    monkeypatch.setattr(flows.ingest, "process", whole)
    assert states(run_ingest([], quiet=True)) == ["done"], "tried again by the next sweep"


def test_no_command_works_on_without_the_lake_s_own_key(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = drop_roster(city / "inbox", "20240531", 3)
    held = hold_drop(key).document["drops"][0]["drop_id"]
    path = city / "vault/hearth.key"
    own = path.read_bytes()
    commands: list[Callable[[], object]] = [
        create_lake,
        ingest,
        lambda: list_drops("", ""),
        lambda: show_drop(held),
        lambda: hold_drop(key),
        lambda: release_drop(held, quiet=True),
        lambda: nightly(MAY),
        lambda: explain("household", "H0000", "", ""),
        lambda: verify_edition(""),
        lambda: serve(once=True),
    ]
    path.unlink()
    for command in commands:
        with pytest.raises(Broken, match="no key file at"):
            command()
    assert not path.exists()
    other = city / "other.key"
    other.write_text("ab" * 32)
    monkeypatch.setenv("HEARTH_KEY_FILE", str(other))
    for command in commands:
        with pytest.raises(Broken, match="is not the key this lake was made with"):
            command()
    monkeypatch.delenv("HEARTH_KEY_FILE")
    path.write_bytes(own)
    assert states(release_drop(held, quiet=True)) == ["done"]


def test_a_content_that_was_taken_in_before_cannot_be_held(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 3)
    ingest()
    with pytest.raises(Misuse, match="was delivered before, as drop"):
        hold_drop(drop_roster(city / "inbox", "20240630", 3))
