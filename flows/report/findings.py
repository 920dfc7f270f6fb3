"""What the page is told of the night's findings: counts by town and kind, hardest cases, who stopped delivering."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pydantic import BaseModel, ConfigDict

from config.standards import Standards


def kinds_asked(standards: Standards, delivered: Collection[str]) -> dict[str, str]:
    """Titles of the kinds of which some rule is asked once these feeds were delivered, in the order in which they are read."""
    asked = {rule.kind for rule in standards.rules.values() if set(rule.needs) <= set(delivered)}
    return {kind.id: kind.title for kind in standards.kinds.values() if kind.id in asked}


def about_people(standards: Standards, delivered: Collection[str]) -> dict[str, str]:
    """Of `kinds_asked` those that are about people and places; the others are about files."""
    of_files = {rule.kind for rule in standards.rules.values() if rule.grain in ("feed", "town")}
    return {kind: title for kind, title in kinds_asked(standards, delivered).items() if kind not in of_files}


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

    kinds: Mapping[str, str] = {}
    """Titles of the kinds that are shown, in the order in which they are read: `about_people`."""
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
