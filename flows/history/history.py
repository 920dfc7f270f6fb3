"""`hearth explain person|household ID [COLUMN] --history`: what the logs said, what the editions said, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

from flows.answer import Answer
from flows.errors import Misuse
from flows.evidence import BILLS_REST_ON
from flows.evidence import COLUMNS as WITH_ROWS
from flows.history.behind import Columns, columns_behind, is_of_members
from flows.history.finding import finding_history
from flows.history.logs import Whom, spoken
from flows.history.published import published_spans
from flows.history.refused import refused
from flows.history.said import said
from flows.history.telling import tell
from flows.history.whom import Subject, events, household, person
from flows.lake import published
from flows.site import Site, open_site
from flows.terminal import err


def history(grain: str, subject: str, column: str, edition: str, since: date | None, *, quiet: bool = True) -> Answer:
    """Every value that a column of a person or household ever had, or all of them; of a finding its life.

    `edition` says who counts as whom; the newest one if empty. `since` leaves out what had ended before. Misuse where neither a log nor an
    edition knows anybody of that id.
    """
    if grain not in ("household", "person", "finding"):
        raise Misuse(f"hearth explain {grain}: explain a household, a person or a finding")
    with err.status("reading logs and editions") if not quiet else nullcontext():
        site = open_site()
        shown = published.shown(site.lake)
        editions = [name for name in shown if since is None or name[:10] >= since.isoformat()]
        if grain == "finding":
            return finding_history(site, subject, column, editions)
        document = _document(site, grain, subject, column, edition or (shown or [""])[-1], editions, since)
    return Answer(document, lambda: tell(document, site))


def _document(
    site: Site, grain: str, subject: str, column: str, edition: str, editions: Sequence[str], since: date | None
) -> dict[str, Any]:
    behind = columns_behind(grain, column, site.contracts) if column else None
    found = (person if grain == "person" else household)(site, edition, subject, editions)
    rows = spoken(site, _whom(found, subject, column), None if behind is None else _feeds(behind, column))
    if not rows and not any(found.rows.values()):
        raise Misuse(f"nothing is known of {grain} {subject}: no change log and no edition speaks of it")
    return {
        "grain": grain,
        "subject": subject,
        "ids": list(found.ids),
        "column": column or None,
        "since": since,
        "said": said(site, rows, behind, since),
        "refused": refused(site, {feed: rows[feed] for feed in rows if feed in behind}, since) if behind else None,
        "published": published_spans(site, found, column, rows),
        "events": events(site, found, editions),
    }


def _whom(found: Subject, asked: str, column: str) -> Whom:
    """Whose rows are looked for: of a household those of its number, and of a column that is made of its members theirs."""
    if found.grain == "person":
        return Whom(persons=frozenset(found.ids))
    homes = {row["household_no"] for rows in found.rows.values() for row in rows if row["household_no"]}
    members = {one for edition in found.rows for one in found.people(edition)}
    return Whom(frozenset(members if column and is_of_members(column) else ()), frozenset(homes or {asked}))


def _feeds(behind: Columns, column: str) -> set[str]:
    """The feeds that are read: those that tell of the column, and those out of which the rows behind it are taken."""
    return {*behind, *(BILLS_REST_ON if column in WITH_ROWS else ())}
