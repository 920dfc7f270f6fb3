"""What commands print: one JSON document on stdout with `--json`, tables and lines for people otherwise, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    REFUSED = 1
    MISUSE = 2
    BROKEN = 3


WIDTH_OF_FILES = 120
"""Columns of output that goes to a file or another program: eighty would break names of files letter by letter."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_FILES)
err = Console(stderr=True, highlight=False)


def plain(value: Any) -> Any:
    """Dates, decimals and paths as JSON has them."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"not for JSON: {type(value).__name__}")


def emit_json(document: Mapping[str, Any]) -> None:
    """One document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=plain) + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[str] = ()) -> None:
    """A table for people; `numbers` names the columns that align right."""
    shown = Table(
        title=title, title_justify="left", header_style="bold", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for column in columns:
        is_number = column in numbers
        shown.add_column(column, justify="right" if is_number else "left", overflow="fold", no_wrap=is_number)
    for row in rows:
        shown.add_row(*("" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    out.print(shown)


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A progress display on stderr; silent with `--json` and where nobody looks."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=quiet or not sys.stderr.isatty(),
    ) as shown:
        yield shown
