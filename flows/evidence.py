"""The rows behind published columns that `person_field` does not tell: groups, bills, open findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from config.thresholds import threshold
from flows.editions import scan
from flows.lake import changelog, published
from flows.site import Site
from transforms.history import state
from transforms.household.bills import ILLNESS_VISITS
from transforms.household.lifecycle import OPEN
from transforms.household.states import SETTLEMENTS

Row = dict[str, Any]
SPECIAL_GROUP, COST_WINDOW, ILLNESS, RULE = "special_group", "cost_window", "illness_evidence", "rule"
SENTENCES = {
    SPECIAL_GROUP: "A row that puts the person into the group; of each kind of evidence the newest (config/groups.yaml).",
    COST_WINDOW: "A bill settled in the window up to the edition's day; a reversal is a bill of its own with negative amounts.",
    ILLNESS: "A chronic-outpatient or inpatient bill, or one of a registered disease.",
    RULE: "A finding that is open, assigned, confirmed or waived; `hearth explain finding ID` tells all of it.",
}
"""Policies of such rows -> what they mean."""


def rows_behind(site: Site, edition: str, people: Sequence[str], household: str, column: str) -> list[Row]:
    """Rows as `person_field` has them, for one column or (empty) all of these."""
    wanted = {COLUMNS[column]} if column in COLUMNS else set() if column else set(COLUMNS.values())
    found = [row for rows in wanted for row in rows(site, edition, people, household)]
    return sorted(found, key=lambda row: (row["person_id"], row["field"], row["feed"], row["drop_id"], row["row"] or 0))


def _groups(site: Site, edition: str, people: Sequence[str], _household: str) -> Iterator[Row]:
    of_people = (
        scan(site, "person", edition).filter(pl.col("person_id").is_in(list(people))).select("person_id", "group_evidence")
    )
    for person, evidence in of_people.collect().iter_rows():
        for cell in evidence:
            place = {name: cell[name] for name in ("feed", "drop_id", "sheet", "row")}
            yield _row(person, "groups", f"{cell['group']}: {cell['kind']}", SPECIAL_GROUP, **place)


def _findings(site: Site, edition: str, _people: Sequence[str], household: str) -> Iterator[Row]:
    of_home = scan(site, "findings", edition).filter(pl.col("household_id") == household, pl.col("status").is_in(OPEN))
    for found in of_home.select("finding_id", "rule_id", "subject_id", "evidence").collect().iter_rows(named=True):
        for cell in found["evidence"]:
            place = {name: cell[name] for name in ("feed", "drop_id", "sheet", "row")}
            yield _row(found["subject_id"], "open_findings", f"{found['rule_id']} {found['finding_id']}", RULE, **place)


def _self_pay(site: Site, edition: str, people: Sequence[str], _household: str) -> Iterator[Row]:
    return _bills(site, edition, people, "self_pay_12m", "self_pay")


def _medical_aid(site: Site, edition: str, people: Sequence[str], _household: str) -> Iterator[Row]:
    return _bills(site, edition, people, "medical_aid_12m", "medical_aid_pay")


def _bills(site: Site, edition: str, people: Sequence[str], field: str, amount: str) -> Iterator[Row]:
    """The bills of the window under the people's numbers, as the edition knew them."""
    as_of, known = _bills_known(site, edition, people)
    since = pl.lit(as_of).dt.offset_by(f"-{int(threshold('cost_window_months', as_of))}mo")
    for bill in _collected(known.filter(pl.col("settled_at") > since, pl.col("settled_at") <= as_of)):
        fen = bill[amount]
        yield _of_bill(bill, field, None if fen is None else f"{fen / 100:.2f}", COST_WINDOW)


def _illness(site: Site, edition: str, people: Sequence[str], _household: str) -> Iterator[Row]:
    _, known = _bills_known(site, edition, people)
    telling = pl.col("visit_type").is_in(ILLNESS_VISITS) | pl.col("disease_code").is_not_null()
    for bill in _collected(known.filter(telling, pl.col("reversal_of").is_null())):
        yield _of_bill(bill, "causes_evidence", "illness", ILLNESS)


def _bills_known(site: Site, edition: str, people: Sequence[str]) -> tuple[date, pl.LazyFrame]:
    """The edition's day, and the state of the bills as of it, of the people only."""
    given = published.manifest(site.lake, "person", edition)["inputs"]
    as_of = date.fromisoformat(given["as_of"])
    known_by = datetime.fromisoformat(given["known_by"]) if given["known_by"] else None
    contract = site.contracts.get(SETTLEMENTS)
    log = changelog.read_log(site.lake, contract.table) if contract else None
    if log is None:
        return as_of, pl.LazyFrame(schema=_BILL)
    mine = pl.col("id_number__person").is_in(list(people)) & pl.col("_drop_id").is_in(given["drops"])
    return as_of, state(log.rows().filter(mine), as_of, known_by)


_BILL = {
    "id_number__person": pl.String(), "settled_at": pl.Date(), "self_pay": pl.Int64(), "medical_aid_pay": pl.Int64(),
    "visit_type": pl.String(), "disease_code": pl.String(), "reversal_of": pl.String(), "_drop_id": pl.String(),
    "_sheet": pl.String(), "_row": pl.Int64(),
}  # fmt: skip


def _collected(bills: pl.LazyFrame) -> Iterator[Row]:
    return bills.select(list(_BILL)).collect().iter_rows(named=True)


def _of_bill(bill: Mapping[str, Any], field: str, value: str | None, policy: str) -> Row:
    place = {"feed": SETTLEMENTS, "drop_id": bill["_drop_id"], "sheet": bill["_sheet"], "row": bill["_row"]}
    return _row(bill["id_number__person"], field, value, policy, **place)


def _row(subject: str, field: str, value: str | None, policy: str, **place: Any) -> Row:
    return {"person_id": subject, "field": field, "value": value, "state": "chosen", "policy": policy, **place}


COLUMNS: Mapping[str, Callable[[Site, str, Sequence[str], str], Iterator[Row]]] = {
    "groups": _groups,
    "group_evidence": _groups,
    "open_findings": _findings,
    "self_pay_12m": _self_pay,
    "medical_aid_12m": _medical_aid,
    "causes_evidence": _illness,
    "causes": _illness,
}
"""Published columns -> the rows behind them."""
