"""A lake with one small published edition: two towns, three households, and findings as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows.lake import published, vault
from flows.lake.init import create
from flows.lake.vault import PERSONS
from flows.site import Site, open_site
from tests.flows.roster import number
from transforms.household.tables import schema_of

DAY = date(2024, 5, 31)
EDITION = "2024-05-31"
STONE, RIVER = "青石镇", "上河镇"
PEOPLE = {"p1": "王小满", "p2": "李秋分", "p3": "赵立夏"}
"""Heads of h1 (青石镇), h2 (青石镇) and h3 (上河镇)."""
VILLAGES = {"110101001001": ("河东村", STONE), "110101001002": ("河西村", STONE), "110101002001": ("河东村", RIVER)}
EVIDENCE = {"feed": "civil_affairs/household_roster", "drop_id": "d1", "sheet": "", "row": 7, "column": "id_number"}


def finding(number: int, **fields: Any) -> dict[str, Any]:
    """One row of `findings`: by default an open gap of a person of household h1."""
    given = {
        "finding_id": f"f{number:020x}",
        "rule_id": "GA01",
        "rule_version": "1.0.0",
        "kind": "gap",
        "grain": "person",
        "subject_id": "p1",
        "household_id": "h1",
        "town": STONE,
        "village_code": "110101001001",
        "owner": "河东村",
        "severity": "high",
        "message": "该人员疑似没有参加医疗保险。",
        "evidence": [EVIDENCE],
        "first_seen": date(2024, 5, 1),
        "last_seen": DAY,
        "status": "open",
        "due": date(2024, 6, 15),
        "edition": DAY,
        "opened_on": date(2024, 5, 1),
    }
    return given | fields


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as the table's contract types them; what a row does not say is null."""
    return pl.DataFrame(list(rows), schema=schema_of(name))


def tables(findings: Sequence[Mapping[str, Any]], folder: Path) -> dict[str, Path]:
    """The parquet files of one night."""
    homes = [
        {"household_id": f"h{at}", "household_no": f"H000{at}", "head_person_id": f"p{at}", "town": town, "village": village}
        for at, (village, town) in enumerate([("河东村", STONE), ("河西村", STONE), ("河东村", RIVER)], start=1)
    ]
    frames = {
        "findings": table("findings", findings),
        "household": table("household", homes),
        "village": table("village", [{"village_code": c, "village": v, "town": t} for c, (v, t) in VILLAGES.items()]),
        "town": table("town", [{"town": STONE}, {"town": RIVER}]),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in frames}


def publish(site: Site, findings: Sequence[Mapping[str, Any]], folder: Path, day: date = DAY) -> dict[str, Path]:
    """Publishes an edition with these findings, and makes its people known to the vault."""
    files = tables(findings, folder)
    edition = published.reserve(site.lake, day, {"findings": [row["finding_id"] for row in findings]})
    published.publish(site.lake, edition, files, inputs={}, certificate={})
    people = [
        {"person_id": p, "id_number": number(at), "name": name, "phone": None} for at, (p, name) in enumerate(PEOPLE.items())
    ]
    pl.DataFrame(people, schema=PERSONS).write_parquet(folder / "persons.parquet")
    vault.put_persons(site.lake, folder / "persons.parquet")
    return files


def open_desk(findings: Sequence[Mapping[str, Any]], folder: Path) -> Site:
    """A new lake where HEARTH_STORE says, with the edition published."""
    create(open_site().lake)
    site = open_site()
    publish(site, findings, folder)
    return site
