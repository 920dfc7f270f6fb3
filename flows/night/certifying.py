"""The edition's certificate: the master suites of Great Expectations over tonight's tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from config.tables import load_tables
from expectations.judge import judge
from expectations.master import certificate, household_suite, master_measures, master_suite, person_suite
from flows.orchestrate import step


@step()
def certify(tables: Mapping[str, Path], previous: Mapping[str, int]) -> dict[str, Any]:
    """Counts only. `previous`: rows of the edition before, by table; empty for the first."""
    contracts = load_tables()
    household, person = pl.scan_parquet(tables["household"]), pl.scan_parquet(tables["person"])
    measures = master_measures(
        household, person, previous_households=previous.get("household"), previous_persons=previous.get("person")
    )
    return certificate(
        [
            judge(household, household_suite(contracts["household"])),
            judge(person, person_suite(contracts["person"])),
            judge(measures, master_suite()),
        ]
    )
