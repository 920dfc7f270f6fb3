"""Which columns of feeds tell of a published column beside those that the policies name (`history.yaml`): for `hearth explain … --history`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from config.contracts import load_contracts
from config.policies import Source, load_policies
from config.tables import load_tables
from config.yaml_files import read_yaml

HISTORY = Path(__file__).with_name("history.yaml")
GRAINS = ("person", "household")

Behind = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Published column -> feed -> the columns that tell of it."""


@cache
def load_behind(path: Path = HISTORY) -> Mapping[str, Behind]:
    """Read the file, and add what the policies name: grain (person, household) -> columns."""
    given, policies = read_yaml(path), load_policies()
    return {
        "person": _behind(policies.person, given["person"]),
        "household": _behind(policies.household, given["household"]),
    }


def _behind(policies: Mapping[str, Sequence[Source]], more: Mapping[str, Mapping[str, Sequence[str]]]) -> Behind:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for column in [*policies, *(column for column in more if column not in policies)]:
        by_policy = [(source.feed, source.column) for source in policies.get(column, ())]
        beside = [(feed, name) for feed, names in more.get(column, {}).items() for name in names]
        for feed, name in dict.fromkeys([*by_policy, *beside]):
            of_column = found.setdefault(column, {})
            of_column[feed] = (*of_column.get(feed, ()), name)
    return found


def history_problems(path: Path = HISTORY) -> Iterator[str]:
    """List what is wrong with the file, one line a problem: what, and what to write."""
    given = read_yaml(path)
    if not isinstance(given, dict) or given.keys() != set(GRAINS):
        yield f"{path.name}: write {' and '.join(f'`{grain}: {{column: {{department/feed: [columns]}}}}`' for grain in GRAINS)}"
        return
    for grain, columns in given.items():
        for column, feeds in columns.items():
            if column not in load_tables()[grain].by_name:
                yield f"{path.name}: {grain}: {column}: the table has no such column"
            for feed, names in feeds.items():
                yield from (f"{path.name}: {grain}: {column}: {problem}" for problem in _feed_problems(feed, names))


def _feed_problems(feed: str, names: Sequence[str]) -> Iterator[str]:
    contract = load_contracts().get(feed)
    if contract is None:
        yield f"there is no contract {feed}"
        return
    for name in names:
        if name not in contract.by_name:
            yield f"{feed} has no column {name}"
