"""What the logs said, with the file and row of each word and how it came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flows.history.logs import Whom, spoken
from flows.history.said import said
from tests.flows.history.lives import ASSISTANCE, ENROLMENT, HOUR, ROSTER, STUDENTS, Lives

PHONE = "138" + "12345678"


def told(lives: Lives, feed: str, column: str, since: date | None = None) -> list[dict[str, Any]]:
    rows = spoken(lives.site, Whom(persons=frozenset({"p1"})))
    return said(lives.site, rows, {feed: [column]}, since)


def status(value: str) -> dict[str, Any]:
    return {"id_number__person": "p1", "status": value}


def test_a_late_drop_is_seen_as_such_and_so_is_what_it_made_speak_again(lives: Lives) -> None:
    may = lives.tell(ENROLMENT, "2024-05-31", 0, {"k": status("active")})
    july = lives.tell(ENROLMENT, "2024-07-31", 1, {})
    late = lives.tell(ENROLMENT, "2024-06-30", 2, {"k": status("ended")})
    lives.tell(ENROLMENT, "2024-07-31", 2, {"k": status("active")}, again_of=july)
    first, between, last = told(lives, ENROLMENT, "status")
    assert [(one["value"], one["true_from"], one["true_until"]) for one in (first, between, last)] == [
        ("active", date(2024, 5, 31), date(2024, 6, 30)),
        ("ended", date(2024, 6, 30), date(2024, 7, 31)),
        ("active", date(2024, 7, 31), None),
    ]
    assert [end["known_from"] for end in first["ends"]] == [HOUR, HOUR + timedelta(hours=2)], "until then it had no end"
    assert [one["rows"][0]["came"] for one in (first, between, last)] == ["", "late", "said_again"]
    assert [one["rows"][0]["drop_id"] for one in (first, between, last)] == [may, late, july]
    assert first["rows"][0] == {
        "drop_id": may,
        "file": f"{ENROLMENT}/{may}.csv",
        "sheet": "",
        "row": 2,
        "data_date": date(2024, 5, 31),
        "known_at": HOUR,
        "came": "",
    }


def test_a_correction_supersedes_the_same_day(lives: Lives) -> None:
    lives.tell(ENROLMENT, "2024-05-31", 0, {"k": status("ended")}, drop="d1")
    lives.tell(ENROLMENT, "2024-05-31", 3, {"k": status("active")}, drop="d2", corrects="d1")
    wrong, right = told(lives, ENROLMENT, "status")
    assert (wrong["value"], wrong["superseded_at"]) == ("ended", HOUR + timedelta(hours=3))
    assert (right["value"], right["superseded_at"], right["rows"][0]["came"]) == ("active", None, "correction")


def test_who_came_later_under_the_same_key_is_not_told(lives: Lives) -> None:
    lives.tell(ROSTER, "2024-05-31", 0, {"H1|02": {"id_number__person": "p1", "health": "chronic"}})
    lives.tell(ROSTER, "2024-06-30", 1, {"H1|02": {"id_number__person": "p2", "health": "major_illness"}})
    own, other = told(lives, ROSTER, "health")
    assert (own["value"], own["true_until"]) == ("chronic", date(2024, 6, 30))
    assert (other["state"], other["value"]) == ("other", None)


def test_money_is_yuan_a_name_a_pseudonym_and_free_text_is_withheld(lives: Lives) -> None:
    row = {"id_number__person": "p1", "income_per_capita": 320050, "name": "n1", "student_status": f"电话{PHONE}"}
    lives.tell(ROSTER, "2024-05-31", 0, {"k": row})
    (free,) = [c.name for c in lives.site.contracts[ASSISTANCE].columns if c.privacy == "free_text"]
    lives.tell(ASSISTANCE, "2024-05-31", 0, {"k": {"id_number__person": "p1", free: "王小满来电"}})
    (income,), (name,), (slipped,) = (told(lives, ROSTER, one) for one in ("income_per_capita", "name", "student_status"))
    assert (income["value"], income["is_pseudonym"]) == ("3200.50", False)
    assert (name["value"], name["is_pseudonym"]) == ("n1", True)
    assert slipped["value"] == "电话138****5678"
    (text,) = told(lives, ASSISTANCE, free)
    assert (text["value"], text["is_withheld"]) == (None, True)


def test_since_leaves_out_what_had_ended_and_was_known_before(lives: Lives) -> None:
    lives.tell(ENROLMENT, "2024-05-31", 0, {"k": status("active")})
    lives.tell(ENROLMENT, "2024-06-30", 1, {"k": status("ended")})
    lives.tell(ENROLMENT, "2024-07-31", 24 * 30, {"k": status("active")})
    assert [one["value"] for one in told(lives, ENROLMENT, "status", date(2024, 6, 15))] == ["active", "ended", "active"]
    since = date(2024, 8, 15)
    assert [(one["value"], one["true_until"]) for one in told(lives, ENROLMENT, "status", since)] == [
        ("ended", date(2024, 7, 31)),
        ("active", None),
    ], "that it ended was learned since"


def test_a_row_that_only_mentions_somebody_says_so(lives: Lives) -> None:
    lives.tell(STUDENTS, "2024-05-31", 0, {"G1": {"guardian_id_number__person": "p1", "stage": "primary"}})
    (only,) = told(lives, STUDENTS, "stage")
    assert only["mentioned_as"] == ["guardian_id_number"]
