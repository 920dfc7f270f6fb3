"""A suite as data: what is checked, how much it weighs, what a clerk is told. Great Expectations is imported late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation as GxExpectation

Severity = Literal["critical", "hold", "warning"]
"""What a failed check does to the drop or edition: refuse it, hold it for a person, or accept it with a warning."""


@dataclass(frozen=True)
class Expectation:
    """A `gx.expectations` class by name and its arguments; the object itself is built only when it is judged."""

    kind: str
    """Class name in `great_expectations.expectations`, e.g. `ExpectColumnValuesToNotBeNull`."""
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def column(self) -> str:
        """The column or columns looked at, joined by a comma; empty for a table expectation."""
        if "column" in self.arguments:
            return str(self.arguments["column"])
        if "column_list" in self.arguments:
            return ",".join(self.arguments["column_list"])
        pair = (self.arguments.get("column_A"), self.arguments.get("column_B"))
        return ",".join(str(name) for name in pair if name is not None)

    def build(self) -> GxExpectation:
        """The ordinary Great Expectations object. Imports GX: seconds, the first time."""
        import great_expectations.expectations as gxe

        built: GxExpectation = getattr(gxe, self.kind)(**self.arguments)
        return built


@dataclass(frozen=True)
class Check:
    """One expectation of a suite with its weight and its words."""

    id: str
    """Unique within the suite and stable over versions: receipts and certificates quote it."""
    expectation: Expectation
    severity: Severity
    reason: str
    """Id of an entry of config/reasons.yaml; empty for checks of published tables, which no department reads."""
    title: str
    """What is checked, in plain Chinese."""
    tolerated: int = 0
    """Failing rows that are never a pattern: the check passes with up to so many, whatever their share."""


@dataclass(frozen=True)
class Suite:
    """The checks that decide over one frame."""

    name: str
    checks: tuple[Check, ...]
    figures: bool = False
    """The frame is one row of measures, not of people: each measure may be quoted as the observed figure."""

    def __post_init__(self) -> None:
        ids = [check.id for check in self.checks]
        if len(ids) != len(set(ids)):
            raise ValueError(f"suite {self.name}: check ids must be unique")

    def with_checks(self, more: Iterable[Check]) -> Suite:
        """The same suite with further checks after its own."""
        return replace(self, checks=(*self.checks, *more))
