"""`python -m flows.parsing KIND FILE FOLDER LIMITS`: KIND is workbook, webpage or spreadsheetml, LIMITS a JSON object.

Writes `book.json` (what the parent must know of each sheet, or a refusal) and one `sheet-<n>.csv` for each sheet read.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from flows.parsing.book import Book, Limits, TooLargeError


def main(kind: str, source: str, folder: str, limits_json: str) -> None:
    """Parses one file under its limits. Running out of memory ends the process; the parent knows what that means."""
    limits = Limits(**json.loads(limits_json))
    _confine(limits)
    try:
        book = _parse(kind, Path(source), Path(folder), limits)
    except (TooLargeError, MemoryError, OSError):
        book = Book(refusal="too_large")
    Path(folder, "book.json").write_text(book.to_json(), encoding="utf-8")


def _confine(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output_bytes,) * 2)
    # A crash must not leave personal data behind in a core file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _parse(kind: str, source: Path, folder: Path, limits: Limits) -> Book:
    """Imports only the parser that is needed: start-up time is most of the cost of a small file."""
    if kind == "workbook":
        from flows.parsing import workbook

        return workbook.parse(source, folder, limits)
    if kind == "webpage":
        from flows.parsing import webpage

        return webpage.parse(source, folder, limits)
    from flows.parsing import spreadsheetml

    return spreadsheetml.parse(source, folder, limits)


if __name__ == "__main__":
    main(*sys.argv[1:])
