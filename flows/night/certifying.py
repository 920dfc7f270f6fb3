"""The edition's certificate: the master suites of Great Expectations over tonight's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from config.tables import load_tables
from expectations.judge import judge
from expectations.master import certificate, findings_suite, household_suite, master_measures, master_suite, person_suite
from expectations.verdict import Verdict
from flows.lake import places
from flows.orchestrate import step
from flows.report.checkpages import INDEX


@dataclass(frozen=True)
class Certified:
    """The edition's certificate, counts only, and the verdicts that it quotes and the pages of checks show in full."""

    certificate: dict[str, Any]
    verdicts: tuple[Verdict, ...]


@step()
def certify(tables: Mapping[str, Path], previous: Mapping[str, int], edition: str, kinds: Iterable[str]) -> Certified:
    """Judges the tables. `previous`: rows of the edition before, by table; empty for the first. `kinds`: those of the rule pack."""
    contracts = load_tables()
    household, person = pl.scan_parquet(tables["household"]), pl.scan_parquet(tables["person"])
    measures = master_measures(
        household, person, previous_households=previous.get("household"), previous_persons=previous.get("person")
    )
    verdicts = (
        judge(household, household_suite(contracts["household"])),
        judge(person, person_suite(contracts["person"])),
        judge(pl.scan_parquet(tables["findings"]), findings_suite(contracts["findings"], kinds)),
        judge(measures, master_suite()),
    )
    return Certified(certificate(verdicts, docs=places.report(edition, INDEX)), verdicts)
