"""Whether a file names erased people outside its rows: in a title or a signature, or on a sheet that is not read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from flows.drops.erasing import bearing
from flows.reading import Reading
from flows.reading.grid import FOLDER
from transforms.erasure import Erased

AT_ONCE = 100_000
"""Lines that are looked at together."""


def named_around(reading: Reading, scratch: Path, gone: Erased, key: bytes) -> bool:
    """In what surrounds the tables, and on sheets without one. `reading` has run through; its work files lie in `scratch`."""
    texts = pl.DataFrame({"around": sorted(reading.around)}, schema={"around": pl.String}).with_row_index("_at")
    if bearing(texts, gone, key).height:
        return True
    read = {one.table.path for one in reading.found}
    unread = [path for path in sorted((scratch / FOLDER).glob("*.csv")) if path not in read]
    return any(next(naming(path, gone, key), None) is not None for path in unread)


def naming(path: Path, gone: Erased, key: bytes) -> Iterator[int]:
    """The physical lines of a text that hold an erased person's number."""
    with path.open(encoding="utf-8", newline="\n", errors="surrogatepass") as file:
        for start, lines in enumerate(iter(lambda: list(islice(file, AT_ONCE)), [])):
            texts = pl.DataFrame({"line": [line.encode("utf-8", "replace").decode() for line in lines]}).with_row_index("_at")
            yield from (start * AT_ONCE + at + 1 for at in bearing(texts, gone, key)["_at"])
