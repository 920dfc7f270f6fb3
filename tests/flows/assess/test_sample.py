"""A sample is drawn, filled in, dropped as a feed, and comes out as the official rates."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from flows.assess.sample import Wanted, sample
from flows.errors import Misuse
from flows.ingest import ingest
from flows.lake import audit, published, vault
from flows.lake.init import create
from flows.lake.vault import PERSONS
from flows.nightly import nightly
from flows.site import Site, open_site
from tests.flows.roster import drop_roster, number
from transforms.household.tables import schema_of

DAY = date(2024, 5, 31)
SHEET = "抽查表"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEARTH_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("HEARTH_SETTLE_SECONDS", "0")
    monkeypatch.chdir(tmp_path)
    create(open_site().lake)
    return tmp_path / "store"


def city(order: int = 1, numbers: str = "H{:03}") -> Site:
    """Ninety households of two towns and three types, in one order or the other; each tenth without anybody living there."""
    site = open_site()
    rows = [
        dict.fromkeys(schema_of("household"))
        | {
            "household_id": f"h{at:03}",
            "household_no": numbers.format(at),
            "head_person_id": f"p{at:03}",
            "size": 0 if at % 10 == 9 else 3,
        }
        | {
            "town": "青石镇" if at % 3 else "上河镇",
            "village": "河东村",
            "household_type": ("general", "poor", "exited")[at % 4 % 3],
        }
        for at in range(90)
    ][::order]
    folder = Path(f"night{order}")
    folder.mkdir()
    pl.DataFrame(rows, schema=schema_of("household")).write_parquet(folder / "household.parquet")
    edition = published.reserve(site.lake, DAY, {"order": order})
    published.publish(site.lake, edition, {"household": folder / "household.parquet"}, inputs={}, certificate={})
    people = [{"person_id": f"p{at:03}", "id_number": number(at), "name": "王小满", "phone": None} for at in range(90)]
    pl.DataFrame(people, schema=PERSONS).write_parquet(folder / "persons.parquet")
    vault.put_persons(site.lake, folder / "persons.parquet")
    return site


def drawn(out: str, **asked: Any) -> dict[str, Any]:
    wanted = {"edition": "", "size": 20, "seed": 7, "strata": ()} | asked
    return dict(sample(Wanted(**wanted), out, quiet=True).document)


def lines(document: dict[str, Any]) -> list[dict[str, str | None]]:
    header, *rows = openpyxl.load_workbook(document["form"])[SHEET].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]  # type: ignore[arg-type]


def test_the_same_edition_seed_and_size_draw_the_same_whatever_the_order_of_rows() -> None:
    city()
    first, again = drawn("a"), drawn("b")
    assert Path(first["form"]).read_bytes() == Path(again["form"]).read_bytes()
    city(-1)
    turned = drawn("c", edition="2024-05-31.r2")
    assert turned["list_sha256"] == first["list_sha256"]
    assert drawn("d", seed=8)["list_sha256"] != first["list_sha256"]


def test_the_record_says_what_was_drawn_from_what() -> None:
    city()
    document = drawn("a")
    said = json.loads(Path("a/sample.json").read_text(encoding="utf-8"))
    assert said == {name: document[name] for name in said}
    assert (said["households"], said["size"], len(lines(document))) == (81, 20, 20), "where nobody lives nobody is asked"
    assert sum(one["sampled"] for one in said["strata"]) == 20
    assert {one["stratum"] for one in said["strata"]} == {
        f"{town}·{kind}" for town in ("青石镇", "上河镇") for kind in ("一般农户", "贫困户", "脱贫户")
    }
    assert all(one["weight"] == one["households"] / one["sampled"] for one in said["strata"])
    ids = sorted(f"h{line['户编号'][1:]}" for line in lines(document) if line["户编号"])
    assert hashlib.sha256("\n".join(ids).encode()).hexdigest() == said["list_sha256"]


def test_the_form_is_masked_offers_answers_and_unmasks_only_for_the_log() -> None:
    site = city()
    document = drawn("a")
    first = lines(document)[0]
    assert (first["户主"], first["抽样批次"], first["是否监测对象"], first["是否漏评"]) == (
        "王**",
        document["sample_id"],
        "否",
        None,
    )
    rules = openpyxl.load_workbook(document["form"])[SHEET].data_validations.dataValidation
    assert {rule.formula1 for rule in rules} == {'"是,否"'}
    assert len(rules) == 4
    with pytest.raises(Misuse, match="belong together"):
        drawn("b", unmask=True)
    assert lines(drawn("b", unmask=True, reason="入户抽查"))[0]["户主"] == "王小满"
    assert [(one.what, one.details["reason"]) for one in audit.entries(site.lake)] == [("unmask_sample", "入户抽查")]


def test_the_number_by_which_an_answer_comes_back_stands_whole_though_it_looks_like_a_phone_number() -> None:
    city(numbers="140{:03}00012")
    told = [line["户编号"] for line in lines(drawn("a"))]
    assert len(set(told)) == 20
    assert all(one and one.isdigit() for one in told)


@pytest.mark.parametrize(
    ("asked", "why"),
    [({"size": 82}, "of 81 households 82 cannot be drawn"), ({"strata": ("groups",)}, "cannot be divided by groups"),
     ({"strata": ("household_no",)}, "it may be by town")],
)  # fmt: skip
def test_what_cannot_be_drawn_is_a_misuse(asked: dict[str, Any], why: str) -> None:
    city()
    with pytest.raises(Misuse, match=why):
        drawn("a", **asked)
    assert not Path("a").exists()


@pytest.mark.slow
def test_a_sample_filled_in_and_dropped_comes_out_as_rates_and_a_delivered_result_settles_its_finding(store: Path) -> None:
    drop_roster(store / "inbox", "20240531", 60)
    ingest()
    assert nightly(DAY).state == "published"
    document = drawn("a", size=40)
    book = openpyxl.load_workbook(document["form"])
    sheet = book[SHEET]
    places = {cell.value: cell.column for cell in sheet[1]}
    for at, row in enumerate(range(2, 42)):
        answers = {"户内人数": "1", "是否满意": "否" if at == 0 else "是", "抽查日期": "2024-06-03" if at < 36 else None}
        for heading, answer in answers.items():
            sheet.cell(row, places[heading]).value = answer
    form = store / "inbox/registry/spot_checks/抽查_20240604.xlsx"
    form.parent.mkdir(parents=True)
    book.save(form)
    findings = pl.read_parquet(store / f"published/findings/edition={DAY}/part-0.parquet", hive_partitioning=False)
    mine = findings.filter(pl.col("status") == "open")["finding_id"][0]
    checks = store / "inbox/registry/verifications/核实_20240604.csv"
    checks.parent.mkdir(parents=True)
    checks.write_text(
        f"编号,核实日期,核实结果\n{mine},2024-06-03,不属实\nf00000000000000000000,2024-06-03,属实\n", encoding="utf-8"
    )
    assert [(one.state, one.drop.rows_rejected) for one in ingest() if one.drop] == [("done", 0), ("done", 0)]
    assert nightly(date(2024, 6, 5)).state == "published"
    rates = pl.read_parquet(store / "published/assessment/edition=2024-06-05/part-0.parquet", hive_partitioning=False)
    city_wide = rates.filter(pl.col("scope") == "city", pl.col("rate_id") == "satisfaction").row(0, named=True)
    assert (city_wide["sample_id"], city_wide["households"], city_wide["unknown_households"]) == (document["sample_id"], 36, 4)
    assert city_wide["share"] == pytest.approx(35 / 36)
    assert city_wide["is_weighted"]
    incidence = rates.filter(pl.col("scope") == "city", pl.col("rate_id") == "incidence").row(0, named=True)
    assert (incidence["share"], incidence["verdict"]) == (1.0, "fail"), "all of them are poor households"
    now = pl.read_parquet(store / "published/findings/edition=2024-06-05/part-0.parquet", hive_partitioning=False)
    assert now.filter(pl.col("finding_id") == mine)["status"].to_list() == ["not_confirmed"]
    page = (store / "reports/2024-06-05/report.html").read_text(encoding="utf-8")
    assert "核实_20240604.csv" in page
    assert "不在已发布的疑点清单里" in page
