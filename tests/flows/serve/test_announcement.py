"""One serve at most on a state folder, found while it runs and only then."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import Misuse
from flows.serve.announcement import announced, announced_in, sole

URL = "http://127.0.0.1:4200/api"
HOLD = """
import sys, time
from pathlib import Path
from flows.serve.announcement import announced, sole
with sole(Path(sys.argv[1])), announced(Path(sys.argv[1]), "http://127.0.0.1:4200/api"):
    print("holding", flush=True)
    time.sleep(60)
"""


def test_a_serve_is_found_while_it_runs(tmp_path: Path) -> None:
    with sole(tmp_path), announced(tmp_path, URL):
        assert announced_in(tmp_path) == URL
    assert announced_in(tmp_path) is None


def test_nobody_is_found_where_nobody_ever_served(tmp_path: Path) -> None:
    assert announced_in(tmp_path / "state") is None
    assert not (tmp_path / "state").exists()


def test_a_second_is_refused_and_one_killed_leaves_the_way_free(tmp_path: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == b"holding\n"
        with pytest.raises(Misuse, match=f"process {first.pid}.*4200.*HEARTH_STATE"), sole(tmp_path):
            pass
    finally:
        first.kill()
        first.wait()
    assert announced_in(tmp_path) is None
    with sole(tmp_path):
        pass
