"""A lake with one small published edition whose links wait for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from flows.lake import judgements, published, vault
from flows.lake.init import create
from flows.lake.vault import PERSONS
from flows.linking.workbook import SHEET
from flows.site import Site, open_site
from tests.flows.findings.desk import EDITION, RIVER, STONE, VILLAGES, finding, table
from tests.flows.roster import number

DAY = date.fromisoformat(EDITION)
A, B, C, D = (f"p{letter * 20}" for letter in "abcd")
"""A and B are of 青石镇 and the roster, C of 上河镇; D is a pupil of no household, without a number."""
NAMES = {A: "王小满", B: "王小曼", C: "赵立夏", D: "王晓满"}
NUMBERS = {A: number(0), B: number(1), C: number(2), D: None}
HOMES = {A: ("h1", STONE, "河东村"), B: ("h2", STONE, "河西村"), C: ("h3", RIVER, "河东村")}
ROSTER, PUPILS = "civil_affairs/household_roster", "education/students"
INPUTS = {"as_of": EDITION, "known_by": None, "drops": []}
TO_FILL = ("判断结果", "依据", "判断人", "判断日期", "有效期至")


def link(left: str, right: str, score: float | None = 0.8, **fields: Any) -> dict[str, Any]:
    """One row of `links`: by default an open pair of the engine's."""
    given = {
        "left": left,
        "right": right,
        "score": score,
        "why": "姓名读音相同，出生日期相同。",
        "why_en": "names sound the same, same birth date",
        "decision": "open",
        "decided_by": "engine",
        "decided_on": DAY,
        "until": None,
        "edition": DAY,
    }
    return given | fields


def tables(links: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]]) -> dict[str, pl.DataFrame]:
    """The tables of one night that a review reads."""
    persons = [
        {"person_id": person, "household_id": HOMES.get(person, (None,))[0], "birth_date": date(1970, 1, 2)} for person in NAMES
    ]
    homes = [{"household_id": home, "town": town, "village": village} for home, town, village in HOMES.values()]
    fields = [
        {
            "person_id": person,
            "field": field,
            "value": "",
            "state": "chosen",
            "policy": "",
            "feed": feed,
            "drop_id": "d1",
            "row": 2,
        }
        for person in NAMES
        for field in ("name", "sex")
        for feed in ((PUPILS,) if person == D else (ROSTER, PUPILS))
    ]
    return {
        "links": table("links", links),
        "person": table("person", persons),
        "household": table("household", homes),
        "person_field": table("person_field", fields),
        "findings": table("findings", findings),
        "village": table("village", [{"village_code": code, "village": v, "town": t} for code, (v, t) in VILLAGES.items()]),
        "town": table("town", [{"town": STONE}, {"town": RIVER}]),
    }


def publish(
    site: Site, folder: Path, links: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]] = (), day: date = DAY
) -> None:
    """Publishes an edition with these links, and makes its people known to the vault."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables(links, findings).items():
        frame.write_parquet(folder / f"{name}.parquet")
    files = {path.stem: path for path in folder.glob("*.parquet")}
    edition = published.reserve(site.lake, day, {"links": len(links), "findings": len(findings)})
    published.publish(site.lake, edition, files, inputs=INPUTS, certificate={})
    people = [{"person_id": p, "id_number": NUMBERS[p], "name": name, "phone": None} for p, name in NAMES.items()]
    pl.DataFrame(people, schema=PERSONS).write_parquet(folder / "persons")
    vault.put_persons(site.lake, folder / "persons")


def open_desk(folder: Path, links: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]] = ()) -> Site:
    """A new lake where HEARTH_STORE says, with the edition published."""
    create(open_site().lake)
    site = open_site()
    publish(site, folder, links, findings)
    return site


def gap(number_: int, person: str, **fields: Any) -> dict[str, Any]:
    """A finding about a person."""
    return finding(number_, subject_id=person, **fields)


def kept(site: Site, *columns: str) -> list[tuple[Any, ...]]:
    """What was judged, in the order of the file's lines."""
    return judgements.scan(site.lake).sort("known_at", "line").select(columns).collect().rows()


def lines(path: Path) -> list[dict[str, str | None]]:
    """The lines of a workbook of pairs by heading."""
    header, *rows = openpyxl.load_workbook(path)[SHEET].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]  # type: ignore[arg-type]


def fill(path: Path, filled: Mapping[tuple[str, str], tuple[object, ...]], to: Path) -> Path:
    """Writes the clerk's cells (in the order of TO_FILL) behind the named pairs and saves the book as `to`."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    headings = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for heading, value in zip(TO_FILL, filled.get((str(row[0].value), str(row[1].value)), ()), strict=False):
            row[headings.index(heading)].value = value
    book.save(to)
    return to
