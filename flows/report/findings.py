"""What the page is told of the night's findings: counts by town and kind, hardest cases, who stopped delivering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict

from flows.findings.words import KIND_WORDS

KINDS: Mapping[str, str] = {
    kind: KIND_WORDS[kind] for kind in ("exclusion", "inclusion", "gap", "risk", "cause", "identity", "household")
}
"""Kinds of finding about persons and households, in the order in which they are read. Silence is about files."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FindingCount(_Model):
    """Findings of one town and kind."""

    town: str
    kind: str
    open: int = 0
    assigned: int = 0
    confirmed: int = 0
    waived: int = 0
    overdue: int = 0
    """Of open, assigned and confirmed: due before the edition."""
    appeared: int = 0
    """Of open, assigned, confirmed and waived: not there, or closed, in the edition before."""
    closed: int = 0
    """There in the edition before, and no longer."""

    @property
    def todo(self) -> int:
        """Findings somebody has to work on: all that are neither settled nor waived."""
        return self.open + self.assigned + self.confirmed


class HardCase(_Model):
    """One household of the list of hardest cases. A pseudonym and counts, nothing that says what the need is."""

    household_id: str
    town: str
    findings: Mapping[str, int]
    """Findings that speak of need, by kind."""
    groups: int
    """Special groups among the members."""
    unmet: int
    """Entitlements that do not reach it, and exit conditions it does not meet."""
    score: int


class Silence(_Model):
    """A department, or a town in a department's feed, that stopped delivering."""

    department: str
    feed: str
    town: str = ""


class Findings(_Model):
    """Everything the page shows of findings."""

    counts: tuple[FindingCount, ...] = ()
    days_open: Mapping[str, float] = {}
    """Median age in days of what a town has to work on."""
    ownerless: int = 0
    hardest: tuple[HardCase, ...] = ()
    """Hardest first."""
    silent: tuple[Silence, ...] = ()


def added_up(counts: Iterable[FindingCount], *, town: str = "", kind: str = "") -> FindingCount:
    """One line for all of some lines."""
    lines = list(counts)
    numbers = ("open", "assigned", "confirmed", "waived", "overdue", "appeared", "closed")
    return FindingCount(town=town, kind=kind, **{name: sum(getattr(line, name) for line in lines) for name in numbers})
