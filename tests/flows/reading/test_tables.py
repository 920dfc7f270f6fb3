"""Pieces of a file read like the whole, and memory does not grow with it; what that costs is measured in processes of its own."""

import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading import tables
from flows.reading.tables import Table, frames

ROOT = Path(__file__).parents[3]


def memory(size: int) -> int:
    """Most memory in MiB that reading a GB18030 file of `size` MiB took."""
    command = [sys.executable, "-m", "tests.flows.reading.large", str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    return int(done.stdout.split()[0])


@given(
    st.lists(st.lists(st.text("aé户, ", max_size=5), min_size=1, max_size=4), min_size=1, max_size=30),
    st.integers(0, 3),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_cutting_a_file_into_pieces_changes_nothing(rows: list[list[str]], skip: int, end: str, ended: bool) -> None:
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes((end.join(lines) + (end if ended else "")).encode())
        table = Table(path, width=3, skip_lines=min(skip, len(lines) - 1))
        whole = [row for frame in frames(table) for row in frame.rows(named=True)]
        with patch.object(tables, "PIECE", 16):
            pieces = [row for frame in frames(table) for row in frame.rows(named=True)]
    assert pieces == whole
    assert [row["_row"] for row in whole] == list(range(table.skip_lines + 1, table.skip_lines + 1 + len(whole)))


def test_a_first_row_far_wider_than_the_header_is_marked_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2,3,4,5\n6,7\n")
    (frame,) = frames(Table(tmp_path / "table.csv", width=2, skip_lines=1))
    assert frame.rows() == [("1", "2", 2, True), ("6", "7", 3, False)]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file():
    """Held whole, 180 MiB of this text would take over 600 MB: eight cells a line at 16 bytes each, beside the text."""
    small, large = memory(60), memory(240)
    print(f"60 MiB: {small} MiB of memory; 240 MiB: {large}")
    assert large - small < 150
    assert large < 768
