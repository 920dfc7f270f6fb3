"""The life of a finding: its states, and what moved it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.errors import Misuse
from flows.history.history import history
from flows.lake import judgements, verifications
from tests.flows.findings.desk import finding
from tests.flows.history.lives import Lives

ID = f"f{1:020x}"
DAYS = ("2024-05-31", "2024-06-30", "2024-07-31", "2024-08-31", "2024-09-30", "2024-10-31")


def checked(lives: Lives, day: str, result: str, until: date | None = None) -> None:
    row = {
        "finding_id": ID,
        "result": result,
        "checked_on": date.fromisoformat(day),
        "until": until,
        "by": "王小满",
        "note": "李秋分说的",
        "known_at": datetime(2024, 11, 1, tzinfo=UTC),
        "import_id": day,
        "line": 2,
    }
    verifications.append(lives.site.lake, pl.DataFrame([row], schema=verifications.SCHEMA), day)


def published(lives: Lives, *states: dict[str, Any]) -> None:
    for day, state in zip(DAYS, states, strict=False):
        lives.publish(day, findings=[finding(1, edition=date.fromisoformat(day), **state)])


def moves(document: Any) -> list[tuple[str, str, str]]:
    return [(one["edition"], one["move"], one["status"]) for one in document["moves"]]


def test_a_finding_is_found_waived_comes_back_is_closed_and_opened_again(lives: Lives) -> None:
    checked(lives, "2024-06-15", "waived", date(2024, 7, 15))
    checked(lives, "2024-08-15", "confirmed")
    first, again = {"opened_on": date(2024, 5, 31)}, {"opened_on": date(2024, 10, 31)}
    published(
        lives,
        {**first, "status": "open"},
        {**first, "status": "waived", "checked_on": date(2024, 6, 15), "waived_until": date(2024, 7, 15)},
        {**first, "status": "open", "checked_on": date(2024, 6, 15)},
        {**first, "status": "confirmed", "checked_on": date(2024, 8, 15)},
        {**first, "status": "closed"},
        {**again, "status": "open"},
    )
    document = history("finding", ID, "", "", None).document
    assert moves(document) == [
        ("2024-05-31", "found", "open"),
        ("2024-06-30", "waived", "waived"),
        ("2024-07-31", "waiver_ran_out", "open"),
        ("2024-08-31", "confirmed", "confirmed"),
        ("2024-09-30", "closed", "closed"),
        ("2024-10-31", "came_back", "open"),
    ]
    assert document["moves"][3]["result"]["checked_on"] == date(2024, 8, 15)
    assert [span["status"] for span in document["life"]] == ["open", "waived", "open", "confirmed", "closed", "open"]
    assert {(one["by"], one["note"]) for one in document["verifications"]} == {("王**", "（备注未列出）")}


def test_equal_editions_are_one_span_and_one_column_can_be_asked_for(lives: Lives) -> None:
    published(lives, {"status": "open"}, {"status": "open"}, {"status": "open", "severity": "low"})
    document = history("finding", ID, "", "", None).document
    assert [(one["first_edition"], one["last_edition"], one["editions"]) for one in document["life"]] == [
        ("2024-05-31", "2024-06-30", 2),
        ("2024-07-31", "2024-07-31", 1),
    ]
    only = history("finding", ID, "severity", "", date(2024, 6, 1)).document
    assert [(one["severity"], one["first_edition"]) for one in only["life"]] == [("high", "2024-06-30"), ("low", "2024-07-31")]
    with pytest.raises(Misuse, match="has no column"):
        history("finding", ID, "shoe_size", "", None)
    with pytest.raises(Misuse, match="no edition has a finding"):
        history("finding", "f0", "", "", None)


def test_editions_from_before_a_column_was_there_are_told_too(lives: Lives) -> None:
    published(lives, {"status": "open"}, {"status": "open", "checked_on": date(2024, 6, 15)}, {"status": "closed"})
    first = lives.folder_of("findings", DAYS[0]) / "part-0.parquet"
    pl.read_parquet(first, hive_partitioning=False).drop("opened_on", "checked_on").write_parquet(first)
    document = history("finding", ID, "", "", None).document
    assert moves(document) == [("2024-05-31", "found", "open"), ("2024-07-31", "closed", "closed")]
    assert document["life"][0]["opened_on"] is None


def test_what_was_judged_of_its_subject_is_told_without_why(lives: Lives, tmp_path: Path) -> None:
    published(lives, {"status": "open", "subject_id": "p1"})
    row = {
        "left": "p1", "right": "p2", "decision": "different", "by": "赵立夏", "why": "见过本人", "until": None,
        "decided_at": datetime(2024, 6, 1, tzinfo=UTC), "known_at": datetime(2024, 6, 1, tzinfo=UTC), "import_id": "i", "line": 0,
    }  # fmt: skip
    schema = {name: kind for name, kind in judgements.SCHEMA.items() if name != "judgement_id"}
    judgements.append(lives.site.lake, pl.DataFrame([row], schema=schema), "i")
    (judged,) = history("finding", ID, "", "", None).document["judgements"]
    assert (judged["left"], judged["right"], judged["decision"]) == ("p1", "p2", "different")
    assert not {"why", "by"} & judged.keys()
