"""`hearth findings worklist`: the worklists of an edition into a folder; with `--unmask` only after the audit log has it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.answer import Answer
from flows.auditing import check_reason, enter
from flows.editions import chosen, scan
from flows.errors import Misuse
from flows.findings.columns import with_texts
from flows.findings.filters import check_town
from flows.findings.lines import Sources, lines
from flows.findings.workbook import write_worklist
from flows.findings.worklists import Worklist, persons_in, split
from flows.lake import places, vault
from flows.masking import masked
from flows.site import Site, open_site
from flows.terminal import out, table

UNMASKED = "-未脱敏"
"""What the name of an unmasked file ends with, so that nobody passes it on unaware."""


def hand_out(town: str, edition: str, folder: str, *, unmask: bool, reason: str) -> Answer:
    """Writes a workbook a town (or one town's) to `folder`, by default `worklists/<edition>`; never over a file that is there."""
    check_reason(reason, "names and numbers", unmask=unmask)
    site = open_site()
    which = chosen(site, edition)
    check_town(site, which, town)
    target = Path(folder or f"worklists/{which}")
    try:
        found = _lines(site, which, town)
        worklists = list(split(with_texts(found, site.standards, masked=not unmask), UNMASKED if unmask else ""))
        check_free([target / one.name for one in worklists])
        # In the log before anybody is shown anything.
        entry = enter(site, "unmask_worklist", _details(which, town, found, reason)) if unmask and worklists else None
    except PermissionError:
        masked_ones = site.lake.store.url(places.worklist(which, ""))
        raise Misuse(
            f"you may not use the vault {site.lake.vault.root}; the night's masked worklists lie at {masked_ones}"
        ) from None
    _write(site, target, worklists, which, unmask=unmask)
    return _answer(which, target, worklists, entry)


def _lines(site: Site, edition: str, town: str) -> pl.DataFrame:
    tables = {name: scan(site, name, edition) for name in ("findings", "household", "village")}
    return lines(Sources(**tables, persons=vault.scan_persons(site.lake)), town)


def check_free(paths: Sequence[Path]) -> None:
    """Misuse where one of the files is there: it may be filled in already."""
    there = next((path for path in paths if path.exists()), None)
    if there is not None:
        raise Misuse(f"{there} is there already, perhaps filled in: move it away or name another --out")


def _details(edition: str, town: str, found: pl.DataFrame, reason: str) -> dict[str, Any]:
    """What the audit log keeps: counts and places, never a value of a person."""
    return {
        "edition": edition,
        "town": masked(town),
        "findings": found.height,
        "persons": persons_in(found),
        "reason": masked(reason.strip()),
    }


def _write(site: Site, target: Path, worklists: Sequence[Worklist], edition: str, *, unmask: bool) -> None:
    target.mkdir(parents=True, exist_ok=True, mode=0o700 if unmask else 0o777)
    for one in worklists:
        with site.lake.scratch() as scratch:
            path = scratch / "worklist.xlsx"
            write_worklist(path, one.desk, one.lines, edition, site.standards, masked=not unmask)
            put_whole(path, target / one.name, private=unmask)


def put_whole(path: Path, target: Path, *, private: bool) -> None:
    """A whole file or none: it is copied aside and renamed. `private`: for its owner only."""
    aside = target.with_name(f".{target.name}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666), "wb") as file:
        file.write(path.read_bytes())
    aside.rename(target)


def _answer(edition: str, target: Path, worklists: Sequence[Worklist], entry: int | None) -> Answer:
    files = [
        {"town": one.desk, "path": str(target / one.name), "findings": one.lines.height, "persons": persons_in(one.lines)}
        for one in worklists
    ]
    document: dict[str, Any] = {"edition": edition, "masked": entry is None, "audit_entry": entry, "files": files}

    def show() -> None:
        rows = [(file["town"], file["findings"], file["persons"], file["path"]) for file in files]
        table(f"worklists, edition {edition}", ("town", "findings", "persons", "file"), rows, ("findings", "persons"))
        if entry is not None:
            out.print(f"unmasked: entry {entry} of the audit log")

    return Answer(document, show)
