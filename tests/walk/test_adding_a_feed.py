"""docs/adding_a_feed.md, followed literally in one terminal: every block as it stands, and what it shows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.walk.pages import ROOT, missing, steps

DONE = "--- done with block"


def followed(folder: Path, typed: list[str]) -> list[str]:
    """What the terminal said to each block."""
    script = f"\necho '{DONE}'\n".join(["set -eu", *typed])
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "REPO": str(ROOT), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout.split(f"{DONE}\n")[1:]


@pytest.mark.slow
def test_a_department_is_added_as_the_page_says(tmp_path: Path) -> None:
    typed, shown = zip(*steps("adding_a_feed.md"), strict=True)
    assert len(typed) >= 8
    said = followed(tmp_path, list(typed))
    for block, expected, got in zip(typed, shown, said, strict=True):
        assert not list(missing(expected, got)), f"{block}\n{got}"
