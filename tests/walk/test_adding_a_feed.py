"""docs/adding_a_feed.md, followed literally in one terminal: every block as it stands, and what it shows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STEP = re.compile(r"```sh\n(.*?)```\n(?:```text\n(.*?)```)?", re.DOTALL)
DONE = "--- done with block"


def steps() -> list[tuple[str, str]]:
    """What is typed, and what is shown; nothing where the page shows nothing."""
    return STEP.findall((ROOT / "docs" / "adding_a_feed.md").read_text(encoding="utf-8"))


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


def missing(shown: str, said: str) -> Iterator[str]:
    """Lines of the page that the terminal did not say, in their order; `…` stands for anything, widths do not count."""
    lines = iter([" ".join(line.split()) for line in said.splitlines()])
    for line in shown.splitlines():
        pattern = ".*".join(map(re.escape, " ".join(line.split()).split("…")))
        if not any(re.fullmatch(pattern, one) or re.search(rf"{pattern}$", one) for one in lines):
            yield line


@pytest.mark.slow
def test_a_department_is_added_as_the_page_says(tmp_path: Path) -> None:
    typed, shown = zip(*steps(), strict=True)
    assert len(typed) >= 8
    said = followed(tmp_path, list(typed))
    for block, expected, got in zip(typed, shown, said, strict=True):
        assert not list(missing(expected, got)), f"{block}\n{got}"
