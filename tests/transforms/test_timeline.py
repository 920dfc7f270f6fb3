"""Statements of a change log on both axes of time, against a naive model that keeps every drop whole and replays it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.test_history import FIRST_DAY, FIRST_HOUR, Drop, Log, histories, naive, snapshot
from transforms.timeline import End, Statement, Word, statements


def words(log: pl.DataFrame, key: str, column: str) -> list[Word]:
    rows = log.with_row_index("place").filter(pl.col("_key") == key).iter_rows(named=True)
    return [
        Word(
            row["_data_date"],
            row["_known_at"],
            row["_order"],
            row[column],
            "absent" if row["_op"] == "absent" else "said",
            row["place"],
        )
        for row in rows
    ]


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def hour(number: int) -> datetime:
    return FIRST_HOUR + timedelta(hours=number)


def held(told: list[Statement], on: int, at: int) -> list[Statement]:
    return [one for one in told if one.holds(day(on), hour(at))]


@settings(max_examples=20)
@given(histories(), st.sampled_from(["", "town"]), st.sampled_from(["town", "_hash"]))
def test_what_is_told_holds_on_every_day_as_known_at_every_hour(drops: list[Drop], scope: str, column: str) -> None:
    log = Log(scope)
    for drop in drops:
        log.take_in(drop)
    for key in "abcd":
        told = statements(words(log.frame, key, column))
        for on in range(4):
            for at in range(drops[-1].hour + 1):
                here = held(told, on, at)
                assert len(here) <= 1, "two values at once"
                true = naive(drops, scope, on, at).get(key)
                value = true and (true[0] if column == "town" else true[1] * 2 + "东西".index(true[0]))
                assert [one.value for one in here if one.state == "said"] == ([value] if true else []), (key, on, at)


@settings(max_examples=15)
@given(histories())
def test_order_of_the_rows_does_not_matter_and_no_row_is_lost(drops: list[Drop]) -> None:
    log = Log("")
    for drop in drops:
        log.take_in(drop)
    for key in "abcd":
        spoken = words(log.frame, key, "town")
        assert statements(spoken) == statements(spoken[::-1])
        shadowed = {
            word.place
            for word in spoken
            if any(
                other.data_date == word.data_date and other.known_at == word.known_at and other.order > word.order
                for other in spoken
            )
        }
        assert {place for one in statements(spoken) for place in one.places} == {word.place for word in spoken} - shadowed


def test_a_value_ends_where_the_next_data_date_says_otherwise() -> None:
    first, second = statements([Word(day(0), hour(0), 1, "东", place=0), Word(day(2), hour(2), 2, "西", place=1)])
    assert (first.value, first.true_from, first.true_until, first.learned_at, first.superseded_at) == (
        "东",
        day(0),
        day(2),
        hour(0),
        None,
    )
    assert first.ends == [End(None, hour(0)), End(day(2), hour(2))], "until the second came nothing said otherwise"
    assert (second.true_until, second.places) == (None, [1])


def test_a_late_drop_changes_an_earlier_day_and_both_beliefs_stay() -> None:
    log = Log("")
    log.take_in(snapshot(0, 0, {"a": ("东", 1)}))
    log.take_in(snapshot(1, 3, {"a": ("东", 1)}))
    log.take_in(snapshot(2, 1, {"a": ("西", 1)}))
    one, late, again = statements(words(log.frame, "a", "town"))
    assert (one.value, one.ends) == ("东", [End(None, hour(0)), End(day(1), hour(2))])
    assert (late.value, late.true_from, late.true_until, late.learned_at) == ("西", day(1), day(3), hour(2))
    assert (again.value, again.true_from, again.learned_at) == ("东", day(3), hour(2)), "the later drop speaks again"


def test_what_a_correction_of_the_same_day_takes_away_is_superseded() -> None:
    wrong, right = statements([Word(day(0), hour(0), 1, "东"), Word(day(0), hour(5), 2, "西", place=1)])
    assert (wrong.value, wrong.superseded_at, wrong.true_until) == ("东", hour(5), None)
    assert (right.value, right.true_from, right.learned_at, right.superseded_at) == ("西", day(0), hour(5), None)


def test_absent_is_another_thing_than_blank_and_equal_words_are_one_statement() -> None:
    rows = [
        Word(day(0), hour(0), 1, None, place=0),
        Word(day(1), hour(1), 2, None, place=1),
        Word(day(2), hour(2), 3, None, "absent", place=2),
    ]
    blank, gone = statements(rows)
    assert (blank.state, blank.true_until, blank.places) == ("said", day(2), [0, 1])
    assert (gone.state, gone.true_until) == ("absent", None)
    assert statements([]) == []
