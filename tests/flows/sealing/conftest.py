"""A lake with small editions of two tables, as nights would have published them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.lake.init import create
from flows.lake.published import publish
from flows.site import Site, open_site
from transforms.household.tables import schema_of

Row = dict[str, Any]
PutOut = Callable[..., str]
HOMES: list[Row] = [
    {"household_id": "ha", "household_no": "H1", "town": "青石镇", "household_type": "exited", "size": 2, "groups": ["dialysis"]},
    {"household_id": "hb", "household_no": "H2", "town": "青石镇", "household_type": "exited", "size": 1, "groups": []},
    {"household_id": "hc", "household_no": "H3", "town": "白水镇", "household_type": "poor", "size": 4},
    {"household_id": "hd", "household_no": "H4", "town": "白水镇", "size": 1},
]
PEOPLE: list[Row] = [
    {"person_id": f"p{number}", "household_id": home, "alive": True, "sex": "male"}
    for number, home in enumerate(["ha", "ha", "hb", "hc", "hc", "hc", "hc", "hd"])
]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "lake"))
    monkeypatch.chdir(tmp_path)
    opened = open_site()
    create(opened.lake)
    return opened


@pytest.fixture
def put_out(site: Site, tmp_path: Path) -> PutOut:
    """Publishes an edition of some households and people."""

    def put(edition: str, homes: list[Row] = HOMES, people: list[Row] = PEOPLE, *, good: bool = True) -> str:
        folder = tmp_path / edition
        folder.mkdir()
        for name, rows in (("household", homes), ("person", people)):
            pl.DataFrame(rows, schema=schema_of(name)).write_parquet(folder / f"{name}.parquet")
        files = {name: folder / f"{name}.parquet" for name in ("household", "person")}
        inputs = {"as_of": edition[:10], "known_by": None, "rules": "r1"}
        certificate = {"published": good, "outcome": "accept" if good else "refuse"}
        publish(site.lake, edition, files, inputs=inputs, certificate=certificate, swap=good)
        return edition

    return put
