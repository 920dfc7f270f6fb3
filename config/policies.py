"""Survivorship policies (`policies.yaml`): which columns supply a published field, in what order of trust, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from config.yaml_files import read_yaml

POLICIES = Path(__file__).with_name("policies.yaml")


@dataclass(frozen=True)
class Source:
    """A column that can supply a field, and the policy under which it stands at its place."""

    feed: str
    """`department/feed`."""
    column: str
    """A column of the feed as pseudonymised: also `<identifier>__birth` and `<identifier>__sex`."""
    policy: str


@dataclass(frozen=True)
class Policies:
    """Everything survivorship follows. The manifest of an edition names the version."""

    version: str
    sentences: Mapping[str, str]
    """Policy id -> the sentence that `hearth explain` shows."""
    person: Mapping[str, tuple[Source, ...]]
    """Published field -> its sources, the most trusted first."""
    household: Mapping[str, tuple[Source, ...]]


@cache
def load_policies(path: Path = POLICIES) -> Policies:
    """Read the policies. Raises ValueError for a source under a policy without a sentence."""
    data = read_yaml(path)
    sentences: Mapping[str, str] = data["policies"]
    return Policies(
        version=data["version"],
        sentences=sentences,
        person={field: _sources(field, entries, sentences) for field, entries in data["person"].items()},
        household={field: _sources(field, entries, sentences) for field, entries in data["household"].items()},
    )


def _sources(field: str, entries: Iterable[Mapping[str, Any]], known: Mapping[str, str]) -> tuple[Source, ...]:
    sources = tuple(Source(**entry) for entry in entries)
    for source in sources:
        if source.policy not in known:
            raise ValueError(f"policies.yaml: {field} names the policy {source.policy}, which has no sentence")
    return sources
