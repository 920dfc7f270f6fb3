"""The audit log: nothing in it can be changed or taken away unseen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.errors import Broken
from flows.lake.audit import Entry, enter, entries, faults
from flows.lake.lake import Lake
from flows.lake.places import VAULT_AUDIT_HEAD, audit


def written(lake: Lake, count: int) -> list[Entry]:
    return [enter(lake, who="clerk@desk", what="test", details={"persons": number}) for number in range(count)]


def test_entries_follow_from_each_other(lake: Lake) -> None:
    assert list(entries(lake)) == []
    assert list(faults(lake)) == []
    made = written(lake, 3)
    assert list(entries(lake)) == made
    assert [entry.number for entry in made] == [1, 2, 3]
    assert made[0].before == ""
    assert len({entry.before for entry in made}) == 3
    assert list(faults(lake)) == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_changed_entry_is_found(folder_lake: Lake, number: int) -> None:
    written(folder_lake, 3)
    place = audit(number)
    changed = json.loads(folder_lake.store.read(place)) | {"who": "somebody else"}
    folder_lake.store.put(place, json.dumps(changed, ensure_ascii=False, sort_keys=True).encode())
    assert len(list(faults(folder_lake))) == 1


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_entry_is_found(folder_lake: Lake, number: int) -> None:
    written(folder_lake, 3)
    folder_lake.store.delete(audit(number))
    assert list(faults(folder_lake))


def test_an_entry_put_in_between_or_made_unreadable_is_found(folder_lake: Lake) -> None:
    written(folder_lake, 3)
    second = folder_lake.store.read(audit(2))
    folder_lake.store.put(audit(2), folder_lake.store.read(audit(3)))
    assert any("is no entry" in fault for fault in faults(folder_lake))
    folder_lake.store.put(audit(2), b"no json")
    assert any("entry 2 is no entry" in fault for fault in faults(folder_lake))
    folder_lake.store.put(audit(2), second)
    assert list(faults(folder_lake)) == []


def test_a_chain_written_anew_is_not_the_one_the_vault_remembers(folder_lake: Lake) -> None:
    written(folder_lake, 2)
    head = folder_lake.vault.read(VAULT_AUDIT_HEAD)
    for number in (1, 2):
        folder_lake.store.delete(audit(number))
    folder_lake.vault.delete(VAULT_AUDIT_HEAD)
    written(folder_lake, 2)
    folder_lake.vault.put(VAULT_AUDIT_HEAD, head)
    assert list(faults(folder_lake)) == ["entry 2 is not the one the vault remembers"]


def test_nothing_is_added_to_a_log_whose_end_was_cut_off(folder_lake: Lake) -> None:
    written(folder_lake, 3)
    folder_lake.store.delete(audit(3))
    assert list(faults(folder_lake)) == ["the log ends at entry 2, and the vault remembers entry 3"]
    with pytest.raises(Broken, match="not as it was left"):
        written(folder_lake, 1)
    assert not folder_lake.store.exists(audit(3)), "a new entry would have hidden the cut"


def test_a_crash_before_the_vault_was_told_is_no_fault(folder_lake: Lake) -> None:
    written(folder_lake, 1)
    head = folder_lake.vault.read(VAULT_AUDIT_HEAD)
    written(folder_lake, 1)
    folder_lake.vault.put(VAULT_AUDIT_HEAD, head)
    assert list(faults(folder_lake)) == []
    written(folder_lake, 1)
    assert json.loads(folder_lake.vault.read(VAULT_AUDIT_HEAD))["number"] == 3


def test_racing_readers_each_leave_an_entry(lake: Lake) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: enter(lake, who=f"clerk {number}", what="test", details={}), range(6)))
    assert {entry.who for entry in entries(lake)} == {f"clerk {number}" for number in range(6)}
    assert list(faults(lake)) == []
