"""Declared causes against the evidence: every registered household has an answer, and "no evidence" is one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.city_states import write_states
from tests.transforms.household.factory import CERTIFICATES, ROSTER, SETTLEMENTS, STUDENTS, night_of, state, the

FEEDS = {feed: state(feed) for feed in (CERTIFICATES, SETTLEMENTS, STUDENTS)}


def home(*members: dict[str, Any], **facts: Any) -> dict[str, Any]:
    rows = [
        {"household_type": "poor", "id_number": f"A{place}", "name": f"n{place}", "person_no": str(place), **facts, **member}
        for place, member in enumerate(members)
    ]
    return the(night_of({**FEEDS, ROSTER: state(ROSTER, *rows)})["household"])


ILL, WELL = {"health": "chronic"}, {"health": "healthy"}


@pytest.mark.parametrize(
    ("primary", "secondary", "member", "states", "agreement"),
    [
        ("illness", None, ILL, ("confirmed", None), "agrees"),
        ("illness", "disability", ILL, ("confirmed", "contradicted"), "partly"),
        ("illness", "disaster", ILL, ("confirmed", "unverifiable"), "partly"),
        ("illness", None, WELL, ("contradicted", None), "contradicted"),
        ("disaster", None, WELL, ("unverifiable", None), "no_evidence"),
        (None, None, ILL, (None, None), "undeclared"),
        (None, "illness", ILL, (None, "confirmed"), "agrees"),
    ],
)
def test_the_answer(
    primary: str | None, secondary: str | None, member: dict[str, Any], states: tuple[str | None, ...], agreement: str
) -> None:
    found = home(member, cause_primary=primary, cause_secondary=secondary)
    assert (found["cause_primary_state"], found["cause_secondary_state"], found["cause_agreement"]) == (*states, agreement)


def test_a_general_household_that_declares_nothing_has_no_answer() -> None:
    assert home(WELL, household_type="general")["cause_agreement"] is None


def test_somebody_who_cannot_be_linked_may_hold_the_evidence() -> None:
    found = home(WELL, {"id_number": None}, cause_primary="disability")
    assert (found["cause_primary_state"], found["cause_agreement"]) == ("unverifiable", "no_evidence")


def test_evidence_is_listed_in_name_order_also_where_nothing_is_declared() -> None:
    found = home({"health": "disabled"}, {**ILL, "labour": "ordinary"})
    assert found["causes_evidence"] == ["disability", "illness"] or found["causes_evidence"] == [
        "disability",
        "illness",
        "labour",
    ]


def test_a_person_has_the_causes_their_own_evidence_supports() -> None:
    rows = [{"id_number": "A", "name": "nA", "health": "disabled"}, {"id_number": "B", "person_no": "2", **WELL}]
    tables = night_of({**FEEDS, ROSTER: state(ROSTER, *rows)})
    assert [the(tables["person"], person_id=f"p{letter}")["causes"] for letter in "AB"] == [["disability"], []]


def test_every_registered_household_of_a_city_is_covered(tmp_path: Any) -> None:
    import polars as pl

    tables = night_of({feed: pl.read_parquet(path) for feed, path in write_states(tmp_path, 600).items()})
    registered = tables["household"].filter(pl.col("household_type").is_in(["poor", "exited"]))
    assert registered.height > 0
    assert registered["cause_agreement"].null_count() == 0
    assert registered["causes_evidence"].null_count() == 0
