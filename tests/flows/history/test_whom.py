"""Under which ids somebody is looked for."""

from __future__ import annotations

from typing import Any

from flows.history.whom import events, household, person
from flows.lake import published
from tests.flows.history.lives import Lives, renamed
from tests.flows.history.lives import person as row


def link(left: str, right: str, decision: str = "same") -> dict[str, Any]:
    return {"left": left, "right": right, "decision": decision}


def home(household_id: str, number: str) -> dict[str, Any]:
    return {"household_id": household_id, "household_no": number, "members": []}


def test_an_alias_leads_to_the_person_and_the_person_to_every_alias(lives: Lives) -> None:
    edition = lives.publish("2024-05-31", person=[row("p1")], links=[link("p1", "p2"), link("p1", "p3", "different")])
    for asked in ("p1", "p2"):
        found = person(lives.site, edition, asked, [edition])
        assert found.ids == ("p1", "p2")
        assert [one["person_id"] for one in found.rows[edition]] == ["p1"]


def test_ids_from_before_a_number_became_usable_are_theirs_unless_somebody_stands_under_them(lives: Lives) -> None:
    lives.publish("2024-05-31", person=[row("p0"), row("p8")])
    lives.publish("2024-06-30", person=[row("p1")], changes=[renamed("person", "p0", "p1"), renamed("person", "p8", "p1")])
    newest = lives.publish("2024-07-31", person=[row("p2"), row("p8")], changes=[renamed("person", "p1", "p2")])
    shown = published.shown(lives.site.lake)
    found = person(lives.site, newest, "p2", shown)
    assert found.ids == ("p0", "p1", "p2")
    assert {edition: [one["person_id"] for one in rows] for edition, rows in found.rows.items()} == {
        "2024-05-31": ["p0"],
        "2024-06-30": ["p1"],
        "2024-07-31": ["p2"],
    }
    told = events(lives.site, found, shown)
    assert [(one["edition"], one["old"], one["new"]) for one in told] == [
        ("2024-06-30", "p0", "p1"),
        ("2024-06-30", "p8", "p1"),
        ("2024-07-31", "p1", "p2"),
    ]


def test_a_household_is_found_by_number_and_under_the_number_it_had_before(lives: Lives) -> None:
    lives.publish("2024-05-31", household=[home("h0", "H0"), home("h9", "H9")])
    split = {
        "household_id": "h1",
        "person_id": "p1",
        "event": "split",
        "field": "household_id",
        "old": "h9",
        "new": "h1",
        "evidence": [],
    }
    edition = lives.publish("2024-06-30", household=[home("h1", "H1")], changes=[renamed("household", "h0", "h1"), split])
    shown = published.shown(lives.site.lake)
    for asked in ("h1", "H1"):
        found = household(lives.site, edition, asked, shown)
        assert found.ids == ("h0", "h1")
        assert [row["household_no"] for rows in found.rows.values() for row in rows] == ["H0", "H1"]
    assert [one["event"] for one in events(lives.site, found, shown)] == ["field_changed"], "who left it is their own event"


def test_an_edition_without_a_table_of_changes_is_read_all_the_same(lives: Lives) -> None:
    edition = lives.publish("2024-05-31", person=[row("p1")])
    for file in lives.folder_of("changes", edition).iterdir():
        file.unlink()
    found = person(lives.site, edition, "p1", [edition])
    assert (found.ids, events(lives.site, found, [edition])) == (("p1",), [])
