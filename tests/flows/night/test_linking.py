"""Who counts as whom from night to night: a link comes by evidence or by judgement, and goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.explain import explain
from flows.ingest import ingest
from flows.lake import judgements
from flows.lake.init import create
from flows.night import linking
from flows.nightly import nightly
from flows.site import open_site
from tests.flows.citynights import settled_in
from tests.flows.roster import number

pytestmark = pytest.mark.slow

ROSTER = "乡(镇),行政村,行政区划代码,户编号,人编号,姓名,证件号码,与户主关系,性别,出生日期,户类型,主要致贫原因,人均纯收入(元)"
ENROLMENT = "人员编号,姓名,证件号码,性别,出生日期,险种类型,参保状态,参保日期,参保地,参保资助金额(元),未参保原因"
EVENTS = "登记编号,登记类型,姓名,身份证号,配偶姓名,配偶身份证号,登记日期"
BORN = {"王小满": "1970-01-02", "李秋分": "1970-01-03", "张惊蛰": "1970-01-04"}
PEOPLE = {name: number(place) for place, name in enumerate(BORN, start=1)}


class Lake:
    """Three people in the register by their numbers, and what the other departments drop."""

    def __init__(self, root: Path) -> None:
        self.root = root
        create(open_site().lake)
        rows = [
            f"青石镇,上河村,110101001001,H{place},P{place},{name},{PEOPLE[name]},户主,男,{BORN[name]},一般农户,,9000"
            for place, name in enumerate(PEOPLE)
        ]
        self.drop("civil_affairs/household_roster", "20240430", ROSTER, *rows)

    def drop(self, feed: str, day: str, header: str, *rows: str) -> None:
        path = self.root / f"inbox/{feed}/{feed.rpartition('/')[2]}_{day}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        ingest()

    def insured(self, day: str, *people: tuple[str, str, str]) -> None:
        """Name, number as written, birth date."""
        rows = [
            f"N{place},{name},{written},男,{born},居民,正常参保,2020-01-01,本县,,"
            for place, (name, written, born) in enumerate(people)
        ]
        self.drop("health_insurance/enrolment", day, ENROLMENT, *rows)

    def judge(self, left: str, right: str, decision: str) -> None:
        now = datetime.now(UTC)
        row = {
            "left": left, "right": right, "decision": decision, "by": "王干部", "why": "查看了户口簿", "decided_at": now, "until": None,
            "known_at": now, "line": 0,
        }  # fmt: skip
        schema = {name: kind for name, kind in judgements.SCHEMA.items() if name in row}
        judgements.append(open_site().lake, pl.DataFrame([row], schema=schema), f"{decision}-{now.timestamp()}")

    def night(self, day: date) -> dict[str, pl.DataFrame]:
        done = nightly(day)
        assert done.state == "published"
        folder = self.root / "published"
        return {name: pl.read_parquet(folder / f"{name}/edition={done.edition}/part-0.parquet") for name in ("person", "links")}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with settled_in(tmp_path):
        yield Lake(tmp_path)


def wrong_digit(text: str) -> str:
    return text[:16] + str((int(text[16]) + 1) % 10) + text[17:]


NIGHT, NEXT, LATER = date(2024, 5, 31), date(2024, 6, 30), date(2024, 7, 31)
SMUDGED = ("王小满", wrong_digit(PEOPLE["王小满"]), BORN["王小满"])


def test_a_damaged_number_is_whose_it_was_until_the_department_corrects_it(lake: Lake) -> None:
    lake.insured("20240531", SMUDGED)
    before = lake.night(NIGHT)
    link = before["links"].row(0, named=True)
    assert (link["decision"], link["decided_by"], link["decided_on"], link["until"]) == ("same", "engine", NIGHT, None)
    assert before["person"].height == 3
    assert before["person"].filter(pl.col("person_id") == link["left"])["insurance"].to_list() == ["resident"]
    assert not any(text in link["why"] for text in ("王小满", *PEOPLE.values(), "1970"))
    # The department puts the number right: the evidence for a link is gone, and the same people are there.
    lake.insured("20240630", ("王小满", PEOPLE["王小满"], BORN["王小满"]))
    after = lake.night(NEXT)
    assert after["links"].is_empty()
    assert after["person"]["person_id"].to_list() == before["person"]["person_id"].to_list()


def test_records_made_some_at_a_time_are_the_same(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.insured("20240531", SMUDGED)
    links = lake.night(NIGHT)["links"]
    monkeypatch.setattr(linking, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(linking, "HOMES_AT_ONCE", 1)
    # A rebuild that made other bytes would be refused.
    assert nightly(NIGHT, rebuild=True).edition == NIGHT.isoformat()
    assert links.height == 1


def test_a_link_that_evidence_takes_away_gives_the_old_id_back(lake: Lake) -> None:
    stranger = ("赵谷雨", wrong_digit(PEOPLE["王小满"])[:6] + "19551111" + "0010", "1955-11-11")
    lake.insured("20240430", stranger)
    alone = lake.night(date(2024, 4, 30))
    old = alone["person"].filter(pl.col("household_id").is_null())["person_id"].item()
    lake.insured("20240531", SMUDGED)
    linked = lake.night(NIGHT)
    assert linked["links"]["right"].to_list() == [old]
    lake.insured("20240630", (*stranger[:2], "1955-11-12"))
    again = lake.night(NEXT)
    assert old in again["person"]["person_id"].to_list()
    assert again["links"].is_empty()


def test_what_people_decide_wins_over_the_engine_and_is_taken_back(lake: Lake) -> None:
    lake.insured("20240531", SMUDGED)
    link = lake.night(NIGHT)["links"].row(0, named=True)
    lake.judge(link["left"], link["right"], "different")
    apart = lake.night(NEXT)
    assert apart["links"].select("decision", "decided_by").rows() == [("different", "王干部")]
    assert link["right"] in apart["person"]["person_id"].to_list()
    lake.judge(link["right"], link["left"], "open")
    assert lake.night(LATER)["links"]["decision"].to_list() == ["same"]


def test_a_judgement_links_people_whom_the_engine_would_not(lake: Lake) -> None:
    lake.insured("20240531", ("万佳", "", "1990-09-09"))
    people = lake.night(NIGHT)["person"]
    stranger = people.filter(~pl.col("id_valid").fill_null(value=False))["person_id"].item()
    known = people.filter("id_valid")["person_id"][0]
    lake.judge(stranger, known, "same")
    linked = lake.night(NEXT)
    assert linked["person"].height == 3
    assert linked["person"].filter(pl.col("person_id") == known)["insurance"].to_list() == ["resident"]
    by_alias = explain("person", stranger, "", "").document
    assert by_alias["value"]["person_id"] == known
    assert [link["decided_by"] for link in by_alias["links"]] == ["王干部"]


def test_a_judgement_that_was_not_known_by_then_is_not_heard(lake: Lake) -> None:
    lake.insured("20240531", SMUDGED)
    link = lake.night(NIGHT)["links"].row(0, named=True)
    before = datetime.now(UTC)
    lake.judge(link["left"], link["right"], "different")
    done = nightly(NEXT, before)
    shown = pl.read_parquet(lake.root / f"published/links/edition={done.edition}/part-0.parquet")
    assert shown["decision"].to_list() == ["same"]


def test_a_death_without_a_usable_number_kills_nobody(lake: Lake) -> None:
    name = "王小满"
    lake.drop("civil_affairs/vital_events", "20240531", EVENTS, f"1,火化,{name},{wrong_digit(PEOPLE[name])},,,2024-05-02")
    tables = lake.night(NIGHT)
    assert tables["links"]["decision"].to_list() == ["same"]
    assert tables["person"]["alive"].to_list() == [True, True, True]


def test_who_is_listed_already_is_a_question_and_never_linked_by_itself(lake: Lake) -> None:
    name = "王小满"
    lake.insured("20240531", (name, PEOPLE[name], BORN[name]), SMUDGED)
    tables = lake.night(NIGHT)
    assert tables["links"].select("decision", "decided_by").rows() == [("open", "engine")]
    assert tables["person"].height == 4


def test_the_same_night_again_is_the_same_edition_and_names_what_decides(lake: Lake) -> None:
    lake.insured("20240531", SMUDGED)
    first = nightly(NIGHT)
    assert nightly(NIGHT).edition == first.edition
    from flows.lake import published

    named = published.manifest(open_site().lake, "links", first.edition)["inputs"]
    assert named["linkage"]
    assert named["judgements"] == ""


def test_no_value_of_the_vault_stands_in_what_is_published(lake: Lake) -> None:
    lake.insured("20240531", SMUDGED)
    lake.night(NIGHT)
    for path in (lake.root / "published").rglob("*.parquet"):
        text = pl.read_parquet(path, hive_partitioning=False).write_ndjson()
        assert not [value for value in (*PEOPLE, *PEOPLE.values(), SMUDGED[1]) if value in text], path
