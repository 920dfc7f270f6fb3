"""A lake whose change logs and editions are written by hand: a few rows of a few people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from config.reasons import reasons
from flows.lake import changelog, ledger, published
from flows.lake.init import create
from flows.site import Site, open_site
from transforms.household.tables import schema_of
from transforms.pseudonym import accepted_schema

ROSTER, ENROLMENT, SETTLEMENTS = "civil_affairs/household_roster", "health_insurance/enrolment", "health_insurance/settlements"
STUDENTS, AID, ASSISTANCE = "education/students", "education/aid", "civil_affairs/assistance"
HOUR = datetime(2024, 8, 1, tzinfo=UTC)
Rows = Mapping[str, Mapping[str, Any] | None]
"""Key -> the columns of its row; None: the key is absent."""


class Lives:
    """The lake at HEARTH_STORE."""

    def __init__(self, folder: Path) -> None:
        create(open_site().lake)
        self.site: Site = open_site()
        self._folder = folder
        self._drops = 0

    def tell(self, feed: str, day: str, hour: int, rows: Rows, *, drop: str = "", again_of: str = "", **fields: Any) -> str:
        """One commit of a log, of a drop that speaks of `day` and was taken in at `hour`; its id. `again_of`: rows of that drop, read again."""
        contract = self.site.contracts[feed]
        log = changelog.open_log(self.site.lake, contract.table, accepted_schema(contract))
        self._drops += 1
        drop_id = again_of or drop or f"drop{self._drops}"
        data_date, known_at = date.fromisoformat(day), HOUR + timedelta(hours=hour)
        stamp = {"_data_date": data_date, "_known_at": known_at, "_order": log.order, "_drop_id": drop_id, "_hash": 0}
        told = [
            {"_key": key, "_op": "absent", **stamp}
            if row is None
            else {"_sheet": "", "_row": place, "_key": key, "_op": "upsert", **row, **stamp}
            for place, (key, row) in enumerate(rows.items(), start=2)
        ]
        schema = {**accepted_schema(contract), **changelog.LOG_COLUMNS}
        log.append(pl.DataFrame(told, schema=schema), f"commit{self._drops}")
        if not again_of:
            self._record(feed, drop_id, data_date, known_at, fields)
        return drop_id

    def _record(self, feed: str, drop_id: str, data_date: date, known_at: datetime, fields: Mapping[str, Any]) -> None:
        department, _, name = feed.partition("/")
        given = {"key": f"{feed}/{drop_id}.csv", "version": "1", "sha256": drop_id, "landed_at": known_at, "state": "done"}
        drop = ledger.Drop(
            drop_id=drop_id, department=department, feed=name, data_date=data_date, known_at=known_at, **{**given, **fields}
        )
        ledger.record(self.site.lake, drop)

    def publish(self, day: str, *, show: bool = True, **tables: Sequence[Mapping[str, Any]]) -> str:
        """An edition of a day with these rows; what a row does not say is null. Its name."""
        named = {"as_of": day, "known_by": None, "drops": sorted(drop.drop_id for drop in ledger.read_drops(self.site.lake))}
        edition = published.reserve(self.site.lake, date.fromisoformat(day), {**named, "rows": repr(tables)})
        folder = self._folder / edition
        folder.mkdir(parents=True)
        given: dict[str, Sequence[Mapping[str, Any]]] = {"links": [], "changes": [], "person_field": [], **tables}
        for name, rows in given.items():
            pl.DataFrame([*rows], schema=schema_of(name)).write_parquet(folder / f"{name}.parquet")
        files = {name: folder / f"{name}.parquet" for name in given}
        published.publish(self.site.lake, edition, files, inputs=named, certificate={}, swap=show)
        return edition

    def refused(self, feed: str, drop: str, row: int, column: str, rule: str, **cells: str) -> dict[str, Any]:
        """One row of the rejections; `cells` by heading."""
        department, _, name = feed.partition("/")
        return {
            "drop_id": drop,
            "department": department,
            "feed": name,
            "sheet": "",
            "row": row,
            "column": column,
            "header": column,
            "rule": rule,
            "reason": reasons()[rule].title,
            "cells": json.dumps(list(cells.items()), ensure_ascii=False),
        }

    def folder_of(self, table: str, edition: str) -> Path:
        """Where an edition of a table lies."""
        return Path(self.site.lake.store.root) / "published" / table / f"edition={edition}"


def person(person_id: str, household_id: str = "h1", **fields: Any) -> dict[str, Any]:
    """One row of `person`."""
    return {"person_id": person_id, "household_id": household_id, **fields}


def field_of(person_id: str, name: str, value: str, feed: str, row: int, drop: str = "drop1", **more: Any) -> dict[str, Any]:
    """One row of `person_field`, chosen by the register unless it says otherwise."""
    given = {"person_id": person_id, "field": name, "value": value, "state": "chosen", "policy": "issuer_first", "sheet": ""}
    return {**given, "feed": feed, "drop_id": drop, "row": row, **more}


def renamed(grain: str, old: str, new: str, **more: Any) -> dict[str, Any]:
    """One row of `changes`: somebody goes on under another id."""
    of = {"household_id": "h1", "person_id": new} if grain == "person" else {"household_id": new, "person_id": None}
    return {**of, "event": "field_changed", "field": f"{grain}_id", "old": old, "new": new, "evidence": [], **more}
