"""Where a published value comes from: the value chosen, the policy that chose it, what lost, and the file, sheet and row of each."""

from __future__ import annotations

from typing import Any

import polars as pl

from config.policies import load_policies
from flows.aliases import counted_as, links_of
from flows.answer import Answer
from flows.editions import chosen, scan
from flows.erase.tombstone import how_erased, how_lifted, tombstones
from flows.errors import Misuse
from flows.evidence import SENTENCES, rows_behind
from flows.findings.explaining import explain_finding
from flows.history.cells import text
from flows.lake import ledger
from flows.lake.keys import told
from flows.site import Site, open_site
from flows.terminal import out, table


def explain(grain: str, subject: str, column: str, edition: str) -> Answer:
    """A household (by id or number) with its members' fields, a person (also by an id that counts as theirs) with the links, or a
    finding; one column or all.
    """
    if grain not in ("household", "person", "finding"):
        raise Misuse(f"hearth explain {grain}: explain a household, a person or a finding")
    site = open_site()
    which = chosen(site, edition)
    if grain == "finding":
        return explain_finding(site, which, subject, column)
    asked = counted_as(site, which).get(subject, subject) if grain == "person" else subject
    match = pl.col(f"{grain}_id") == asked
    if grain == "household":
        match = match | (pl.col("household_no") == subject)
    rows = scan(site, grain, which).filter(match).collect()
    if rows.is_empty() and grain == "person" and (gone := tombstones(site, asked)):
        return _erased(which, gone[-1])
    if rows.height != 1:
        raise Misuse(f"edition {which} has {rows.height} rows for {grain} {subject}")
    row = rows.row(0, named=True)
    if column and column not in row:
        raise Misuse(f"{grain} has no column {column}; it has {', '.join(row)}")
    people = [member["person_id"] for member in row["members"] or ()] if grain == "household" else [row["person_id"]]
    evidence = _evidence(site, which, people, str(row["household_id"]), column)
    value = {column: row[column]} if column else row
    links = links_of(site, which, asked) if grain == "person" and not column else []
    return _answer(grain, which, value, evidence, links)


def _evidence(site: Site, edition: str, people: list[str], household: str, column: str) -> list[dict[str, Any]]:
    """Field rows of the people, with the file each came from and the sentence of the policy."""
    fields = scan(site, "person_field", edition).filter(pl.col("person_id").is_in(people))
    if column:
        fields = fields.filter(pl.col("field").is_in(fields_of(column)))
    files = {drop.drop_id: told(drop.key) for drop in ledger.read_drops(site.lake)}
    sentences = {**load_policies().sentences, **SENTENCES}
    told_by_field = fields.sort("person_id", "field", "state", "feed", "row").collect().iter_rows(named=True)
    return [
        {**row, "file": files.get(row["drop_id"], ""), "policy_text": sentences.get(row["policy"], "")}
        for row in (*told_by_field, *rows_behind(site, edition, people, household, column))
    ]


def _erased(edition: str, gone: dict[str, Any]) -> Answer:
    """Of a person who was erased only that they were."""

    def show() -> None:
        out.print(how_erased(gone), soft_wrap=True, markup=False)
        if gone["lifted_at"]:
            out.print(f"{how_lifted(gone)}; rows delivered since then are taken in", soft_wrap=True, markup=False)

    return Answer({"grain": "person", "edition": edition, "state": "erased", **gone}, show)


DERIVED = {
    "size": ("household_no", "alive", "relation"),
    "members": ("relation", "sex", "birth_date"),
    "insured_members": ("insurance", "alive"),
    "uninsured_members": ("insurance", "alive"),
    "students": ("school_stage", "school_status"),
    "severe_disabled": ("disability_type", "disability_grade"),
    "head_person_id": ("relation",),
    "birth_year": ("birth_date",),
    "causes_evidence": ("disability_grade", "school_status"),
    "causes": ("disability_grade", "school_status"),
}
"""Published columns that are counted from fields of persons -> those fields."""


FACTS = (
    "household_no", "town", "village", "village_code", "household_type", "monitored_type", "causes_declared",
    "income_per_capita",
)  # fmt: skip
"""Columns that the household's roster rows state themselves: the rows that placed its members are the evidence."""


def fields_of(column: str) -> tuple[str, ...]:
    """The fields of persons that are behind a published column."""
    return DERIVED.get(column, ("household_id",) if column in FACTS else (column,))


def _answer(
    grain: str, edition: str, value: dict[str, Any], evidence: list[dict[str, Any]], links: list[dict[str, Any]]
) -> Answer:
    def show() -> None:
        table(f"{grain}, edition {edition}", ("column", "value"), [(name, text(cell)) for name, cell in value.items()])
        columns = ("person", "field", "value", "state", "policy", "file", "sheet", "row")
        rows = [
            (
                e["person_id"],
                e["field"],
                text(e["value"]),
                e["state"],
                e["policy"],
                e["file"].rpartition("/")[2],
                e["sheet"],
                e["row"],
            )
            for e in evidence
        ]
        if rows:
            table("evidence", columns, rows, ("row",))
        for policy in sorted({e["policy"] for e in evidence if e["policy"]}):
            sentence = next(e["policy_text"] for e in evidence if e["policy"] == policy)
            out.print(f"{policy}: {sentence}", soft_wrap=True)
        if links:
            table("links", OF_LINKS, [[text(link.get(name)) for name in OF_LINKS] for link in links], ("score",))

    document = {"grain": grain, "edition": edition, "value": value, "evidence": evidence}
    return Answer(document | ({"links": links} if grain == "person" else {}), show)


OF_LINKS = ("left", "right", "score", "decision", "decided_by", "until", "why")
"""Columns of the links that are shown."""
