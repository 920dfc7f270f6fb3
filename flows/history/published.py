"""What the editions said of a person or a household, in spans, with the rows behind each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from config.policies import load_policies
from config.tables import load_tables
from flows.evidence import COLUMNS as WITH_ROWS
from flows.evidence import SENTENCES, rows_behind
from flows.explain import fields_of
from flows.history.editions import Row, rows_of
from flows.history.spans import spans
from flows.history.whom import Subject
from flows.lake import keys, ledger
from flows.site import Site

NOT_TOLD = ("edition",)
"""Columns whose history is nobody's."""


def published_spans(site: Site, found: Subject, column: str, rows: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """What the editions said, in spans, with the rows behind each.

    Of one column every edition's rows are looked at, and another row begins another span; of a column that is counted there are also the
    rows that were counted at first. Of all columns spans are of values, each with the rows of its first edition.
    """
    table, own = load_tables()[found.grain].by_name, f"{found.grain}_id"
    columns = [name for name in ([column] if column else table) if name in table and name not in (own, *NOT_TOLD)]
    if column:
        fields = _fields(site, found, list(found.rows), columns)
        told = spans(own, found.rows, columns, lambda edition, row, name: _behind(found, fields[edition], row, name))
    else:
        told = spans(own, found.rows, columns, lambda *_: ())
        fields = _fields(site, found, list(dict.fromkeys(span["first_edition"] for span in told)), columns)
    logs = {feed: frame.lazy() for feed, frame in rows.items()}
    files, sentences = _files(site), {**load_policies().sentences, **SENTENCES}
    for span in told:
        behind = span["evidence"] if column else _at_first(found, span, fields)
        counted = _counted(site, found, span, logs) if column in WITH_ROWS else []
        span["evidence"] = [_with_file(one, files, sentences) for one in (*behind, *counted)]
    return told


def _fields(site: Site, found: Subject, editions: Sequence[str], columns: Sequence[str]) -> dict[str, list[Row]]:
    """Edition -> the rows of `person_field` of its people that are behind one of the columns."""
    people = sorted({one for edition in editions for one in found.people(edition)})
    wanted = {field for column in columns for field in fields_of(column)}
    match = pl.col("person_id").is_in(people) & pl.col("field").is_in(sorted(wanted))
    return rows_of(site, "person_field", editions, match, ("person_id", "field", "state", "feed", "row"))


def _behind(found: Subject, fields: Sequence[Row], row: Row, column: str) -> list[Row]:
    """The rows of fields behind one column of one row of a table."""
    people, wanted = found.people_of(row), fields_of(column)
    return [one for one in fields if one["person_id"] in people and one["field"] in wanted]


def _at_first(found: Subject, span: Mapping[str, Any], fields: Mapping[str, Sequence[Row]]) -> list[Row]:
    """As `_behind`, in the first edition of a span."""
    row = found.row(span["first_edition"], span[f"{found.grain}_id"])
    return [] if row is None else _behind(found, fields[span["first_edition"]], row, span["column"])


def _counted(site: Site, found: Subject, span: Mapping[str, Any], logs: Mapping[str, pl.LazyFrame]) -> list[Row]:
    """The rows that a counted value was counted from in the first edition of a span."""
    edition = span["first_edition"]
    row = found.row(edition, span[f"{found.grain}_id"])
    if row is None:
        return []
    return [*rows_behind(site, edition, found.people_of(row), str(row["household_id"]), span["column"], logs)]


def _files(site: Site) -> dict[str, str]:
    return {drop.drop_id: keys.told(drop.key) for drop in ledger.read_drops(site.lake)}


def _with_file(row: Row, files: Mapping[str, str], sentences: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "file": files.get(row["drop_id"], ""), "policy_text": sentences.get(row["policy"], "")}
