"""A messy city with known truth, from dropped files to the published household master."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from flows.explain import explain
from flows.history.logs import BY, Whom, spoken
from flows.history.whom import person as whoever
from flows.lake.published import verify
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.citynights import CityNights, settled_in

PERSONS = 1500


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityNights]:
    root = tmp_path_factory.mktemp("city")
    with settled_in(root):
        yield CityNights(root, PERSONS, seed=11, batches=3)


pytestmark = [pytest.mark.slow]


def test_every_drop_ends_as_its_truth_says(city: CityNights) -> None:
    for expected in city.truth.drops.iter_rows(named=True):
        drop = city.taken[expected["path"]].drop
        assert drop is not None
        assert (drop.state, drop.data_date) == (expected["state"], expected["data_date"]), expected["path"]


def test_rows_read_are_accepted_or_rejected(city: CityNights) -> None:
    for expected in city.truth.drops.filter(pl.col("state") != "duplicate").iter_rows(named=True):
        drop = city.taken[expected["path"]].drop
        assert drop is not None
        counts = (drop.rows_read, drop.rows_accepted, drop.rows_rejected)
        assert counts == (expected["rows_read"], expected["rows_accepted"], expected["rows_rejected"]), expected["path"]


def test_refused_cells_are_those_that_were_spoilt(city: CityNights) -> None:
    log = pl.read_delta(str(city.root / "lake/ops/rejections"))
    paths = {item.drop.drop_id: item.key for item in city.taken.values() if item.drop}
    found = set(
        log.with_columns(path=pl.col("drop_id").replace_strict(paths)).select("path", "sheet", "row", "column", "rule").rows()
    )
    wanted = city.truth.rejections.filter(
        ~pl.col("path").is_in(city.truth.drops.filter(pl.col("state") == "duplicate")["path"].implode())
    )
    missing = set(wanted.select("path", "sheet", pl.col("row").cast(pl.Int64), "column", "rule").rows()) - found
    assert not missing


def test_households_are_right_wherever_ids_decide(city: CityNights) -> None:
    for night in city.truth.nights:
        batch = city.truth.nights.index(night) + 1
        expected = city.heard(night).household(night, batch).filter("ids_decide")
        published = city.table("household", night).with_columns(
            self_pay_12m=(pl.col("self_pay_12m") * 100).cast(pl.Int64).fill_null(0)
        )
        columns = ["household_no", "town", "village", "village_code", "size", "insured_members", "uninsured_members"]
        both = expected.join(published, on="household_no", how="left", suffix="_published")
        for column in [*columns[1:], "self_pay_12m"]:
            wrong = both.filter(pl.col(column).fill_null(0).cast(pl.String) != pl.col(f"{column}_published").cast(pl.String))
            assert wrong.height == 0, (
                night,
                column,
                wrong.height,
                wrong.select("household_no", column, f"{column}_published").head(3),
            )


def test_nobody_living_is_dead(city: CityNights) -> None:
    known = pl.read_parquet(city.root / "vault/person/*.parquet")
    for batch, night in enumerate(city.truth.nights, start=1):
        dead = city.table("person", night).filter(~pl.col("alive")).join(known, on="person_id")["id_number"]
        assert set(dead.to_list()) <= set(city.heard(night).dead(night, batch).to_list())


def test_everything_published_verifies(city: CityNights) -> None:
    assert list(verify(open_site().lake)) == []


def test_no_identity_outside_the_vault_and_the_restricted_places(city: CityNights) -> None:
    known = pl.read_parquet(city.root / "vault/person/*.parquet")
    canaries = pl.concat([known["id_number"], known["phone"]]).drop_nulls().unique().implode()
    restricted = ("inbox/", "archive/", "vault/", "lake/ops/rejections/")
    looked_at = 0
    for path in city.root.rglob("*"):
        shown = path.relative_to(city.root).as_posix()
        if path.is_dir() or shown.startswith(restricted):
            continue
        looked_at += 1
        # All of them in one pass: there are thousands, and hundreds of files.
        content = pl.Series([searchable(path).decode("latin-1")])
        assert content.str.extract_many(canaries).to_list() == [[]], shown
    assert looked_at > 100


def searchable(path: Path) -> bytes:
    """The file's bytes with compressed tables and workbooks unpacked."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path, hive_partitioning=False).write_ndjson().encode()
    if path.suffix == ".xlsx":
        import zipfile

        with zipfile.ZipFile(path) as book:
            return b"\n".join(book.read(name) for name in book.namelist())
    return path.read_bytes()


def test_the_same_night_again_is_the_same_edition(city: CityNights) -> None:
    night = city.truth.nights[-1]
    before = (city.root / f"published/person/edition={night}/part-0.parquet").read_bytes()
    again = nightly(night)
    assert again.edition == night.isoformat()
    assert (city.root / f"published/person/edition={night}/part-0.parquet").read_bytes() == before


def test_what_a_person_paid_is_explained_by_bills_that_add_up(city: CityNights) -> None:
    night = city.truth.nights[-1]
    # Of any city some bills bear no usable number: those count by the number their patient is insured under.
    spent = city.table("person", night).filter(pl.col("self_pay_12m") != 0).sort("person_id").head(12)
    for person, total in spent.select("person_id", "self_pay_12m").iter_rows():
        told = explain("person", person, "self_pay_12m", "").document["evidence"]
        assert sum(Decimal(row["value"]) for row in told) == total
        assert all(row["file"] and row["row"] for row in told)


def test_a_group_and_an_open_finding_lead_to_their_rows(city: CityNights) -> None:
    night = city.truth.nights[-1]
    home = city.table("household", night).filter(pl.col("groups").list.len() > 0, pl.col("open_findings") > 0).row(0, named=True)
    groups = explain("household", home["household_id"], "groups", "").document["evidence"]
    assert {row["value"].partition(":")[0] for row in groups} >= set(home["groups"])
    open_ones = explain("household", home["household_no"], "open_findings", "").document["evidence"]
    assert len({row["value"] for row in open_ones}) == home["open_findings"]
    assert all(row["file"] and row["policy_text"] for row in (*groups, *open_ones))


def test_a_history_finds_every_row_that_the_night_counted_as_somebodys(city: CityNights) -> None:
    night = city.truth.nights[-1]
    fields, site = city.table("person_field", night), open_site()
    linked = city.table("links", night).filter(pl.col("decision") == "same")["left"].unique().sort()
    for one in [*linked.head(8), *fields["person_id"].unique().sort().gather_every(200)]:
        rows = spoken(site, Whom(persons=frozenset(whoever(site, str(night), one, []).ids)))
        spoke = [frame.filter(pl.col(BY).list.len() > 0).select("_drop_id", "_row") for frame in rows.values()]
        told = fields.filter(pl.col("person_id") == one).select("drop_id", "row").unique()
        assert told.height
        assert set(told.rows()) <= set(pl.concat(spoke).rows()), one
