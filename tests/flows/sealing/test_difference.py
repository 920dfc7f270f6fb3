"""A later correction shows as a difference: what was sealed stays what it was."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from config.cohorts import Cohort
from flows.errors import Misuse
from flows.lake import places, sealed
from flows.sealing.difference import difference
from flows.sealing.seal import Of, Sealing, seal
from flows.site import Site
from flows.terminal import Exit
from tests.flows.sealing.conftest import HOMES, PEOPLE, PutOut, Row

DAY = date(2023, 12, 31)
EXITED = Cohort("household", "household_type = 'exited'", ("household_type", "size", "groups"))


@pytest.fixture
def corrected(site: Site, put_out: PutOut) -> Site:
    """The exits of 2023 sealed; since then one household turned out poor, one lost a member and a group, one is unknown."""
    put_out("2023-12-31", [*HOMES, {"household_id": "he", "household_type": "exited", "size": 3}])
    seal("exits", EXITED, Of(as_of=DAY), Sealing("局", "考核"), quiet=True)
    changed: list[Row] = [
        {**HOMES[0], "size": 1, "groups": []},
        {**HOMES[1], "household_type": "poor"},
        {**HOMES[2], "household_type": "exited"},
        {"household_id": "he", "size": 3},
    ]
    put_out("2023-12-31.r2", changed)
    return site


def rows(document: Any) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in document["rows"]]


def test_gone_come_and_changed_are_told_row_by_row(corrected: Site, tmp_path: Path) -> None:
    sha256 = sealed.manifest(corrected.lake, "exits")["result"]["sha256"]
    said = difference("exits", Of(as_of=DAY), str(tmp_path / "diff.parquet"), quiet=True).document
    assert said["sealed"] == {"edition": "2023-12-31", "rows": 3, "unknown": 1}
    assert said["now"] == {"edition": "2023-12-31.r2", "rows": 2, "unknown": 1}
    assert (said["gone"], said["gone_now"], said["come"], said["changed_rows"]) == (2, {"outside": 1, "unknown": 1}, 1, 1)
    assert said["changed_cells"] == {"household_type": 2, "groups": 1, "size": 1}
    assert rows(said) == [
        ("ha", "changed", "member", "size", "2", "1"),
        ("ha", "changed", "member", "groups", '["dialysis"]', "[]"),
        ("hb", "gone", "outside", None, None, None),
        ("hb", "changed", "outside", "household_type", "exited", "poor"),
        ("hc", "come", "member", None, None, None),
        ("he", "gone", "unknown", None, None, None),
        ("he", "changed", "unknown", "household_type", "exited", None),
    ]
    assert pl.read_parquet(tmp_path / "diff.parquet").rows() == rows(said)
    assert json.dumps(said)
    assert sealed.manifest(corrected.lake, "exits")["result"]["sha256"] == sha256
    assert rows(difference("exits", Of(edition="2023-12-31"), "", quiet=True).document) == []


def test_people_of_such_households_are_a_cohort_too(site: Site, put_out: PutOut) -> None:
    put_out("2023-12-31")
    exited = Cohort("person", "alive", ("household_id",), {"household": EXITED.where})
    said = seal("people", exited, Of(as_of=DAY), Sealing("局", "考核"), quiet=True).document
    assert (said["rows"], said["unknown"]) == (3, 1)
    put_out("2024-01-31", HOMES, PEOPLE[1:])
    assert rows(difference("people", Of(), "", quiet=True).document) == [("p0", "gone", "absent", None, None, None)]


def test_a_cohort_that_was_changed_or_never_sealed_is_compared_with_nothing(corrected: Site) -> None:
    with pytest.raises(Misuse, match="nothing is sealed as entries"):
        difference("entries", Of(), "", quiet=True)
    with pytest.raises(Misuse, match=r"\.csv or \.parquet"):
        difference("exits", Of(), "diff.xlsx", quiet=True)
    corrected.lake.store.put(places.sealed("exits", sealed.manifest(corrected.lake, "exits")["result"]["file"]), b"PAR1")
    assert difference("exits", Of(), "", quiet=True).exit_code == Exit.REFUSED
