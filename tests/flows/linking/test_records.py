"""A record that counts as somebody else's is in no table of the edition; what the feeds say of it is found all the same."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows.ingest import ingest
from flows.lake import ledger, published
from flows.lake.changelog import read_log
from flows.linking.pairs import Asked
from flows.linking.records import records_of
from flows.linking.review import Unmasking, review
from flows.site import Site
from tests.flows.linking.conftest import OpenDesk
from tests.flows.linking.desk import ROSTER, A, link, tables
from tests.flows.roster import drop_roster, number
from transforms.household.ids import person_of

LOST = number(7)[:17] + "?"


@pytest.fixture
def dropped(desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A desk whose lake also took in a roster: the first person's number has lost its last digit."""
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    site = desk()
    drop_roster(tmp_path / "store" / "inbox", "20240531", 2, id_number=LOST, name="王晓满")
    (taken,) = ingest()
    assert taken.state == "done"
    return site


def unnumbered(site: Site) -> str:
    log = read_log(site.lake, "civil_affairs__household_roster")
    assert log is not None
    number_, feed = pl.col("id_number__person"), ROSTER
    rows = log.rows().filter(number_.is_null()).select(person_of(number_, feed=feed, key=site.key)).collect()
    return str(rows.item())


def show(site: Site, folder: Path, right: str) -> str:
    """Publishes an edition of these drops that counts the record as A; the edition."""
    drops = [drop.drop_id for drop in ledger.read_drops(site.lake)]
    files = {}
    for name, frame in tables([link(A, right, decision="same")], []).items():
        files[name] = folder / f"{name}.parquet"
        frame.write_parquet(files[name])
    made_of = {"as_of": "2024-06-01", "known_by": None, "drops": drops}
    published.publish(site.lake, "2024-06-01", files, inputs=made_of, certificate={})
    return "2024-06-01"


def test_what_the_feeds_say_is_shown_masked(dropped: Site, tmp_path: Path) -> None:
    record = unnumbered(dropped)
    show(dropped, tmp_path, record)
    (pair,) = review(Asked("same"), "", "", 0, Unmasking()).document["pairs"]
    assert pair["right"] == record
    told = pair["right_record"]
    assert (told["name"], told["town"], told["feeds"], told["findings"]) == ("王**", "青石镇", [ROSTER], 0)
    assert told["village"] == "河东村", "its code's name in the edition"
    assert LOST[6:14] not in str(told["id_number"])


def test_only_the_drops_of_the_edition_speak(dropped: Site, tmp_path: Path) -> None:
    record = unnumbered(dropped)
    edition = show(dropped, tmp_path, record)
    found = records_of(dropped, edition, pl.Series([record, A]))
    assert found.select("person_id", "name", "id_number", "feeds").rows() == [(record, "王晓满", LOST, [ROSTER])]
    assert records_of(dropped, "2024-05-31", pl.Series([record])).is_empty(), "that one was made without any drop"
