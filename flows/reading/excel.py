"""Starts the child process that parses workbooks and markup, and turns what it reports into tables or a refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.masking import masked
from flows.reading.grid import FOLDER, REPORT, unpack
from flows.reading.header import Merge
from flows.reading.model import Limits, refuse
from flows.reading.tables import Table

REFUSALS = {
    "too_large": "工作簿展开后超出允许的大小（可能在很远的列或行里有内容）。",
    "password_protected": "工作簿设置了打开密码。",
    "unreadable_file": "工作簿已损坏、没有写完整，或不是 Excel 能打开的格式。",
}
CHILD_LIMITS = ("memory_bytes", "output_bytes", "inflated_bytes", "inflation", "inflation_from", "columns")


@dataclass(frozen=True)
class ParsedSheet:
    """One sheet as the child left it. `top` holds the first physical rows."""

    name: str
    visible: bool
    rows: int
    blank_rows: int
    width: int
    top: list[list[str]]
    merges: list[Merge]
    path: Path

    def table(self, header_end: int, width: int) -> Table:
        """Its rows below physical row `header_end`."""
        return Table(self.path, width, numbered=True, after_row=header_end)


@dataclass(frozen=True)
class ParsedBook:
    """The sheets of a workbook in its order, and whether bare date numbers count from 1904."""

    sheets: list[ParsedSheet]
    serial_1904: bool


def parse(kind: str, source: Path, scratch: Path, limits: Limits) -> ParsedBook:
    """Runs the child on one file. `kind`: workbook, webpage or spreadsheetml. Raises Refused."""
    folder = scratch / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    report = _run(kind, source, folder, limits)
    if refusal := report["refusal"]:
        raise refuse(refusal, REFUSALS[refusal])
    return _book(report, folder)


def reopen(source: Path, scratch: Path) -> ParsedBook:
    """The sheets as `parse` once left them, from a grid (see flows/reading/grid.py)."""
    folder = scratch / FOLDER
    unpack(source, folder)
    return _book(json.loads((folder / REPORT).read_text(encoding="utf-8")), folder)


def _book(report: dict[str, Any], folder: Path) -> ParsedBook:
    names = shown_names([sheet["name"] for sheet in report["sheets"]])
    sheets = [_sheet(sheet, name, folder) for sheet, name in zip(report["sheets"], names, strict=True)]
    return ParsedBook(sheets, bool(report["serial_1904"]))


def shown_names(names: Sequence[str]) -> list[str]:
    """The sheets' names as every table may keep them: a phone or ID number in one is masked, and no two become the same."""
    shown: list[str] = []
    for name in names:
        told = masked(name)
        again = sum(other.partition("·")[0] == told for other in shown)
        shown.append(told if told == name or not again else f"{told}·{again + 1}")
    return shown


def _run(kind: str, source: Path, folder: Path, limits: Limits) -> dict[str, Any]:
    own = {name: value for name, value in asdict(limits).items() if name in CHILD_LIMITS}
    command = [sys.executable, "-m", "flows.parsing", kind, str(source), str(folder), json.dumps(own)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the rest are arguments, no shell
            command,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refuse("too_large", "读取工作簿超过时限。") from None
    if done.returncode < 0:
        raise refuse("too_large", REFUSALS["too_large"])
    report = folder / REPORT
    if done.returncode or not report.exists():
        raise refuse("unreadable_file", REFUSALS["unreadable_file"])
    parsed: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return parsed


def _environment() -> dict[str, str]:
    """Nothing of ours: the child parses strangers' files and must find no keys. It only needs to find the packages."""
    root = str(Path(__file__).parents[2])
    return {"PATH": os.defpath, "PYTHONPATH": root, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _sheet(report: dict[str, Any], name: str, folder: Path) -> ParsedSheet:
    return ParsedSheet(
        name=name,
        visible=report["visible"],
        rows=report["rows"],
        blank_rows=report["blank_rows"],
        width=report["width"],
        top=report["top"],
        merges=[(a, b, c, d) for a, b, c, d in report["merges"]],
        path=folder / report["file"],
    )
