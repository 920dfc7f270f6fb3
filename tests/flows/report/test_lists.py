"""The lists on the page: complete, in order, pseudonymous, light, and kind when there is nothing to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from config.contracts import load_contracts
from config.standards import load_standards
from flows.night.coverage_report import coverage_of, fields_of, groups_of
from flows.night.findings_report import findings_of, rules_of
from flows.report.findings import FindingCount, Findings, HardCase, Silence, about_people, kinds_asked
from flows.report.nightly import attention, report_html
from flows.report.precision import RuleLine
from flows.report.towns import town_lines
from tests.flows.report import tonight
from tests.flows.report.nights import feed, report
from tests.flows.report.pagechecks import outline

HEADINGS = (
    "总数",
    "疑点总览",
    "各乡镇清单",
    "乡镇滞后",
    "最困难户",
    "规则可信度",
    "应保尽保",
    "重点人群",
    "登记信息核对",
    "各乡镇人口和参保",
)
SIXTY = [f"{first}{second}镇" for first in "东南西北中上下高河山" for second in "湾桥山河坪塘"]
KINDS = kinds_asked(load_standards(), load_contracts())
PEOPLE = about_people(load_standards(), load_contracts())
EVIL = "<script>alert(1)</script>{{ 1 }}"


def of_tables(tables: Mapping[str, Path], **given: Any) -> bytes:
    """The page of tonight's tables."""
    towns = town_lines(pl.read_parquet(tables["household"]))
    return report_html(
        report(
            towns=towns,
            findings=findings_of(tables, tonight.EDITION, tonight.LAST, load_contracts(), PEOPLE),
            rules=rules_of(tables),
            kinds=KINDS,
            coverage=coverage_of(tables),
            coverage_page="coverage.html",
            groups=groups_of(tables),
            fields=fields_of(tables, {}),
            worklists={line.town: f"worklists/{line.town}.xlsx" for line in towns},
            **given,
        )
    )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return tonight.city(tmp_path_factory.mktemp("city"), ["平门镇", "长寨乡", "飞地"], findings=400)


def test_every_list_is_there_in_order(city: dict[str, Path]) -> None:
    page = of_tables(city).decode()
    assert [each for each in re.findall(r"<h2>(.*?)</h2>", page) if each in HEADINGS] == list(HEADINGS)
    parsed = outline(page.encode())
    assert len([each for each in parsed.attributes if each == ("role", "img")]) == 5 + 6
    assert ("href", "worklists/平门镇.xlsx") in parsed.attributes
    assert ("href", "coverage.html") in parsed.attributes


@pytest.mark.slow
def test_people_are_pseudonyms_and_only_the_hardest_households_are_named(city: dict[str, Path]) -> None:
    page = of_tables(city).decode()
    findings = pl.read_parquet(city["findings"])
    assert not [value for value in (*findings["subject_id"], *findings["finding_id"]) if re.search(rf"\b{value}\b", page)]
    named = set(re.findall(r"\bh[0-9a-f]{20}\b", page))
    assert len(named) == 20
    assert not re.search(r"\d{17}[\dX]|1[3-9]\d{9}", re.sub(r"h[0-9a-f]{20}", "", page))
    of_groups = re.search(r'id="hardest".*?</section>', page, re.DOTALL)
    assert of_groups
    assert not re.search("尿毒症|精神|残疾|孤儿|患者", of_groups[0]), "no health in a household's line"


def test_no_count_from_one_to_four_stands_in_any_list(city: dict[str, Path]) -> None:
    page = of_tables(city).decode()
    for section in ("findings", "towns", "rules", "coverage", "groups", "fields"):
        shown = re.search(rf'<section class="long" id="{section}">.*?</section>', page, re.DOTALL)
        assert shown
        cells = re.findall(r"<(?:td|dd|b|small)[^>]*>(?:<b>)?(?:缺 ?)?(\d[\d,]*)<", shown[0])
        assert len(cells) > 5
        assert not {"1", "2", "3", "4"} & set(cells), section


def test_a_quiet_night_says_so_kindly() -> None:
    said = outline(report_html(report())).text
    assert "本期没有发现疑点" in said
    assert not [heading for heading in HEADINGS[2:9] if heading in said]


def test_what_is_silent_or_ownerless_is_said_first() -> None:
    silent = (
        Silence(department="民政局", feed="花名册"),
        Silence(department="民政局", feed="花名册", town="甲镇"),
        *(Silence(department="教育局", feed="学籍", town=f"{at}乡") for at in range(9)),
    )
    data = report(findings=Findings(kinds=PEOPLE, silent=silent, ownerless=7), feeds=(feed("花名册", None), feed("其他", None)))
    assert attention(data) == [
        "停止报送：民政局“花名册”、教育局“学籍”（0乡、1乡、2乡、3乡、4乡、5乡、6乡、7乡等 9 个乡镇）。请联系补报，并查明原因。",
        "长期没有新数据：民政局“其他”。请联系部门。",
        "有疑点没有责任单位：7 条。请数据管理员查明归属。",
    ]
    assert "停止报送" in outline(report_html(data)).text


def test_hostile_names_are_shown_not_run() -> None:
    data = report(
        findings=Findings(
            kinds=PEOPLE,
            counts=(FindingCount(town=EVIL, kind="gap", open=9),),
            hardest=(HardCase(household_id=EVIL, town=EVIL, findings={"gap": 1}, groups=0, unmet=1, score=3),),
        ),
        rules=(
            RuleLine(rule_id="GA01", title=EVIL, kind="gap", hits=9, unknown=0, verified=9, verified_true=9, low=0.7, high=1.0),
        ),
    )
    assert outline(report_html(data)).text.count(EVIL) >= 4


def test_only_towns_with_work_have_a_worklist() -> None:
    counts = (FindingCount(town="高山镇", kind="gap", open=9), FindingCount(town="河口乡", kind="gap", waived=9))
    data = report(
        findings=Findings(kinds=PEOPLE, counts=counts),
        worklists={name: f"worklists/{name}.xlsx" for name in ("高山镇", "河口乡")},
    )
    links = {value for name, value in outline(report_html(data)).attributes if name == "href" and value and "worklists" in value}
    assert links == {"worklists/高山镇.xlsx"}


def test_sixty_towns_are_a_light_page(tmp_path: Path) -> None:
    page = of_tables(tonight.city(tmp_path, SIXTY, findings=5000))
    assert len(page) < 400_000
    assert outline(page).tags.count("tr") > 180


def test_the_same_tables_give_the_same_bytes(city: dict[str, Path]) -> None:
    assert of_tables(city) == of_tables(city)
