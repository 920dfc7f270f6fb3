"""`hearth serve` as a user has it: files are dropped, receipts appear, and whatever is lost or killed is made up for."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import polars as pl
import pytest

from tests.flows.serve.samples import event, events, roster
from tests.flows.serve.serving import Serving

pytestmark = [pytest.mark.slow, pytest.mark.server]

BURST = 40
"""Files that land at once."""
SELDOM, OFTEN = "3", "0.25"
"""Minutes between sweeps: each is a process of its own, so there are few of them before one is waited for."""
DEAF = """
from flows.serve import run
from flows.serve.source import SweepOnly
run.event_source = lambda settings: SweepOnly()
run.serve()
"""


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    one = Serving(tmp_path_factory.mktemp("serving"), HEARTH_SWEEP_MINUTES=SELDOM)
    one.start()
    try:
        yield one
    finally:
        one.stop()
        assert one.left() == []


def test_it_says_what_it_does_and_where(serving: Serving) -> None:
    for said in ("Ctrl-C", str(serving.inbox), "receipts", "0 1 * * *", serving.api.removesuffix("/api"), "server.log"):
        assert said in serving.output


def test_a_dropped_file_leads_to_a_receipt(serving: Serving) -> None:
    entry = serving.taken(serving.drop("殡葬_20240531.csv", events(0, 20)))
    assert (entry["state"], entry["rows_read"], entry["rows_accepted"]) == ("done", 20, 20)


def test_a_half_written_file_waits(serving: Serving) -> None:
    text = events(100, 24).splitlines(keepends=True)
    key = serving.drop("慢_20240531.csv", text[0])
    with (serving.inbox / key).open("a", encoding="utf-8") as file:
        for line in text[1:]:
            assert serving.entries(key) == []
            file.write(line)
            file.flush()
            time.sleep(0.4)
    assert serving.taken(key)["rows_read"] == 24


def test_a_burst_is_few_runs_and_everything_is_taken_in_once(serving: Serving) -> None:
    before = len(serving.runs())
    keys = [serving.drop(f"批_{number:03d}_20240531.csv", events(1000 + number * 2, 2)) for number in range(BURST)]
    serving.until(lambda: set(keys) <= set(serving.ledger()["key"]))
    burst = serving.ledger().filter(pl.col("key").is_in(keys))
    assert (burst.height, burst["state"].unique().to_list(), burst["rows_read"].sum()) == (BURST, ["done"], 2 * BURST)
    # One or two for the burst, and the sweeps that fell due meanwhile.
    assert len(serving.runs()) - before <= 8
    log = pl.read_delta(str(serving.root / "lake/lake/feeds/civil_affairs__vital_events"))
    assert log.filter(pl.col("_drop_id").is_in(burst["drop_id"].implode())).height == 2 * BURST


def test_a_one_shot_command_is_recorded_where_a_serve_runs(serving: Serving) -> None:
    done = serving.command("ingest", "--json")
    assert done.returncode == 0, done.stderr
    assert "run.recorded" in done.stderr
    assert any(run["deployment_id"] is None and run["state_type"] == "COMPLETED" for run in serving.runs())


def test_a_night_started_in_prefect_publishes_an_edition(serving: Serving) -> None:
    serving.taken(serving.drop("农户名册_20240430.csv", roster(50), "civil_affairs/household_roster"))
    assert serving.night("2024-05-31") == "COMPLETED"
    assert (serving.root / "lake/published/household/edition=2024-05-31/part-0.parquet").exists()
    verified = serving.command("publish", "verify")
    assert verified.returncode == 0, verified.stdout


def test_a_second_serve_is_refused(serving: Serving) -> None:
    second = serving.command("serve")
    assert second.returncode == 2
    assert "another hearth serve" in second.stderr
    assert str(serving.process.pid if serving.process else 0) in second.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_no_process_and_a_start_picks_up_what_lay_there(serving: Serving, number: signal.Signals) -> None:
    running = serving.drop(f"最后_{number.name}_20240531.csv", roster(20_000) + "\n" * number, "civil_affairs/household_roster")
    serving.until(lambda: serving.workers() != [])
    assert serving.stop(number) == 0
    assert serving.left() == []
    assert "nothing of it runs" in serving.output
    lying = serving.drop(f"等_{number.name}_20240531.csv", events(5000 + number * 10, 3))
    serving.environment["HEARTH_SWEEP_MINUTES"] = SELDOM if number == signal.SIGINT else OFTEN
    serving.start()
    assert serving.taken(running)["rows_read"] == 20_000
    assert serving.taken(lying)["rows_read"] == 3


def test_a_run_killed_in_the_middle_is_finished_by_the_sweep(serving: Serving) -> None:
    claims = serving.root / "lake/lake/ops/claims"
    key = serving.drop("农户名册_20240531.csv", roster(40_000), "civil_affairs/household_roster")
    serving.until(lambda: any(path.is_file() for path in claims.rglob("*")))
    for worker in serving.workers():
        os.kill(worker, signal.SIGKILL)
    assert serving.entries(key) == []
    entry = serving.taken(key)
    assert (entry["state"], entry["rows_accepted"]) == ("done", 40_000)
    log = pl.read_delta(str(serving.root / "lake/lake/feeds/civil_affairs__household_roster"))
    assert log.height == log["_key"].n_unique() == 40_000
    assert "CRASHED" in {run["state_type"] for run in serving.runs()}


def test_a_serve_that_is_killed_leaves_no_server_and_can_be_started_again(serving: Serving) -> None:
    assert serving.process is not None
    serving.process.kill()
    serving.process.wait()
    serving.until(lambda: serving.left() == [])
    done = serving.command("drops", "list", "--json")
    assert done.returncode == 0
    direct = serving.command("ingest")
    assert "run.direct" in direct.stderr


def test_what_an_event_lost_the_sweep_finds(serving: Serving) -> None:
    serving.process = None
    serving.start(DEAF)
    serving.until(lambda: any(run["state_type"] == "COMPLETED" for run in serving.runs()[:1]))
    key = serving.drop("无声_20240531.csv", events(9000, 2) + event(9002))
    assert serving.taken(key)["rows_read"] == 3
    assert "changes=0" in serving.output
