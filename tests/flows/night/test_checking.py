"""A night lays down the pages of its checks: every link leads somewhere, the certificate names them, nobody is named in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from config.contracts import load_contracts
from config.tables import load_tables
from expectations.evidence import documents
from expectations.feeds import drop_suite, rows_suite
from expectations.judge import judge
from expectations.master import findings_suite, household_suite, master_measures, master_suite, person_suite
from expectations.measures import drop_measures
from expectations.verdict import Verdict
from flows.ingest import ingest
from flows.lake.init import create
from flows.night.checking import write_checks
from flows.night.inputs import inputs
from flows.nightly import nightly
from flows.report.checkpages import CheckPage, SuiteDocs, page_html
from flows.site import open_site
from tests.expectations.rows import accepted, household, person, table
from tests.flows.report.pagechecks import outline
from tests.flows.roster import drop_roster

MAY = date(2024, 5, 31)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty lake that every flow called here works on."""
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    create(open_site().lake)
    return tmp_path


@pytest.mark.slow
def test_the_checks_of_a_night_and_of_its_drops_have_pages(city: Path) -> None:
    drop_roster(city / "inbox", "20240430", 40)
    drop_roster(city / "inbox", "20240531", 10)  # shrunken: held
    taken = ingest()
    done = nightly(MAY)
    assert done.certificate is not None
    index = city / done.certificate["docs"]
    assert index == city / "reports/2024-05-31/checks/index.html"
    sealed = json.loads((city / "published/household/edition=2024-05-31/certificate.json").read_text())
    assert sealed["docs"] == done.certificate["docs"]
    pages = linked(city / "reports/2024-05-31/report.html")
    assert pages >= {index, *(index.parent / f"drops/{one.drop.drop_id}.html" for one in taken if one.drop)}
    held = next(one.drop for one in taken if one.drop and one.state == "held")
    told = outline((index.parent / f"drops/{held.drop_id}.html").read_bytes())
    assert "上次有、这次没有的记录所占比例" in told.text
    assert "暂停接收，等待确认" in told.text
    kept = list((city / "receipts").rglob("checks.json"))
    assert len(kept) == 2
    assert not re.search(r"\d{17}[\dX]", "".join(path.read_text() for path in [*kept, *pages]))


def linked(start: Path) -> set[Path]:
    """Every page reached from a page; each is checked on the way."""
    found: set[Path] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        links = {str(value) for name, value in outline(here.read_bytes()).attributes if name == "href"}
        fresh = {(here.parent / link).resolve() for link in links if link.endswith(".html")} - found
        found |= fresh
        ahead += fresh
    return found


def test_drops_without_kept_checks_have_no_page(city: Path) -> None:
    drop_roster(city / "inbox", "20240531", 3)
    ingest()
    for path in (city / "receipts").rglob("checks.json"):
        path.unlink()
    site = open_site()
    address = write_checks(site, inputs(site, MAY, None), "2024-05-31", ())
    assert "没有新的批次" in Path(address).read_text()


PLANTED = {pl.String: "植入的王小满", pl.Int64: 987_654_321, pl.Float64: 987_654.321, pl.Date: date(1961, 9, 17)}
TRACES = ("植入", "王小满", "987654", "987,654", "1961")


def planted(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with somebody's values in every cell that is one of a text, a number or a day, so that whatever can fail does."""
    return rows.with_columns(
        pl.lit(value, dtype).alias(name)
        for name, dtype in rows.schema.items()
        for kind, value in PLANTED.items()
        if dtype == kind
    )


def judged() -> Iterator[Verdict]:
    """By every suite that a drop or a night is judged by."""
    for contract in load_contracts().values():
        rows = planted(accepted(contract, 3))
        yield judge(rows.lazy(), rows_suite(contract))
        known = rows.with_columns(_key=pl.lit("k")).lazy()
        yield judge(drop_measures(contract, rows.lazy(), known, rows_read=3, rows_rejected=0), drop_suite(contract))
    of = load_tables()
    home, someone = planted(table("household", household(1, "p1"), household(2, "p1"))), planted(table("person", person("p1", 1)))
    yield judge(home.lazy(), household_suite(of["household"]))
    yield judge(someone.lazy(), person_suite(of["person"]))
    yield judge(planted(table("findings", {"finding_id": "f1"}, {})).lazy(), findings_suite(of["findings"], ["gap"]))
    measures = master_measures(home.lazy(), someone.lazy(), previous_households=200, previous_persons=200)
    yield judge(measures, master_suite())


def test_no_page_of_checks_holds_anything_of_anybody_whom_the_rows_tell_of() -> None:
    """So that the pages of standing editions may stay as they are when somebody is erased."""
    failed = 0
    for verdict in judged():
        docs = documents(result.evidence for result in verdict.results)
        suites = tuple(SuiteDocs(title="逐项结果", document=one) for one in docs)
        page = page_html(CheckPage(place="drops/d.html", kind="drop", title="标题", suites=suites)).decode()
        said = page + json.dumps(docs, ensure_ascii=False, default=str)
        assert not [trace for trace in TRACES if trace in said], verdict.suite
        failed += len(verdict.failed)
    assert failed > 80, "the cells were looked at"
