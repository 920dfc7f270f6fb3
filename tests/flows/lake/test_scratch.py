"""Work folders: gone with their block, gone with their process, and nobody else's touched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.lake.scratch import clear, scratch_folder
from tests.servers import ROOT

KILLED = """
import os, signal, sys
from pathlib import Path
from flows.lake.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "delivered").write_text("rows")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_one(place: Path) -> Path:
    """The folder that a killed process left."""
    before = set(place.iterdir()) if place.exists() else set()
    subprocess.run([sys.executable, "-c", KILLED, str(place)], cwd=ROOT, check=False)
    (left,) = set(place.iterdir()) - before
    return left


def test_a_folder_ends_with_its_block(tmp_path: Path) -> None:
    with scratch_folder(tmp_path / "new" / "place") as folder:
        (folder / "file").write_text("rows")
    assert list((tmp_path / "new" / "place").iterdir()) == []


def test_a_folder_ends_with_a_failing_block(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="refused"), scratch_folder(tmp_path):
        raise ValueError("refused")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_folder(tmp_path: Path) -> None:
    left = kill_one(tmp_path)
    assert (left / "delivered").exists()
    with scratch_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_what_a_killed_process_left_can_be_cleared_by_itself(tmp_path: Path) -> None:
    kill_one(tmp_path)
    clear(tmp_path)
    clear(tmp_path / "never made")
    assert list(tmp_path.iterdir()) == []


def test_the_folders_of_the_living_and_of_others_stay(tmp_path: Path) -> None:
    others = [tmp_path / "hearth-scratch-notes-of-mine", tmp_path / "pytest-of-root", tmp_path / "elsewhere"]
    for folder in others:
        folder.mkdir()
    link = tmp_path / "hearth-scratch-abcdefgh"
    link.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "hearth-scratch-12345678").write_text("a file")
    with scratch_folder(tmp_path) as first, scratch_folder(tmp_path) as second:
        clear(tmp_path)
        assert first.is_dir()
        assert second.is_dir()
    assert all(folder.is_dir() for folder in others)
    assert link.is_symlink()
