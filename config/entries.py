"""Reads entries of rule packs, causes and entitlements into their models: no key too few, none too many, examples well formed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Example:
    """Indicators of a made-up subject; those not named are unknown. `members` are people of a made-up household."""

    subject: Mapping[str, Any]
    members: tuple[Mapping[str, Any], ...] = ()


def fields_of(model: type, entry: object, where: str, besides: tuple[str, ...] = ()) -> dict[str, Any]:
    """Hold an entry's keys against the model's fields, but for `besides`, which nobody writes.

    Raises ValueError that begins with `where` and says which keys there are.
    """
    needed = {
        item.name: item.default is MISSING and item.default_factory is MISSING
        for item in fields(model)
        if item.name not in besides
    }
    if not isinstance(entry, dict):
        raise ValueError(f"{where}: write a mapping with {', '.join(needed)}")  # noqa: TRY004 - the file is wrong, not the call
    for name in entry.keys() - needed.keys():
        raise ValueError(f"{where}: there is no {name}; an entry has {', '.join(needed)}")
    if lacking := [name for name, is_needed in needed.items() if is_needed and name not in entry]:
        raise ValueError(f"{where}: lacks {', '.join(lacking)}")
    for item in fields(model):
        wanted, words = _form(str(item.type))
        if item.name in entry and not isinstance(entry[item.name], wanted):
            raise ValueError(f"{where}: {item.name} is {entry[item.name]!r}; write {words}")
    return dict(entry)


def _form(annotation: str) -> tuple[Any, str]:
    """What YAML has to hold for a field of this type, and how to say so."""
    if annotation.startswith("date"):
        return (date | None if "None" in annotation else date), "a day such as 2024-01-31"
    if annotation.startswith("int"):
        return (int | None if "None" in annotation else int), "a whole number"
    if annotation.startswith("tuple"):
        return list, "a list"
    if annotation.startswith(("Mapping", "Example")):
        return dict, "a mapping"
    return str, "a text, in quotes where it is a number"


def read_example(entry: object, grain: str, where: str) -> Example:
    """Read `{person: {...}}`, `{feed: {...}}` (also of a town) or `{household: {...}, members: [{...}]}`.

    Raises ValueError that begins with `where` and says what to write.
    """
    key = "feed" if grain == "town" else grain
    others = {"members"} if key == "household" else set()
    if not isinstance(entry, dict) or key not in entry or entry.keys() - others != {key}:
        also = "".join(f", {other}: [{{...}}]" for other in others)
        raise ValueError(f"{where}: write an example as {{{key}: {{indicator: value}}{also}}}")
    members = entry.get("members") or []
    if not all(isinstance(one, dict) for one in (entry[key], *members)):
        raise ValueError(f"{where}: write the indicators of each subject and member as {{indicator: value}}")
    return Example(subject=entry[key], members=tuple(members))
