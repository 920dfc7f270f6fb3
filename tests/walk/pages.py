"""Pages of docs that are followed literally: what is typed, what is shown, and whether the terminal said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
STEP = re.compile(r"```sh\n(.*?)```\n(?:```text\n(.*?)```)?", re.DOTALL)


def steps(page: str) -> list[tuple[str, str]]:
    """What is typed, and what is shown; nothing where the page shows nothing."""
    return STEP.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))


def missing(shown: str, said: str) -> Iterator[str]:
    """Lines of the page that the terminal did not say, in their order; `…` stands for anything, widths do not count."""
    lines = iter([" ".join(line.split()) for line in said.splitlines()])
    for line in filter(str.strip, shown.splitlines()):
        pattern = ".*".join(map(re.escape, " ".join(line.split()).split("…")))
        if not any(re.fullmatch(pattern, one) or re.search(rf"{pattern}$", one) for one in lines):
            yield line
