"""docs/walk.md, executed: every block, in order, as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.mark.slow
def test_the_walk_runs_as_written(tmp_path: Path) -> None:
    blocks = BLOCK.findall((ROOT / "docs" / "walk.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 6
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    for block in blocks:
        done = subprocess.run(
            ["bash", "-euc", block], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=240
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "data/published/latest.json").exists()
    assert list((tmp_path / "data/receipts").rglob("fix-it.xlsx"))
