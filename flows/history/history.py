"""`hearth explain person|household ID [COLUMN] --history`: what the logs said, what the editions said, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from config.policies import load_policies
from config.tables import load_tables
from flows.answer import Answer
from flows.errors import Misuse
from flows.evidence import BILLS_REST_ON, SENTENCES, rows_behind
from flows.evidence import COLUMNS as WITH_ROWS
from flows.explain import fields_of
from flows.history.behind import Columns, columns_behind, is_of_members
from flows.history.editions import Row, rows_of
from flows.history.finding import finding_history
from flows.history.logs import Whom, spoken
from flows.history.refused import refused
from flows.history.said import said
from flows.history.spans import spans
from flows.history.telling import tell
from flows.history.whom import Subject, events, household, person
from flows.lake import keys, ledger, published
from flows.site import Site, open_site

NOT_TOLD = ("edition",)
"""Columns whose history is nobody's."""


def history(grain: str, subject: str, column: str, edition: str, since: date | None) -> Answer:
    """Every value that a column of a person or household ever had, or all of them; of a finding its life.

    `edition` says who counts as whom; the newest one if empty. `since` leaves out what had ended before. Misuse where neither a log nor an
    edition knows anybody of that id.
    """
    if grain not in ("household", "person", "finding"):
        raise Misuse(f"hearth explain {grain}: explain a household, a person or a finding")
    site = open_site()
    shown = published.shown(site.lake)
    editions = [name for name in shown if since is None or name[:10] >= since.isoformat()]
    if grain == "finding":
        return finding_history(site, subject, column, editions)
    behind = columns_behind(grain, column, site.contracts) if column else None
    found = (person if grain == "person" else household)(site, edition or (shown or [""])[-1], subject, editions)
    rows = spoken(site, _whom(found, subject, column), None if behind is None else _feeds(behind, column))
    if not rows and not any(found.rows.values()):
        raise Misuse(f"nothing is known of {grain} {subject}: no change log and no edition speaks of it")
    document = {
        "grain": grain,
        "subject": subject,
        "ids": list(found.ids),
        "column": column or None,
        "since": since,
        "said": said(site, rows, behind, since),
        "refused": refused(site, {feed: rows[feed] for feed in rows if feed in behind}, since) if behind else None,
        "published": _published(site, found, column, rows),
        "events": events(site, found, editions),
    }
    return Answer(document, lambda: tell(document, site))


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


def _published(site: Site, found: Subject, column: str, rows: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """What the editions said, with the rows of fields behind it, and of a column that is counted the rows that were counted at first."""
    table, own = load_tables()[found.grain].by_name, f"{found.grain}_id"
    columns = [name for name in ([column] if column else table) if name in table and name not in (own, *NOT_TOLD)]
    fields = _fields(site, found, columns)

    def evidence(edition: str, row: Row, name: str) -> list[Row]:
        people = [row["person_id"]] if found.grain == "person" else [member["person_id"] for member in row["members"] or ()]
        return [one for one in fields[edition] if one["person_id"] in people and one["field"] in fields_of(name)]

    told = spans(own, found.rows, columns, evidence)
    if column in WITH_ROWS:
        logs = {feed: frame.lazy() for feed, frame in rows.items()}
        for span in told:
            span["evidence"] += _counted(site, found, span, logs)
    files, sentences = _files(site), {**load_policies().sentences, **SENTENCES}
    return [{**span, "evidence": [_with_file(one, files, sentences) for one in span["evidence"]]} for span in told]


def _fields(site: Site, found: Subject, columns: Sequence[str]) -> dict[str, list[Row]]:
    """Edition -> the rows of `person_field` of its people that are behind one of the columns."""
    people = sorted({one for edition in found.rows for one in found.people(edition)})
    wanted = {field for column in columns for field in fields_of(column)}
    match = pl.col("person_id").is_in(people) & pl.col("field").is_in(sorted(wanted))
    return rows_of(site, "person_field", list(found.rows), match, ("person_id", "field", "state", "feed", "row"))


def _counted(site: Site, found: Subject, span: Mapping[str, Any], logs: Mapping[str, pl.LazyFrame]) -> list[Row]:
    """The rows that a counted value was counted from in the first edition of a span."""
    edition = span["first_edition"]
    row = next((one for one in found.rows[edition] if one[f"{found.grain}_id"] == span[f"{found.grain}_id"]), None)
    if row is None:
        return []
    return [*rows_behind(site, edition, found.people(edition), str(row["household_id"]), span["column"], logs)]


def _files(site: Site) -> dict[str, str]:
    return {drop.drop_id: keys.told(drop.key) for drop in ledger.read_drops(site.lake)}


def _with_file(row: Row, files: Mapping[str, str], sentences: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "file": files.get(row["drop_id"], ""), "policy_text": sentences.get(row["policy"], "")}
