"""Who is one person: links united into clusters, unless a cluster would hold what cannot be one person.

Links are taken by descending score, then by their ids; people's judgements first. A link that would break a rule is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]
"""Ids of two persons, in no order."""


@dataclass(frozen=True)
class Person:
    """What keeps a person out of a cluster, and what gives a cluster its id."""

    id: str
    anchored: bool
    groups: frozenset[str]
    rank: int

    @property
    def precedence(self) -> tuple[bool, int, str]:
        """The lowest of a cluster gives it its id."""
        return (not self.anchored, self.rank, self.id)


@dataclass(frozen=True)
class Same:
    """A link between two persons; `judged` by people, who may unite what the rules would not."""

    left: str
    right: str
    bits: float
    judged: bool


@dataclass
class _Cluster:
    members: list[str]
    anchored: bool
    groups: set[str] = field(default_factory=set)


class Clusters:
    """Grows link by link. `different` are pairs that people keep apart, `stopped` those that a rule does, unless people unite them."""

    def __init__(self, persons: Mapping[str, Person], different: Iterable[Pair], stopped: Iterable[Pair] = ()) -> None:
        self._persons = persons
        self._of: dict[str, _Cluster] = {}
        self._different = _both_ways(different)
        self._stopped = _both_ways(stopped)

    def unite(self, link: Same) -> bool:
        """Whether the link holds; its clusters are one from then on."""
        one, other = self._cluster(link.left), self._cluster(link.right)
        if one is other:
            return True
        if not ((link.judged or self._may(one, other)) and not self._kept_apart(one, other, self._different)):
            return False
        large, small = (one, other) if len(one.members) >= len(other.members) else (other, one)
        large.members += small.members
        large.anchored |= small.anchored
        large.groups |= small.groups
        self._of |= dict.fromkeys(small.members, large)
        return True

    def canonical(self) -> dict[str, str]:
        """Every member of a cluster that goes by another id -> that id."""
        named: dict[str, str] = {}
        for cluster in {id(cluster): cluster for cluster in self._of.values()}.values():
            first = min((self._persons[member] for member in cluster.members), key=lambda person: person.precedence)
            named |= {member: first.id for member in cluster.members if member != first.id}
        return named

    def _cluster(self, person: str) -> _Cluster:
        if person not in self._of:
            known = self._persons[person]
            self._of[person] = _Cluster([person], known.anchored, set(known.groups))
        return self._of[person]

    def _may(self, one: _Cluster, other: _Cluster) -> bool:
        return (
            not (one.anchored and other.anchored)
            and one.groups.isdisjoint(other.groups)
            and not self._kept_apart(one, other, self._stopped)
        )

    def _kept_apart(self, one: _Cluster, other: _Cluster, pairs: Mapping[str, set[str]]) -> bool:
        small, large = sorted((one, other), key=lambda cluster: len(cluster.members))
        return any(self._of.get(apart) is large for member in small.members for apart in pairs.get(member, ()))


def _both_ways(pairs: Iterable[Pair]) -> Mapping[str, set[str]]:
    others: dict[str, set[str]] = {}
    for one, other in pairs:
        others.setdefault(one, set()).add(other)
        others.setdefault(other, set()).add(one)
    return others


def clustered(
    links: Sequence[Same], persons: Mapping[str, Person], different: Iterable[Pair], stopped: Iterable[Pair] = ()
) -> tuple[list[Same], dict[str, str]]:
    """(refused links, alias -> id that stays)."""
    clusters = Clusters(persons, different, stopped)
    ordered = sorted(links, key=lambda link: (not link.judged, -link.bits, link.left, link.right))
    refused = [link for link in ordered if not clusters.unite(link)]
    return refused, clusters.canonical()
