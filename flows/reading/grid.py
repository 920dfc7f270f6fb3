"""A workbook as cells: what stands in the archive in place of one that named people who were erased.

A zip of the parser's report and one CSV a sheet, each row led by its physical number, so that it reads like the workbook did, row for row.
Only what the archive itself holds under this ending is one; a department's file is never taken for it.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

ENDING = ".grid"
FOLDER, REPORT = "sheets", "book.json"
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, report: dict[str, Any], target: Path) -> Path:
    """The sheets in `folder` and what the parser must know of them, always the same bytes for the same cells."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(zipfile.ZipInfo(REPORT, _ALWAYS), json.dumps(report, ensure_ascii=False), zipfile.ZIP_DEFLATED)
        for sheet in report["sheets"]:
            if sheet["file"]:
                with (folder / sheet["file"]).open("rb") as source, out.open(_member(sheet["file"]), "w") as into:
                    while chunk := source.read(1 << 20):
                        into.write(chunk)
    return target


def unpack(source: Path, folder: Path) -> None:
    """Lays the sheets and the report into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as packed:
        packed.extractall(folder)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ALWAYS)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
