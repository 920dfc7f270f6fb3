"""`hearth findings list` and `hearth explain finding`."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from flows.errors import Misuse
from flows.explain import explain
from flows.findings.filters import Wanted
from flows.findings.listing import list_findings
from flows.lake import ledger, verifications
from flows.lake.ledger import Drop
from tests.flows.findings.conftest import OpenDesk
from tests.flows.findings.desk import EVIDENCE, RIVER, finding
from tests.flows.test_cli import said

MANY = [
    finding(1),
    finding(2, status="assigned", rule_id="RI01", kind="risk", grain="household", subject_id="h1", severity="low"),
    finding(3, status="confirmed", town=RIVER, village_code="110101002001", household_id="h3", subject_id="p3"),
    finding(4, status="not_confirmed"),
    finding(5, status="waived", waived_until=date(2024, 7, 1)),
    finding(6, status="closed"),
    finding(7, due=date(2024, 6, 1), severity="medium", village_code="110101001002", household_id="h2", subject_id="p2"),
    finding(8, rule_id="SI01", kind="silence", grain="feed", subject_id="education/aid", household_id=None, town=None)
    | {"village_code": None, "owner": "教育局", "due": None},
]


def numbers(wanted: Wanted, limit: int = 0) -> list[int]:
    found = list_findings(wanted, "", limit).document["findings"]
    return [int(row["finding_id"][1:], 16) for row in found]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [7, 3, 1, 2, 8]),
        (Wanted(status="all"), [7, 3, 1, 4, 5, 6, 2, 8]),
        (Wanted(status="waived"), [5]),
        (Wanted(town=RIVER), [3]),
        (Wanted(village="110101001002"), [7]),
        (Wanted(village="河东村"), [3, 1, 2]),
        (Wanted(village="河东村", town=RIVER), [3]),
        (Wanted(kind="risk"), [2]),
        (Wanted(rule="SI01"), [8]),
        (Wanted(owner="教育局"), [8]),
        (Wanted(severity="medium"), [7]),
        (Wanted(due_before=date(2024, 6, 15)), [7]),
        (Wanted(due_before=date(2024, 6, 16), severity="high"), [3, 1]),
    ],
)
def test_filters_narrow_and_the_most_pressing_comes_first(desk: OpenDesk, wanted: Wanted, expected: list[int]) -> None:
    desk(*MANY)
    assert numbers(wanted) == expected


def test_totals_count_what_the_limit_leaves_out(desk: OpenDesk) -> None:
    desk(*MANY)
    document = list_findings(Wanted(), "", 2).document
    assert (document["total"], document["shown"]) == (5, 2)
    assert document["by_status"] == {"assigned": 1, "confirmed": 1, "open": 3}
    assert document["findings"][0]["village"] == "河西村"
    assert "evidence" not in document["findings"][0]


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        (Wanted(town="青石"), "knows no town 青石; there are 上河镇, 青石镇"),
        (Wanted(village="河南村"), "knows no village 河南村"),
        (Wanted(kind="gaps"), "no kind gaps: exclusion"),
        (Wanted(rule="GA1"), "no rule GA1: "),
        (Wanted(status="done"), "no status done: all, open"),
        (Wanted(severity="urgent"), "no severity urgent: high"),
    ],
)
def test_a_name_that_nothing_bears_is_misuse(desk: OpenDesk, wanted: Wanted, word: str) -> None:
    desk(*MANY)
    with pytest.raises(Misuse, match=word):
        list_findings(wanted, "", 0)


def test_without_an_edition_there_is_nothing_to_list(desk: OpenDesk) -> None:
    desk()
    assert list_findings(Wanted(status="all"), "", 0).document["findings"] == []
    with pytest.raises(Misuse, match="there is no edition 1999-01-01"):
        list_findings(Wanted(), "1999-01-01", 0)


def test_a_line_a_finding_within_120_columns(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "该户疑似因病返贫，近十二个月自付医疗费较高，" * 4
    desk(*(finding(number, message=long) for number in range(60)))
    code, out, _ = said(capsys, monkeypatch, "findings", "list")
    lines = [line for line in out.splitlines() if "GA01" in line]
    assert (code, len(lines)) == (0, 50)
    assert all("…" in line and "青石镇" in line and "2024-06-15" in line for line in lines)
    assert "open 60" in out
    assert "50 of 60 shown" in out
    code, out, _ = said(capsys, monkeypatch, "findings", "list", "--json", "--due-before", "2024-07-01")
    document = json.loads(out)
    assert (code, len(document["findings"]), document["findings"][0]["message"]) == (0, 60, long)
    code, out, _ = said(capsys, monkeypatch, "findings", "list", "--json", "--limit", "3")
    assert len(json.loads(out)["findings"]) == 3


def test_explain_tells_everything_of_a_finding(
    desk: OpenDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = desk(finding(1, rule_precision=0.4, rule_precision_low=0.29, rule_precision_high=0.52), finding(2))
    noon = datetime(2024, 5, 20, 4, tzinfo=UTC)
    given = {
        "department": "civil_affairs",
        "feed": "household_roster",
        "key": "civil_affairs/household_roster/名册13800000000.csv",
    }
    drop = Drop("d1", **given, version="1", sha256="0", data_date=None, landed_at=noon, known_at=noon, state="done")
    ledger.record(site.lake, drop)
    one, two = finding(1)["finding_id"], finding(2)["finding_id"]
    keep_results(site, one, ["assigned", "confirmed"], noon)
    document: dict[str, Any] = dict(explain("finding", one, "", "").document)
    assert document["value"]["message"] == "该人员疑似没有参加医疗保险。"
    assert document["rule"]["id"] == "GA01"
    assert document["rule"]["advice"]
    assert document["precision"] == {"share": 0.4, "low": 0.29, "high": 0.52}
    assert document["evidence"] == [
        {
            "feed": "civil_affairs/household_roster",
            "drop_id": "d1",
            "sheet": "",
            "row": 7,
            "column": "id_number",
            "file": "civil_affairs/household_roster/名册138****0000.csv",
        }
    ]
    assert [one["result"] for one in document["history"]] == ["assigned", "confirmed"]
    assert explain("finding", one, "due", "").document["value"] == {"due": date(2024, 6, 15)}
    code, out, _ = said(capsys, monkeypatch, "explain", "finding", one)
    assert code == 0
    for word in ("GA01", "名册138****0000.csv", "40% of the verified hits", "29% to 52%", "assigned"):
        assert word in out
    assert "no hit of it has been verified" in said(capsys, monkeypatch, "explain", "finding", two)[1]
    assert json.loads(said(capsys, monkeypatch, "explain", "finding", two, "--json")[1])["history"] == []


def test_evidence_that_names_no_row_is_told_too(desk: OpenDesk) -> None:
    silent = {"feed": "education/aid", "drop_id": None, "sheet": None, "row": None, "column": None}
    desk(finding(1, evidence=[EVIDENCE, silent, silent | {"row": 3}]), finding(2, evidence=[]))
    cells = explain("finding", str(finding(1)["finding_id"]), "", "").document["evidence"]
    assert [(cell["feed"], cell["row"]) for cell in cells] == [
        (EVIDENCE["feed"], 7),
        ("education/aid", None),
        ("education/aid", 3),
    ]
    answer = explain("finding", str(finding(2)["finding_id"]), "evidence", "")
    assert (answer.document["evidence"], answer.document["value"]) == ([], {"evidence": []})
    answer.show()


def test_explaining_what_is_not_there_is_misuse(desk: OpenDesk) -> None:
    desk(finding(1))
    with pytest.raises(Misuse, match="0 rows for finding f9"):
        explain("finding", "f9", "", "")
    with pytest.raises(Misuse, match="finding has no column shoe_size"):
        explain("finding", finding(1)["finding_id"], "shoe_size", "")
    with pytest.raises(Misuse, match="a household, a person or a finding"):
        explain("town", "青石镇", "", "")


def keep_results(site: Any, finding_id: str, kept: list[str], known_at: datetime) -> None:
    rows = [
        {"finding_id": finding_id, "result": result, "checked_on": date(2024, 5, 21 + at), "known_at": known_at, "line": at}
        for at, result in enumerate(kept)
    ]
    verifications.append(site.lake, pl.DataFrame(rows, schema=verifications.SCHEMA), "file")
