"""`hearth maintain`: tells what is to be done for the lake's upkeep, and does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flows.answer import Answer
from flows.lake.claims import held
from flows.log import log
from flows.maintain.leftovers import of_crashes
from flows.maintain.retention import of_contracts
from flows.maintain.tables import of_tables
from flows.maintain.work import Work
from flows.site import Site, open_site
from flows.terminal import Exit, out, progress, table

CLAIM = "maintain"
COLUMNS = ("what", "place", "items", "bytes", "why")


def maintain(*, dry_run: bool, quiet: bool, now: datetime | None = None) -> Answer:
    """Every piece of upkeep in its order, each told; with `dry_run` none is done. Exits 1 when another process is at it."""
    site = open_site()
    moment = now or datetime.now(UTC)
    done: list[Work] = []
    with held(site.lake.store, CLAIM) as claim, progress(quiet) as shown:
        if claim is None:
            return Answer(
                {"state": "busy", "work": []}, lambda: out.print("hearth maintain: another process is at it"), Exit.REFUSED
            )
        bar = shown.add_task("upkeep", total=None)
        site.lake.clear_scratch()
        for work in pieces(site, moment):
            if not dry_run:
                work.do()
                log().info("maintain", what=work.what, place=work.place, items=work.items)
            done.append(work)
            shown.advance(bar)
    return _answer(done, dry_run=dry_run)


def pieces(site: Site, now: datetime) -> Iterator[Work]:
    """What is to be done, one after the other: each piece is looked for after those before it were done."""
    since = now - timedelta(days=site.settings.keep_versions_days)
    yield from of_tables(site.lake, since)
    yield from of_crashes(site.lake, since)
    yield from of_contracts(site, now.astimezone(site.zone).date())


def _answer(done: list[Work], *, dry_run: bool) -> Answer:
    lines = [(work.what, work.place, work.items, work.bytes, work.why) for work in done]
    state = "dry run" if dry_run else "done"

    def show() -> None:
        if not lines:
            out.print("hearth maintain: nothing to do")
            return
        table(f"upkeep: {state}", COLUMNS, lines, ("items", "bytes"))

    return Answer({"state": state, "work": [dict(zip(COLUMNS, line, strict=True)) for line in lines]}, show)
