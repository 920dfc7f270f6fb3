"""The rows behind published columns that `person_field` does not tell: groups, bills, open findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from flows.aliases import aliases
from flows.editions import scan
from flows.night.again import seen
from flows.site import Site
from transforms.household.aliases import under_one_id
from transforms.household.bills import illness_bills
from transforms.household.costs import in_window
from transforms.household.identified import holders_in
from transforms.household.identify import enrolment_rows, settlement_rows
from transforms.household.lifecycle import OPEN
from transforms.household.states import ENROLMENT, ROSTER, SETTLEMENTS, STUDENTS, state_of
from transforms.stages import Night

Row = dict[str, Any]
Logs = Mapping[str, pl.LazyFrame]
"""Feed -> rows of its change log."""
BILLS_REST_ON = (SETTLEMENTS, ENROLMENT, ROSTER, STUDENTS)
"""The feeds that say which bills are whose."""
SPECIAL_GROUP, COST_WINDOW, ILLNESS, RULE = "special_group", "cost_window", "illness_evidence", "rule"
SENTENCES = {
    SPECIAL_GROUP: "A row that puts the person into the group; of each kind of evidence the newest (config/groups.yaml).",
    COST_WINDOW: "A bill settled in the window up to the edition's day; a reversal is a bill of its own with negative amounts.",
    ILLNESS: "A chronic-outpatient or inpatient bill, or one of a registered disease.",
    RULE: "A finding that is open, assigned, confirmed or waived; `hearth explain finding ID` tells all of it.",
}
"""Policies of such rows -> what they mean."""


def rows_behind(
    site: Site, edition: str, people: Sequence[str], household: str, column: str, logs: Logs | None = None
) -> list[Row]:
    """Rows as `person_field` has them, for one column or (empty) all of these. `logs`: every row of the logs of BILLS_REST_ON that speaks of
    the people, where the caller has them.
    """
    wanted = {COLUMNS[column]} if column in COLUMNS else set() if column else set(COLUMNS.values())
    found = [row for rows in wanted for row in rows(site, edition, people, household, logs)]
    return sorted(found, key=lambda row: (row["person_id"], row["field"], row["feed"], row["drop_id"], row["row"] or 0))


def _groups(site: Site, edition: str, people: Sequence[str], _household: str, _logs: Logs | None) -> Iterator[Row]:
    of_people = (
        scan(site, "person", edition).filter(pl.col("person_id").is_in(list(people))).select("person_id", "group_evidence")
    )
    for person, evidence in of_people.collect().iter_rows():
        for cell in evidence:
            place = {name: cell[name] for name in ("feed", "drop_id", "sheet", "row")}
            yield _row(person, "groups", f"{cell['group']}: {cell['kind']}", SPECIAL_GROUP, **place)


def _findings(site: Site, edition: str, _people: Sequence[str], household: str, _logs: Logs | None) -> Iterator[Row]:
    of_home = scan(site, "findings", edition).filter(pl.col("household_id") == household, pl.col("status").is_in(OPEN))
    for found in of_home.select("finding_id", "rule_id", "subject_id", "evidence").collect().iter_rows(named=True):
        for cell in found["evidence"]:
            place = {name: cell[name] for name in ("feed", "drop_id", "sheet", "row")}
            yield _row(found["subject_id"], "open_findings", f"{found['rule_id']} {found['finding_id']}", RULE, **place)


def _self_pay(site: Site, edition: str, people: Sequence[str], _household: str, logs: Logs | None) -> Iterator[Row]:
    return _bills(site, edition, people, "self_pay_12m", "self_pay", logs)


def _medical_aid(site: Site, edition: str, people: Sequence[str], _household: str, logs: Logs | None) -> Iterator[Row]:
    return _bills(site, edition, people, "medical_aid_12m", "medical_aid_pay", logs)


def _bills(site: Site, edition: str, people: Sequence[str], field: str, amount: str, logs: Logs | None) -> Iterator[Row]:
    """The bills of the window that the night counted as the people's."""
    asked, bills = _bills_of(site, edition, people, logs)
    for bill in bills.filter(in_window(asked)).collect().iter_rows(named=True):
        fen = bill[amount]
        yield _of_bill(bill, field, None if fen is None else f"{fen / 100:.2f}", COST_WINDOW)


def _illness(site: Site, edition: str, people: Sequence[str], _household: str, logs: Logs | None) -> Iterator[Row]:
    asked, bills = _bills_of(site, edition, people, logs)
    for bill in illness_bills(asked, bills=bills).collect().iter_rows(named=True):
        yield _of_bill(bill, "causes_evidence", "illness", ILLNESS)


def _bills_of(site: Site, edition: str, people: Sequence[str], logs: Logs | None) -> tuple[Night, pl.LazyFrame]:
    """What the edition's night was asked, and its bills of these people: by their number, else by the number they are insured under."""
    asked, states = seen(site, edition, BILLS_REST_ON, logs)
    enrolment = enrolment_rows(asked, enrolment=state_of(states, ENROLMENT), holders=holders_in(states, asked))
    told = settlement_rows(asked, settlements=state_of(states, SETTLEMENTS), enrolment=enrolment)
    bills = under_one_id(asked, {SETTLEMENTS: told}, aliases(site, edition))[SETTLEMENTS]
    return asked, bills.filter(pl.col("person_id").is_in(list(people)))


def _of_bill(bill: Mapping[str, Any], field: str, value: str | None, policy: str) -> Row:
    place = {"feed": SETTLEMENTS, "drop_id": bill["_drop_id"], "sheet": bill["_sheet"], "row": bill["_row"]}
    return _row(bill["person_id"], field, value, policy, **place)


def _row(subject: str, field: str, value: str | None, policy: str, **place: Any) -> Row:
    return {"person_id": subject, "field": field, "value": value, "state": "chosen", "policy": policy, **place}


COLUMNS: Mapping[str, Callable[[Site, str, Sequence[str], str, Logs | None], Iterator[Row]]] = {
    "groups": _groups,
    "group_evidence": _groups,
    "open_findings": _findings,
    "self_pay_12m": _self_pay,
    "medical_aid_12m": _medical_aid,
    "causes_evidence": _illness,
    "causes": _illness,
}
"""Published columns -> the rows behind them."""
