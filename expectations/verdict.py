"""What a suite says of a frame: an outcome and counts, never a cell's value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from expectations.suite import Severity

Outcome = Literal["accept", "warn", "hold", "refuse"]

OUTCOMES: tuple[Outcome, ...] = ("accept", "warn", "hold", "refuse")
"""From mildest to gravest."""

OUTCOME_OF: dict[Severity, Outcome] = {"warning": "warn", "hold": "hold", "critical": "refuse"}


@dataclass(frozen=True)
class CheckResult:
    """How one check came out."""

    id: str
    column: str
    severity: Severity
    success: bool
    observed: float | int | str | None
    """The figure that was compared, or a short text; never the content of a cell."""
    expected: str
    """The bounds in words, e.g. `>= 0.9`."""
    unexpected_count: int | None
    """Rows (for column expectations: cells) that fail; None where the check is over a single figure."""
    unexpected_share: float | None
    """`unexpected_count` over the cells looked at (blank ones left out), between 0 and 1."""
    reason: str
    title: str
    evidence: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What Great Expectations returned, in its own JSON form and without values: what Data Docs are built from."""


@dataclass(frozen=True)
class Verdict:
    """The outcome of a suite: that of its gravest failed check, and every check's result in suite order."""

    suite: str
    outcome: Outcome
    results: tuple[CheckResult, ...]

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """Failed checks only, in suite order."""
        return tuple(result for result in self.results if not result.success)

    def to_json(self) -> dict[str, Any]:
        """A JSON-able mapping, the same for the same input: no times, no values."""
        results = [asdict(result) for result in self.results]
        for result in results:
            del result["evidence"]
        return {"suite": self.suite, "outcome": self.outcome, "results": results}


def gravest(outcomes: Iterable[Outcome]) -> Outcome:
    """The gravest of some outcomes; accept when there are none."""
    return max(outcomes, key=OUTCOMES.index, default="accept")


def outcome_of(results: Iterable[CheckResult]) -> Outcome:
    """What failed checks, each by its severity, amount to."""
    return gravest(OUTCOME_OF[result.severity] for result in results if not result.success)
