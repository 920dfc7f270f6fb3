"""Memory does not grow with the file; what it costs is measured in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def memory(size: int) -> int:
    """Most memory in MiB that reading a GB18030 file of `size` MiB took."""
    command = [sys.executable, "-m", "tests.flows.reading.large", str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    return int(done.stdout.split()[0])


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file():
    """The parser works ahead by a few batches, so that larger files take somewhat more; held whole, 360 MiB of this text would
    take over 1.2 GB: eight cells a line at 16 bytes each, beside the text.
    """
    small, large = memory(120), memory(480)
    print(f"120 MiB: {small} MiB of memory; 480 MiB: {large}")
    assert large - small < 500
    assert large < 1024
