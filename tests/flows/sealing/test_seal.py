"""Last year's cohort: sealed once, the same for ever; whole after a death at any write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from config.cohorts import Cohort
from flows.answer import Answer
from flows.desk import verify_edition
from flows.errors import Broken, Misuse
from flows.lake import audit, cohorts, places, published, sealed
from flows.lake.local import LocalStore
from flows.sealing.difference import difference
from flows.sealing.listing import list_sealed, sealed_faults
from flows.sealing.seal import Of, Sealing, seal
from flows.site import Site
from flows.terminal import Exit
from tests.flows.lake.dying import Death, Dying
from tests.flows.sealing.conftest import HOMES, PutOut

DAY = date(2023, 12, 31)
EXITED = Cohort("household", "household_type = 'exited'", ("town", "size"))
OFFICE = Sealing("市乡村振兴局", "年度考核")


def put(cohort: Cohort = EXITED, of: Of = Of(as_of=DAY), name: str = "exits-2023") -> Answer:  # noqa: B008 - frozen
    return seal(name, cohort, of, OFFICE, quiet=True)


def test_a_cohort_is_sealed_with_all_that_says_what_it_is(site: Site, put_out: PutOut) -> None:
    put_out("2023-12-31")
    said = put().document
    assert (said["state"], said["edition"], said["rows"], said["unknown"]) == ("sealed", "2023-12-31", 2, 1)
    rows = sealed.scan(site.lake, "exits-2023").collect()
    assert rows.rows() == [("ha", "青石镇", 2), ("hb", "青石镇", 1)]
    assert said["cohort"] == {"table": "household", "where": EXITED.where, "columns": ["town", "size"], "within": {}}
    assert (said["by"], said["reason"], said["inputs"]["rules"]) == ("市乡村振兴局", "年度考核", "r1")
    taken_from = published.manifest(site.lake, "household", "2023-12-31")["files"][published.PART]["sha256"]
    assert said["source"] == {"household": taken_from}
    assert [one["name"] for one in list_sealed().document["sealed"]] == ["exits-2023"]
    assert verify_edition("").document["ok"]
    [entry] = audit.entries(site.lake)
    assert entry.details["seal"] == said["seal"]


def test_sealed_again_it_stays_whatever_was_published_since(site: Site, put_out: PutOut) -> None:
    put_out("2023-12-31")
    first = put().document
    put_out("2023-12-31.r2", [{**HOMES[0], "household_type": "poor"}])
    put_out("2024-01-31")
    for of in (Of(as_of=DAY), Of(edition="2023-12-31")):
        again = put(of=of)
        assert (again.document["state"], again.exit_code) == ("sealed_already", Exit.OK)
        assert {**again.document, "state": "sealed"} == first
    for cohort, of, expected in (
        (replace(EXITED, where="household_type = 'poor'"), Of(as_of=DAY), "another definition"),
        (replace(EXITED, columns=("town",)), Of(as_of=DAY), "another definition"),
        (EXITED, Of(as_of=date(2024, 1, 31)), "was sealed of edition 2023-12-31"),
        (EXITED, Of(edition="2023-12-31.r2"), "was sealed of edition 2023-12-31"),
        (EXITED, Of(), "say of which day"),
    ):
        with pytest.raises(Misuse, match=expected):
            put(cohort, of)
    assert len(list(audit.entries(site.lake))) == 1
    for entry in list(site.lake.store.list("published/household/")):
        site.lake.store.delete(entry.key)
    assert sealed.scan(site.lake, "exits-2023").collect().height == 2, "it stands by itself"


def test_nothing_is_sealed_of_an_edition_that_is_not_whole_or_was_held(site: Site, put_out: PutOut) -> None:
    put_out("2023-12-31")
    put_out("2024-01-31", good=False)
    held = put(of=Of(edition="2024-01-31"))
    assert (held.exit_code, "held back" in held.document["problems"][0]) == (Exit.REFUSED, True)
    site.lake.store.put(places.published("household", "2023-12-31", published.CERTIFICATE), b'{"published": true}')
    assert put().exit_code == Exit.REFUSED
    assert sealed.names(site.lake) == []
    for of, expected in ((Of(as_of=date(2022, 1, 1)), "nearest"), (Of(edition="1999-01-01"), "there is no edition 1999-01-01")):
        with pytest.raises(Misuse, match=expected):
            put(of=of)


def test_a_condition_that_cannot_be_asked_says_why(site: Site, put_out: PutOut) -> None:
    put_out("2023-12-31")
    for cohort in (Cohort("household", "shoe_size = 4"), Cohort("household", columns=("shoe_size",))):
        with pytest.raises(Misuse, match="no column shoe_size"):
            put(cohort)


def test_whoever_rewrites_a_cohort_with_its_manifest_is_found(site: Site, put_out: PutOut, tmp_path: Path) -> None:
    put_out("2023-12-31")
    put()
    there = sealed.manifest(site.lake, "exits-2023")
    for entry in list(site.lake.store.list(places.sealed("exits-2023"))):
        site.lake.store.delete(entry.key)
    forged = tmp_path / "forged.parquet"
    pl.DataFrame({"household_id": ["ha"]}).write_parquet(forged)
    sealed.seal(site.lake, "exits-2023", forged, {key: there[key] for key in there if key not in ("seal", "result")})
    [fault] = sealed_faults(site)
    assert "not what the audit log says" in fault
    assert verify_edition("exits-2023").exit_code == Exit.REFUSED
    site.lake.store.put(places.sealed("exits-2023", sealed.MANIFEST), b"{}")
    for command in (put, list_sealed):
        with pytest.raises(Broken, match="not as it was sealed"):
            command()


def test_whose_person_was_erased_stands_with_a_blank_row_under_its_seal(site: Site, put_out: PutOut, tmp_path: Path) -> None:
    put_out("2023-12-31")
    first = put().document
    blank = pl.when(pl.col("household_id") != "hb").then(pl.all())
    sealed.scan(site.lake, "exits-2023").with_columns(blank.name.keep()).sink_parquet(tmp_path / "rows.parquet")
    cohorts.put_erased(site.lake, "exits-2023", tmp_path / "rows.parquet", 1, "x1")
    assert sealed.scan(site.lake, "exits-2023").collect().rows() == [("ha", "青石镇", 2), (None, None, None)]
    assert {**put().document, "state": "sealed"} == first, "sealed already, and what was sealed stays told"
    verified = verify_edition("exits-2023").document
    assert (verified["ok"], verified["erased_rows"]) == (True, 1)
    told = difference("exits-2023", Of(edition="2023-12-31"), "", quiet=True).document
    assert (told["come"], told["changed_rows"]) == (1, 0), "the household is in the edition still"
    site.lake.store.put(places.sealed("exits-2023", cohorts.RESULT), b"PAR1")
    [fault] = sealed_faults(site)
    assert "erased.parquet has hash" in fault


@pytest.mark.parametrize("after", [False, True])
def test_dying_at_any_write_and_running_again_seals_once(
    site: Site, put_out: PutOut, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    put_out("2023-12-31")
    deaths = 0
    for write in range(1, 6):
        name = f"cohort-{write}"
        store: Any = Dying(site.lake.store, write, after=after)
        vault: Any = site.lake.vault
        if write > 3:
            store, vault = site.lake.store, Dying(vault, write - 3, after=after)
        with monkeypatch.context() as patch:
            dying = replace(site, lake=replace(site.lake, store=store, vault=vault))
            patch.setattr("flows.sealing.seal.open_site", partial(replace, dying))
            try:
                put(name=name)
            except Death:
                deaths += 1
        put(name=name)
        assert isinstance(site.lake.store, LocalStore)
        assert list(sealed_faults(site)) == []
        assert sealed.manifest(site.lake, name)["rows"] == 2
        assert list(audit.faults(site.lake)) == []
    assert deaths == 4, "the rows, the manifest, the entry in the log, the vault's mark of it"
    assert [entry.details["name"] for entry in audit.entries(site.lake)] == [f"cohort-{write}" for write in range(1, 6)]
