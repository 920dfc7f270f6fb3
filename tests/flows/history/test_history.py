"""`hearth explain … --history`, as somebody who asks sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import polars as pl
import pytest
from rich.console import Console

import flows.history.telling
import flows.terminal
from flows import cli
from flows.answer import Answer
from flows.errors import Misuse
from flows.history.history import history
from flows.lake import corrections, rejections
from tests.flows.history.lives import AID, ENROLMENT, HOUR, ROSTER, SETTLEMENTS, Lives, field_of, person

Printed = Callable[[Answer], str]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Printed:
    """What an answer prints, on a terminal that is wide enough."""

    def of(answer: Answer) -> str:
        console = Console(width=300, record=True, file=StringIO())
        for module in (flows.terminal, flows.history.telling):
            monkeypatch.setattr(module, "out", console)
        answer.show()
        return console.export_text()

    return of


@pytest.fixture
def insured(lives: Lives) -> Lives:
    """p1, insured in May and not in June; a late drop says that it began in April."""
    own = {"id_number__person": "p1", "name": "n1", "status": "active", "insurance_type": "resident"}
    lives.tell(ENROLMENT, "2024-05-31", 0, {"k": own}, drop="may", key=f"{ENROLMENT}/参保_{'138' + '12345678'}_5月.csv")
    may = [field_of("p1", "insurance", "resident", ENROLMENT, 2, "may", policy="active_first")]
    lives.publish("2024-05-31", person=[person("p1", insurance="resident")], person_field=may)
    lives.publish("2024-06-01", person=[person("p1", insurance="resident")], person_field=may)
    lives.tell(ENROLMENT, "2024-06-30", 1, {"k": {**own, "status": "ended", "name": "n2"}}, drop="june")
    june = [field_of("p1", "insurance", "ended", ENROLMENT, 2, "june", policy="active_first")]
    change = {
        "household_id": "h1",
        "person_id": "p1",
        "event": "field_changed",
        "field": "insurance",
        "old": "resident",
        "new": "ended",
    }
    other = {**change, "field": "sex", "old": "male", "new": "female"}
    events = [{**one, "evidence": [], "since": "2024-06-01"} for one in (change, other)]
    lives.publish("2024-06-30", person=[person("p1", insurance="ended")], person_field=june, changes=events)
    lives.tell(ENROLMENT, "2024-04-30", 2, {"k": own}, drop="april")
    return lives


def said(document: Any, column: str) -> list[tuple[Any, ...]]:
    return [(one["value"], one["true_from"], one["true_until"]) for one in document["said"] if one["column"] == column]


def test_one_column_is_told_by_the_logs_the_editions_and_what_happened(insured: Lives, printed: Printed) -> None:
    answer = history("person", "p1", "insurance", "", None)
    document = answer.document
    assert said(document, "status") == [
        ("active", date(2024, 4, 30), date(2024, 6, 30)),
        ("active", date(2024, 5, 31), date(2024, 6, 30)),
        ("ended", date(2024, 6, 30), None),
    ]
    assert [(one["value"], one["first_edition"], one["last_edition"], one["editions"]) for one in document["published"]] == [
        ("resident", "2024-05-31", "2024-06-01", 2),
        ("ended", "2024-06-30", "2024-06-30", 1),
    ]
    (behind,) = document["published"][1]["evidence"]
    assert (behind["drop_id"], behind["row"], behind["policy_text"]) == (
        "june",
        2,
        "An active row counts before one that is not.",
    )
    shown = printed(answer)
    assert "late" in shown
    assert "superseded 2024-08-01 10:00: so from 2024-04-30 on" in shown, "in the city's time"
    assert "参保_138****5678_5月.csv" in shown
    assert "12345678" not in str(document)
    assert "female" not in shown, "another column's event"


def test_all_columns_are_told_and_a_name_only_as_changed(insured: Lives, printed: Printed) -> None:
    answer = history("person", "p1", "", "", None)
    assert {one["column"] for one in answer.document["published"]} >= {"insurance", "alive", "groups"}
    assert said(answer.document, "name")[-1][0] == "n2"
    shown = printed(answer)
    assert "[2] 参保_138****5678_5月.csv" in shown
    assert "changed" in shown
    assert "n2" not in shown
    assert "groups" not in shown, "what nobody ever filled"


def test_since_leaves_out_earlier_editions(insured: Lives) -> None:
    document = history("person", "p1", "insurance", "", date(2024, 6, 15)).document
    assert [one["first_edition"] for one in document["published"]] == ["2024-06-30"]
    assert [one["edition"] for one in document["events"]] == ["2024-06-30", "2024-06-30"]


def test_the_command_prints_one_document(
    insured: Lives, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["hearth", "explain", "person", "p1", "insurance", "--history", "--since", "2024-06-15", "--json"]
    )
    with pytest.raises(SystemExit) as left:
        cli.main()
    told = json.loads(capsys.readouterr().out)
    assert (left.value.code or 0, told["since"], told["said"][0]["true_from"]) == (0, "2024-06-15", "2024-04-30")
    monkeypatch.setattr("sys.argv", ["hearth", "explain", "person", "p9", "--history"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert "nothing is known of person p9" in capsys.readouterr().err


def test_a_household_is_told_by_its_rows_and_its_members_columns_by_theirs(lives: Lives) -> None:
    lives.tell(ROSTER, "2024-05-31", 0, {"H1|1": {"id_number__person": "p1", "household_no": "H1", "household_type": "poor"}})
    lives.tell(ENROLMENT, "2024-05-31", 0, {"k": {"id_number__person": "p1", "status": "active"}})
    member = {"person_id": "p1", "relation": "head", "sex": None, "birth_year": None, "groups": []}
    home = {"household_id": "h1", "household_no": "H1", "household_type": "poor", "insured_members": 1, "members": [member]}
    fields = [
        field_of("p1", "household_id", "h1", ROSTER, 2, policy="newest_identification"),
        field_of("p1", "insurance", "resident", ENROLMENT, 2, "drop2"),
    ]
    lives.publish("2024-05-31", household=[home], person=[person("p1")], person_field=fields)
    kind = history("household", "H1", "household_type", "", None).document
    assert said(kind, "household_type") == [("poor", date(2024, 5, 31), None)]
    assert [(one["value"], one["evidence"][0]["field"]) for one in kind["published"]] == [("poor", "household_id")]
    insured = history("household", "h1", "insured_members", "", None).document
    assert said(insured, "status") == [("active", date(2024, 5, 31), None)]
    assert [(one["value"], one["evidence"][0]["drop_id"]) for one in insured["published"]] == [(1, "drop2")]


def test_bills_are_told_and_counted_as_the_edition_counted_them(lives: Lives) -> None:
    bill = {"id_number__person": "p1", "settled_at": date(2024, 5, 1), "self_pay": 12345}
    lives.tell(SETTLEMENTS, "2024-05-31", 0, {"b1": bill, "b2": {**bill, "settled_at": date(2022, 5, 1)}}, drop="bills")
    lives.publish("2024-05-31", person=[person("p1", self_pay_12m="123.45")])
    document = history("person", "p1", "self_pay_12m", "", None).document
    assert [one[0] for one in said(document, "self_pay")] == ["123.45", "123.45"]
    (span,) = document["published"]
    assert [(one["drop_id"], one["row"], one["value"]) for one in span["evidence"]] == [("bills", 2, "123.45")], "in the window"


def test_a_column_of_a_feed_can_be_asked_for_and_one_of_none_cannot(lives: Lives) -> None:
    lives.tell(AID, "2024-05-31", 0, {"a": {"id_number__person": "p1", "programme": "rain_dew"}})
    document = history("person", "p1", "programme", "", None).document
    assert (said(document, "programme"), document["published"]) == ([("rain_dew", date(2024, 5, 31), None)], [])
    with pytest.raises(Misuse, match="nor any feed has a column shoe_size"):
        history("person", "p1", "shoe_size", "", None)
    with pytest.raises(Misuse, match="nothing is known of person p2"):
        history("person", "p2", "", "", None)
    with pytest.raises(Misuse, match="explain a household, a person or a finding"):
        history("village", "v1", "", "", None)


def test_a_refused_row_is_told_with_its_reasons_and_who_corrected_it(lives: Lives, printed: Printed) -> None:
    own = {"household_no": "H1", "id_number__person": "p1", "health": "chronic"}
    lives.tell(ROSTER, "2024-05-31", 0, {"H1|1": own})
    later = lives.tell(ROSTER, "2024-06-30", 1, {}, rows_rejected=2)
    refused = [lives.refused(ROSTER, later, 7, "health", "unknown_code", 户编号="H1", 人编号="1", 健康状况="不详")]
    refused.append(lives.refused(ROSTER, later, 8, "health", "unknown_code", 户编号="H2", 人编号="1", 健康状况="不详"))
    rejections.append_rejections(lives.site.lake, pl.DataFrame(refused, schema=rejections.SCHEMA), later)
    fixed = {"drop_id": later, "sheet": "", "row": 7, "closed_by": "fix", "closed_at": HOUR}
    corrections.append_corrections(lives.site.lake, pl.DataFrame([fixed], schema=corrections.SCHEMA), "fix")
    answer = history("person", "p1", "health", "", None)
    (only,) = answer.document["refused"]
    assert (only["key"], only["drop_id"], only["row"], only["corrected_by"]) == ("H1|1", later, 7, "fix")
    assert only["reasons"] == [{"column": "health", "rule": "unknown_code", "reason": "代码或选项无法识别"}]
    assert [(one["value"], one["true_until"]) for one in answer.document["said"]] == [("chronic", None)], "it stayed as it was"
    assert "unknown_code" in printed(answer)
    assert "不详" not in str(answer.document)
    assert history("person", "p1", "health", "", date(2024, 7, 1)).document["refused"] == []
    assert history("person", "p1", "", "", None).document["refused"] is None, "keys are made again for one column only"
