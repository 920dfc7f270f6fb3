"""Claims: one holder at a time, and no claim outlives its holder for long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from flows.lake import places
from flows.lake.claims import Claim, acquire, held, release, renew
from flows.lake.store import Store, open_store
from tests.servers import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    return open_store(str(tmp_path))


def test_one_of_many_gets_it(store: Store) -> None:
    start = Barrier(8)

    def try_it(number: int) -> Claim | None:
        start.wait()
        return acquire(store, "nightly", worker=str(number))

    with ThreadPoolExecutor(8) as pool:
        got = [claim for claim in pool.map(try_it, range(8)) if claim]
    assert len(got) == 1
    assert acquire(store, "nightly") is None
    assert acquire(store, "ingest") is not None
    release(store, got[0])
    assert acquire(store, "nightly") is not None


def test_one_of_many_takes_over_what_ran_out(store: Store) -> None:
    old = acquire(store, "nightly", seconds=-1)
    assert old is not None
    start = Barrier(8)

    def try_it(_: int) -> Claim | None:
        start.wait()
        return acquire(store, "nightly")

    with ThreadPoolExecutor(8) as pool:
        got = [claim for claim in pool.map(try_it, range(8)) if claim]
    assert [claim.number for claim in got] == [old.number + 1]
    assert renew(store, old) is None
    release(store, old)
    assert acquire(store, "nightly") is None, "the old holder must not end the new holder's claim"


def test_a_dead_process_of_this_host_is_followed_at_once(folder: Store, tmp_path: Path) -> None:
    code = (
        "import os, sys; from flows.lake.store import open_store; from flows.lake.claims import acquire\n"
        "assert acquire(open_store(sys.argv[1]), 'nightly', seconds=3600)\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True)
    claim = acquire(folder, "nightly")
    assert claim is not None
    assert claim.number == 2


def test_a_process_number_used_again_is_another_process(folder: Store) -> None:
    claim = acquire(folder, "nightly")
    assert claim is not None
    forged = replace(claim, started="1")
    folder.put(places.claim("nightly", claim.number), json.dumps(forged.__dict__).encode())
    assert acquire(folder, "nightly") is not None


def test_a_process_of_another_host_is_believed_until_its_time_is_over(folder: Store) -> None:
    claim = acquire(folder, "nightly")
    assert claim is not None
    elsewhere = replace(claim, host="elsewhere", pid=os.getpid() + 10_000_000)
    folder.put(places.claim("nightly", claim.number), json.dumps(elsewhere.__dict__).encode())
    assert acquire(folder, "nightly") is None


def test_a_held_claim_is_kept_alive_and_ends_with_the_block(folder: Store) -> None:
    with held(folder, "nightly", seconds=0.6) as mine:
        assert mine is not None
        time.sleep(1.2)
        with held(folder, "nightly") as second:
            assert second is None
    assert list(folder.list("lake/ops/claims/")) == []


def test_a_failing_block_releases_too(folder: Store) -> None:
    with pytest.raises(RuntimeError), held(folder, "nightly"):
        raise RuntimeError
    assert acquire(folder, "nightly") is not None
