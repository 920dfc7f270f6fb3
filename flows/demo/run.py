"""`hearth demo`: a synthetic city's drops, taken in batch by batch, a night after each, all through one Prefect server."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

import polars as pl

from flows.answer import Answer
from flows.demo.deliver import tell
from flows.drops.outcome import TakenIn
from flows.errors import Misuse
from flows.ingest import ingest
from flows.lake.init import create
from flows.lake.published import latest, scan, verify
from flows.nightly import NightDone, nightly
from flows.orchestrate import run
from flows.serve.server import prefect_server
from flows.site import open_site
from flows.terminal import Exit, err, out, table

BATCHES = 3
FOLDER = "demo"
MARK = ".hearth-demo"


def demo(*, persons: int, keep: str, seed: int, quiet: bool) -> Answer:
    """Builds the city under `keep` (default ./demo, emptied first), takes its drops in and publishes three nights."""
    started = time.monotonic()
    root = _emptied(Path(keep or FOLDER).absolute())
    with _settled_in(root), prefect_server(root / ".state" / "prefect") as server:
        if not quiet:
            out.print(f"hearth demo: {persons:,} synthetic persons under {root}, recorded by Prefect at {server}")
        create(open_site().lake)
        steps = [_batch(night, quiet=quiet) for night in _nights(root, persons, seed, quiet=quiet)]
        problems = list(verify(open_site().lake))
    return _answer(root, steps, problems, time.monotonic() - started)


def _nights(root: Path, persons: int, seed: int, *, quiet: bool) -> Iterator[date]:
    """Has the next batch of files written, and says the night it is for."""
    told = tell(root / "inbox", persons, seed, BATCHES, further=True, found=_open_findings)
    while True:
        with err.status("departments are writing their files") if not quiet else nullcontext():
            truth = next(told, None)
        if truth is None:
            return
        yield truth.nights[-1]


def _open_findings() -> list[str]:
    """What clerks have on their lists: the ids of the findings of the newest edition that somebody has to check."""
    lake = open_site().lake
    newest = latest(lake)
    if newest is None:
        return []
    return scan(lake, "findings", newest).filter(pl.col("status") == "open").select("finding_id").collect().to_series().to_list()


def _batch(night: date, *, quiet: bool) -> tuple[list[TakenIn], NightDone]:
    taken: list[TakenIn] = run(ingest, quiet=quiet)
    done: NightDone = run(nightly, as_of=night, quiet=quiet)
    if not quiet:
        _show(taken, done)
    return taken, done


def _show(taken: list[TakenIn], done: NightDone) -> None:
    columns = ("feed", "file", "data date", "state", "read", "accepted", "rejected", "skipped")
    rows = [
        (
            drop.feed,
            item.key.rpartition("/")[2],
            drop.data_date,
            drop.state,
            drop.rows_read,
            drop.rows_accepted,
            drop.rows_rejected,
            drop.rows_skipped,
        )
        for item in taken
        if (drop := item.drop)
    ]
    table(f"drops before the night of {done.edition}", columns, rows, columns[4:])
    counts = done.rows or {}
    out.print(
        f"night of {done.edition}: {done.state}, {counts.get('household', 0):,} households, {counts.get('person', 0):,} persons\n"
    )


def _answer(root: Path, steps: list[tuple[list[TakenIn], NightDone]], problems: list[str], seconds: float) -> Answer:
    states = Counter(item.state for taken, _ in steps for item in taken)
    nights = [{"edition": done.edition, "state": done.state, "rows": dict(done.rows or {})} for _, done in steps]
    places = {
        "receipts": str(root / "receipts"),
        "tables": str(root / "published"),
        "report": steps[-1][1].report,
        "lake": str(root / "lake"),
    }
    document = {
        "root": str(root),
        "drops": [item.document for taken, _ in steps for item in taken],
        "states": dict(states),
        "nights": nights,
        "places": places,
        "problems": problems,
        "seconds": round(seconds, 1),
    }
    good = not problems and all(done.state == "published" for _, done in steps)

    def show() -> None:
        said = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        out.print(f"[bold]{len(steps)} nights published[/] in {seconds:.0f} s; drops: {said}")
        for name, place in places.items():
            out.print(f"  {name:9} {place}", soft_wrap=True)
        out.print(f"look around: HEARTH_STORE={root} .venv/bin/hearth drops list", soft_wrap=True)

    return Answer(document, show, Exit.OK if good else Exit.REFUSED)


def _emptied(root: Path) -> Path:
    """The demo's own folder, empty. A folder with anything else in it is never touched."""
    if root.exists() and any(root.iterdir()):
        if not (root / MARK).exists():
            raise Misuse(f"{root} holds something that is no demo city: name another folder with --keep")
        shutil.rmtree(root)
    root.mkdir(parents=True, exist_ok=True)
    (root / MARK).write_text("made by hearth demo; the next demo empties this folder\n", encoding="utf-8")
    return root


@contextmanager
def _settled_in(root: Path) -> Iterator[None]:
    """The demo's settings for this process and those it starts; the caller's come back at the end."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("HEARTH_") or name == "PREFECT_API_URL"]:
        del os.environ[name]
    os.environ.update(HEARTH_STORE=str(root), HEARTH_SETTLE_SECONDS="0", HEARTH_LOG_LEVEL="warning")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
