"""The lines of what the logs said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.history.cells import Files
from flows.history.said_lines import lines, worth_telling

HOUR = datetime(2024, 8, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def entry(value: Any, day: int, **more: Any) -> dict[str, Any]:
    """A statement that began on a day of June, in row 2 of a file."""
    learned = more.get("learned_at", HOUR)
    row = {"file": "a/b/册.csv", "sheet": "", "row": more.pop("row", 2), "came": more.pop("came", "")}
    given = {
        "column": "c",
        "key": "k",
        "value": value,
        "state": "said",
        "is_withheld": False,
        "is_pseudonym": False,
        "mentioned_as": [],
    }
    times = {"true_from": date(2024, 6, day), "true_until": None, "learned_at": learned, "superseded_at": None}
    return {**given, **times, "ends": [{"true_until": None, "known_from": learned}], "rows": [row], **more}


def told(*entries: dict[str, Any], numbered: bool = False) -> list[list[str]]:
    return lines(entries, Files(is_numbered=numbered), ZONE)


def test_a_name_is_given_changed_and_as_before_and_a_text_only_changed() -> None:
    names = [entry(name, day, is_pseudonym=True) for day, name in enumerate(("n1", "n2", "n1"), start=1)]
    assert [line[1] for line in told(*names)] == ["given", "changed", "as before"]
    texts = [entry(None, day, is_withheld=True) for day in (1, 2)]
    assert [line[1] for line in told(*texts)] == ["given", "changed"]
    other = entry("n9", 4, is_pseudonym=True, key="another")
    assert told(*names, other)[-1][1] == "given", "another key, another story"


def test_blank_absent_and_somebody_else_are_told_apart_and_being_away_once() -> None:
    away = [entry(None, 3, state="absent", column=column) for column in ("c", "d")]
    assert [line[:2] for line in told(entry(None, 1), *away, entry(None, 4, state="other"))] == [
        ["c", "(blank)"],
        ["", "(not in the list)"],
        ["", "(somebody else)"],
    ]
    assert worth_telling([entry(None, 1), *away]) == away


def test_rows_that_say_alike_are_one_line() -> None:
    many = [entry("x", 1, row=row, key=str(row)) for row in range(2, 12)]
    (line,) = told(*many)
    assert line[-2] == "2, 3, 4, 5, 6, 7, 8, 9 and 2 more"
    assert [one[5] for one in told(*many, entry("y", 2), numbered=True)] == ["[1]", "[1]"]


def test_what_was_believed_and_is_no_more_is_a_note() -> None:
    later = HOUR + timedelta(hours=1)
    moved = [{"true_until": date(2024, 6, 9), "known_from": HOUR}, {"true_until": date(2024, 6, 5), "known_from": later}]
    (line,) = told(entry("x", 1, ends=moved, true_until=date(2024, 6, 5), came="late"))
    assert line[-1] == "late; until 2024-06-09 as known 2024-08-01 08:00 to 2024-08-01 09:00"
    ordinary = [{"true_until": None, "known_from": HOUR}, {"true_until": date(2024, 6, 5), "known_from": later}]
    assert told(entry("x", 1, ends=ordinary))[0][-1] == "", "every value begins without an end"
    gone, earlier = entry("x", 3, superseded_at=later), entry("x", 1, learned_at=later)
    (of_gone,) = (line for line in told(earlier, gone) if line[2] == "2024-06-03")
    assert (of_gone[3], of_gone[-1]) == ("(open)", "superseded 2024-08-01 09:00: so from 2024-06-01 on")
    assert told(entry("x", 1, mentioned_as=["guardian_id_number"]))[0][-1] == "as guardian_id_number"
