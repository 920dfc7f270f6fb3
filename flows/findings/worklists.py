"""Worklists: one workbook a town, written masked by the night and by hand, and unmasked only against an entry in the audit log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.findings.columns import with_texts
from flows.findings.lines import Sources, lines
from flows.findings.workbook import write_worklist
from flows.lake import places, vault
from flows.lake.keys import told
from flows.orchestrate import step
from flows.site import Site

LONGEST = 60
"""Characters of a file's name before its ending."""
_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]|^\.+")


@dataclass(frozen=True)
class Worklist:
    """One desk's lines and the name of its file. `desk`: a town, or the owner of findings that lie in no town."""

    desk: str
    name: str
    lines: pl.DataFrame


@step(retries=2)
def write_worklists(site: Site, edition: str, tables: Mapping[str, Path]) -> list[str]:
    """Writes the edition's masked worklists to `reports/<edition>/worklists/`, once the vault knows tonight's people; their places.

    `tables`: parquet files by table name, of which findings, household and village are read. Safe to repeat.
    """
    given = {name: pl.scan_parquet(tables[name]) for name in ("findings", "household", "village")}
    found = lines(Sources(**given, persons=vault.scan_persons(site.lake)))
    written = []
    with site.lake.scratch() as scratch:
        for worklist in split(with_texts(found, site.standards, masked=True)):
            path = scratch / "worklist.xlsx"
            write_worklist(path, worklist.desk, worklist.lines, edition, site.standards, masked=True)
            place = places.worklist(edition, worklist.name)
            site.lake.store.put(place, path)
            written.append(place)
    return written


def split(found: pl.DataFrame, ending: str = "") -> Iterator[Worklist]:
    """One worklist a desk, in order of desks; a finding is in exactly one."""
    taken: set[str] = set()
    for (desk,), part in found.partition_by("desk", as_dict=True, maintain_order=True).items():
        yield Worklist(str(desk), _file_name(str(desk), ending, taken), part)


def persons_in(found: pl.DataFrame) -> int:
    """How many different people lines name."""
    return found.filter(pl.col("name").is_not_null() | pl.col("id_number").is_not_null())["person_id"].n_unique()


def _file_name(desk: str, ending: str, taken: set[str]) -> str:
    """A name every file system and store takes; no two alike, whatever case they are compared in."""
    stem = _UNSAFE.sub("_", told(desk)).strip()[:LONGEST] or "_"
    name, count = stem, 1
    while name.casefold() in taken:
        count += 1
        name = f"{stem}({count})"
    taken.add(name.casefold())
    return f"{name}{ending}.xlsx"
