"""How far an erasure has come: whom it is about lies in the vault until it is done, what it did is told in the lake without a word about whom."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flows.erase.person import Person
from flows.lake import places
from flows.lake.lake import Lake

PERSON = "person.json"
DONE = "steps done"
FORGETTING = "forgetting"
"""Kept while the rest is removed: what is left of it by then counts no more."""


def begin(lake: Lake, erasure_id: str, person: Person) -> Person:
    """The person as the first attempt found them: what a later one finds is less."""
    place = places.vault_erasure(erasure_id, PERSON)
    lake.vault.put_new(place, person.to_json())
    return Person.from_json(lake.vault.read(place))


def unfinished(lake: Lake, erasure_id: str) -> Person | None:
    """Whom an erasure that was begun and is not done is about."""
    try:
        return Person.from_json(lake.vault.read(places.vault_erasure(erasure_id, PERSON)))
    except FileNotFoundError:
        return None


def remember(lake: Lake, erasure_id: str, name: str, value: Any) -> Any:
    """Keeps what a step found (JSON-able) before it does anything; what the first attempt found counts."""
    place = places.vault_erasure(erasure_id, f"{name}.json")
    lake.vault.put_new(place, json.dumps(value, ensure_ascii=False).encode())
    return json.loads(lake.vault.read(place))


def recalled(lake: Lake, erasure_id: str, name: str) -> Any:
    """What the first attempt kept under that name; None where none did."""
    try:
        return json.loads(lake.vault.read(places.vault_erasure(erasure_id, f"{name}.json")))
    except FileNotFoundError:
        return None


def steps_done(lake: Lake, erasure_id: str) -> None:
    """Every step is behind it; what is left is to look whether anything still knows the person."""
    remember(lake, erasure_id, DONE, value=True)


def is_halfway(lake: Lake) -> bool:
    """Whether an erasure ended on the way: files may have lost rows that nobody has counted yet, or not have lost them yet."""
    folders: dict[str, set[str]] = defaultdict(set)
    for entry in lake.vault.list(f"{places.VAULT_ERASURES}/"):
        folder, _, file = entry.key.rpartition("/")
        folders[folder].add(file)
    return any(PERSON in files and f"{DONE}.json" not in files for files in folders.values())


def finish(lake: Lake, erasure_id: str, account: Mapping[str, Any]) -> None:
    """Writes down what was done, then forgets whom it was about."""
    lake.store.put(places.erasure(erasure_id), json.dumps(account, ensure_ascii=False, sort_keys=True, indent=2).encode())
    remember(lake, erasure_id, FORGETTING, value=True)
    forget(lake, erasure_id)


def forget(lake: Lake, erasure_id: str) -> None:
    """Removes what is remembered of an erasure that is finished, also where an earlier attempt ended on the way; nothing of another one."""
    marker = places.vault_erasure(erasure_id, f"{FORGETTING}.json")
    if not lake.vault.exists(marker):
        return
    for entry in list(lake.vault.list(places.vault_erasure(erasure_id))):
        if entry.key != marker:
            lake.vault.delete(entry.key)
    lake.vault.delete(marker)


def account(lake: Lake, erasure_id: str) -> dict[str, Any] | None:
    """What a finished erasure did; None where there is none."""
    try:
        found: dict[str, Any] = json.loads(lake.store.read(places.erasure(erasure_id)))
    except FileNotFoundError:
        return None
    return found
