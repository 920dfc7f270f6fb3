"""Fills the nightly report from tonight's tables, the ledger and the certificate."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from config.contracts import Contract
from config.thresholds import threshold
from flows.lake import ledger, places, published
from flows.lake.corrections import scan_corrections
from flows.lake.ledger import Drop
from flows.night.assessment_report import rates_of, unused_of
from flows.night.changes_report import changed_of
from flows.night.coverage_report import coverage_of, fields_of, groups_of
from flows.night.findings_report import findings_of, rules_of
from flows.night.gates_report import gates_of
from flows.night.inputs import Inputs
from flows.night.targets_report import target_history, targets_of
from flows.night.villages_report import comparisons_of, progress_of, suspects_of
from flows.orchestrate import step
from flows.report.checkpages import INDEX
from flows.report.findings import about_people, kinds_asked
from flows.report.nightly import (
    DropLine,
    EditionPoint,
    EditionState,
    FeedLine,
    Figures,
    ReportData,
    SizeLine,
    report_html,
)
from flows.report.receipt import Check
from flows.report.towns import TownLine, town_lines
from flows.report.villages import PAGE as VILLAGES
from flows.report.villages import villages_html
from flows.site import Site
from transforms.household.states import ROSTER

PAGE = "report.html"
"""The edition's page."""
TITLES = {
    "household": "家庭主表",
    "person": "人员表",
    "person_field": "字段来源表",
    "findings": "疑点清单",
    "village": "村表",
    "town": "乡镇表",
}


@step(retries=2)
def write_report(
    site: Site, given: Inputs, edition: str, tables: Mapping[str, Path], certificate: Mapping[str, Any], state: EditionState
) -> str:
    """Writes the edition's page and that of its villages; the address of the first. What the page was made of is kept for `retell`."""
    data = report_data(site, given, edition, tables, certificate, state)
    if data.coverage_page:
        page = villages_html(data.coverage, [line.town for line in data.towns], data.least, data.edition)
        site.lake.store.put(places.report(edition, data.coverage_page), page)
    return put_page(site, edition, data)


def put_page(site: Site, edition: str, data: ReportData) -> str:
    """The edition's page, then what it was made of; the address of the page."""
    place = places.report(edition, PAGE)
    site.lake.store.put(place, report_html(data))
    site.lake.store.put(places.told_edition(edition), data.model_dump_json(round_trip=True).encode())
    return site.lake.store.url(place)


def report_data(
    site: Site,
    given: Inputs,
    edition: str,
    tables: Mapping[str, Path],
    certificate: Mapping[str, Any],
    state: EditionState,
) -> ReportData:
    """Everything the page shows. Drops are those that arrived after the edition before."""
    households = pl.read_parquet(tables["household"], columns=_HOUSEHOLD)
    before = published.shown_before(site.lake, given.as_of, given.known_by)
    last = before[-1] if before else None
    figures = _figures(households, open_items(site, given))
    checks = [result for suite in certificate["suites"] for result in suite["results"]]
    towns, coverage = town_lines(households), coverage_of(tables)
    unused, unused_count = unused_of(tables, given.drops)
    return ReportData(
        edition=given.as_of,
        known_by=given.known_by or max((drop.known_at for drop in given.drops), default=datetime.now(UTC)),
        state=state,
        figures=figures,
        last=_figures(_edition(site, last), items_then(site, last)) if last else None,
        drops=drop_lines(site, drops_since(site, given, last)),
        towns=towns,
        feeds=_feed_lines(site, given),
        sizes=_sizes(site, tables, last),
        checks=tuple(_check(result) for result in checks),
        checks_page=INDEX if certificate.get("docs") else "",
        history=(*(_point(site, name) for name in before[-30:]), _point_of(given.as_of, figures)),
        code_version=given.named["code"],
        least=int(threshold("report_least_persons", given.as_of)),
        findings=findings_of(
            tables,
            given.as_of,
            date.fromisoformat(last[:10]) if last else None,
            site.contracts,
            about_people(given.standards, given.freshness),
        ),
        rules=rules_of(tables),
        kinds=kinds_asked(given.standards, given.freshness),
        coverage=coverage,
        coverage_page=VILLAGES if coverage else "",
        groups=groups_of(tables),
        fields=fields_of(tables, {column.name: column.header for column in site.contracts[ROSTER].columns}),
        targets=targets_of(tables),
        target_history=target_history(site, before[-30:], tables, given.as_of),
        progress=progress_of(tables),
        comparisons=comparisons_of(tables),
        suspects=suspects_of(tables),
        rates=rates_of(tables),
        unused=unused,
        unused_count=unused_count,
        gates=gates_of(tables, given.standards.gates_of("household"), [line.town for line in towns]),
        changed=changed_of(tables),
        worklists=_worklists(site, edition, towns),
    )


def _worklists(site: Site, edition: str, towns: Sequence[TownLine]) -> dict[str, str]:
    """Where the worklists lie that were written before the page; of towns whose name is a file's name as it is."""
    written = {entry.key.rpartition("/")[2] for entry in site.lake.store.list(places.worklist(edition, ""))}
    named = {line.town: f"{line.town}.xlsx" for line in towns if re.fullmatch(r"\w+", line.town)}
    return {town: f"worklists/{name}" for town, name in named.items() if name in written}


_HOUSEHOLD = ["town", "size", "household_type", "monitored_type", "insured_members", "uninsured_members"]


def _figures(households: pl.DataFrame, refused: int) -> Figures:
    lines = town_lines(households)
    return Figures(
        households=sum(line.households for line in lines),
        persons=sum(line.persons for line in lines),
        registered_households=sum(line.registered_households for line in lines),
        registered_persons=sum(line.registered_persons for line in lines),
        insured=sum(line.insured for line in lines),
        refused_rows=refused,
    )


def _edition(site: Site, edition: str) -> pl.DataFrame:
    place = site.lake.store.url(places.published("household", edition, published.PART))
    options = dict(site.lake.store.storage_options) or None
    return pl.scan_parquet(place, storage_options=options, hive_partitioning=False).select(_HOUSEHOLD).collect()


def _point(site: Site, edition: str) -> EditionPoint:
    return _point_of(date.fromisoformat(edition[:10]), _figures(_edition(site, edition), 0))


def _point_of(day: date, figures: Figures) -> EditionPoint:
    return EditionPoint(edition=day, persons=figures.persons, registered_persons=figures.registered_persons)


def open_items(site: Site, given: Inputs) -> int:
    """Refused rows of the night's drops that no correction closed."""
    drops = [drop.drop_id for drop in given.drops]
    closed = scan_corrections(site.lake).filter(pl.col("drop_id").is_in(drops)).select(pl.len()).collect().item()
    return sum(drop.rows_rejected for drop in given.drops) - int(closed)


def items_then(site: Site, edition: str) -> int:
    """Refused rows of the drops an earlier edition rested on."""
    rested = set(published.manifest(site.lake, "household", edition)["inputs"]["drops"])
    return sum(drop.rows_rejected for drop in ledger.read_drops(site.lake) if drop.drop_id in rested)


def drops_since(site: Site, given: Inputs, last: str | None) -> list[Drop]:
    """Drops that became known after the edition `last`, as far as the night may see them."""
    known = set(published.manifest(site.lake, "household", last)["inputs"]["drops"]) if last else set()
    by = given.known_by
    return [
        drop
        for drop in ledger.read_drops(site.lake)
        if drop.drop_id not in known
        and (by is None or drop.known_at <= by)
        and (drop.data_date is None or drop.data_date <= given.as_of)
    ]


def drop_lines(site: Site, drops: Sequence[Drop]) -> tuple[DropLine, ...]:
    """Drops and their rows, a line a feed."""
    by_feed: dict[str, list[Drop]] = defaultdict(list)
    for drop in drops:
        by_feed[f"{drop.department}/{drop.feed}"].append(drop)
    lines = []
    for name, contract in site.awaited(by_feed).items():
        states = Counter(drop.state for drop in by_feed[name])
        counts = {
            f"rows_{kind}": sum(getattr(drop, f"rows_{kind}") for drop in by_feed[name])
            for kind in ("read", "accepted", "rejected")
        }
        numbers: dict[str, Any] = {**{str(state): count for state, count in states.items()}, **counts}
        lines.append(DropLine(department=contract.owner, feed=contract.title, **numbers))
    return tuple(lines)


def _feed_lines(site: Site, given: Inputs) -> tuple[FeedLine, ...]:
    return tuple(
        _feed_line(contract, given.freshness.get(name), given.as_of) for name, contract in site.awaited(given.freshness).items()
    )


def _feed_line(contract: Contract, newest: date | None, as_of: date) -> FeedLine:
    return FeedLine(
        department=contract.owner,
        feed=contract.title,
        data_date=newest,
        age_days=(as_of - newest).days if newest else None,
        cadence_days=contract.cadence_days,
    )


def _sizes(site: Site, tables: Mapping[str, Path], last: str | None) -> tuple[SizeLine, ...]:
    lines = []
    for table, title in TITLES.items():
        rows = pl.scan_parquet(tables[table]).select(pl.len()).collect().item()
        before = published.manifest(site.lake, table, last)["files"][published.PART]["rows"] if last else None
        lines.append(SizeLine(title=title, rows=rows, last_rows=before))
    return tuple(lines)


def _check(result: Mapping[str, Any]) -> Check:
    observed = result["observed"]
    return Check(
        title=result["title"],
        column=result["column"],
        observed=f"{observed:.4g}" if isinstance(observed, float) else str("" if observed is None else observed),
        expected=result["expected"],
        ok=result["success"],
        severity=result["severity"],
    )
