"""The benchmarks run, at a hundredth of their size; what they measure is nobody's business here."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.servers import ROOT


@pytest.mark.slow
def test_every_benchmark_prints_its_ratios() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "small"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("x CPU") >= 3
