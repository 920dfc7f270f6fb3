"""Once somebody is erased, ledger, receipts and plans say of a drop what they would say had it come without their rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.desk import replay_drop
from flows.drops.commit import planned_drop
from flows.lake import ledger, plans
from flows.lake.init import create
from flows.lake.ledger import Drop
from flows.site import open_site
from tests.faults import city
from tests.flows.citynights import settled_in
from tests.flows.erase.story import GONE, NUMBER, Story

DAYS = ("20240331", "20240430")


def people(day: str, *, with_them: bool) -> city.Drop:
    """Rows accepted, warned about, refused and repeated; the last four are theirs. Of the second day it is held: others are missing."""
    others = {0: "约一千", 2: "约一千", 3: 1000} | (dict.fromkeys(range(4, 12), 1000) if day == DAYS[0] else {})
    drop = city.roster(day, others)
    _, *lines = city.roster(day, {GONE: "约一千"}).data.decode("gb18030").splitlines()
    refused = [line.replace("配偶", "邻居").replace("户主", "邻居").replace("H1", "") for line in lines]
    spoilt = city.roster(day, {2: 1000}).data.decode("gb18030").splitlines()[1].replace("P2", "P20").replace("H2", "")
    theirs = [*lines, *lines, refused[0].replace("P1", "P21"), refused[0].replace("P1", "P22")] if with_them else []
    return city.Drop(drop.key, drop.data + ("\n".join([spoilt, *theirs]) + "\n").encode("gb18030"))


def again(drop: city.Drop) -> city.Drop:
    return city.Drop(drop.key.replace("花名册", "又"), drop.data)


def lake(root: Path, *, with_them: bool) -> Story:
    create(open_site().lake)
    story = Story(root)
    for day in DAYS:
        drop = people(day, with_them=with_them)
        story.take(drop)
        story.take(again(drop))
    return story


def told(root: Path) -> dict[str, dict[str, Any]]:
    """What receipts say, by file."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in (root / "receipts").rglob("receipt.json")]
    return {one["file_name"]: one for one in found}


def entered() -> dict[str, Drop]:
    return {drop.key.rpartition("/")[2]: drop for drop in ledger.read_drops(open_site().lake)}


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Story, Mapping[str, Any]]]:
    """A lake they were erased from, and what one says that never knew them."""
    without = tmp_path_factory.mktemp("without")
    with settled_in(without):
        lake(without, with_them=False)
        wanted = {"ledger": entered(), "receipts": told(without)}
    root = tmp_path_factory.mktemp("counted")
    with settled_in(root):
        story = lake(root, with_them=True)
        story.seen["before"] = entered()
        assert story.erase()["state"] == "erased"
        yield story, wanted


def test_the_ledger_adds_up_and_its_reasons_are_of_the_rows_that_are_left(lakes: tuple[Story, Mapping[str, Any]]) -> None:
    story, wanted = lakes
    before, after = story.seen["before"], entered()
    assert [drop.state for drop in after.values()] == ["done", "duplicate", "held", "duplicate"]
    for name, drop in after.items():
        expected = wanted["ledger"][name]
        assert drop.reasons == expected.reasons, name
        assert drop.rows_read == before[name].rows_read == drop.rows_accepted + drop.rows_rejected + drop.rows_erased
        assert (drop.rows_accepted, drop.rows_rejected) == (expected.rows_accepted, expected.rows_rejected)
    assert [drop.rows_erased for drop in after.values()] == [4, 0, 4, 0]
    rules = {reason.rule for reason in before["花名册_20240331.csv"].reasons}
    assert {"missing_required", "duplicate_equal"} < rules, "each kind of reason was there"
    assert "duplicate_equal" not in {reason.rule for reason in after["花名册_20240331.csv"].reasons}


def test_receipts_say_the_same(lakes: tuple[Story, Mapping[str, Any]]) -> None:
    story, wanted = lakes
    for name, receipt in told(story.root).items():
        expected = wanted["receipts"][name]
        rows = receipt["rows"]
        assert rows["read"] == rows["accepted"] + rows["rejected"] + rows["erased"]
        for part in ("reasons", "warnings", "what_to_do", "has_fixit"):
            assert without_ids(receipt[part]) == without_ids(expected[part]), (name, part)
        assert rows | {"read": 0, "erased": 0} == expected["rows"] | {"read": 0, "erased": 0}
        assert (receipt["first"] or {}).get("items_open") == (expected["first"] or {}).get("items_open")


def without_ids(said: object) -> str:
    """Drops of the two lakes have other ids."""
    return re.sub(r"[0-9a-f]{20}", "", json.dumps(said, ensure_ascii=False))


def test_a_replay_says_it_once_more(lakes: tuple[Story, Mapping[str, Any]]) -> None:
    story, _ = lakes
    drop = entered()["花名册_20240331.csv"]
    plan = plans.recall(open_site().lake, drop.drop_id)
    assert plan is not None
    assert planned_drop(plan).reasons == drop.reasons
    before = told(story.root)
    replay_drop(drop.drop_id, quiet=True)
    assert told(story.root) == before
    assert NUMBER not in json.dumps(before)
