"""What a city asks: indicators of any feed, gates, rules, targets, what is worked out of villages, the official rates, and the contracts
that say what stands in those feeds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from config.assessment import Assessment, load_assessment
from config.changes import Watched, load_watched
from config.comparisons import Comparison, load_comparisons
from config.contracts import Contract, load_contracts
from config.gates import Condition, Gate, load_gates
from config.indicators import Grain, Indicator, load_indicators
from config.progress import Progress, load_progress
from config.rules import TRACES, Kind, Rule, load_kinds, load_rules
from config.statistics import Statistic, load_statistics
from config.targets import Target, load_targets


@dataclass(frozen=True, eq=False)
class Standards:
    """Everything by name. Read once, as contracts are, and itself and no other."""

    indicators: Mapping[str, Indicator]
    gates: Mapping[str, Gate]
    contracts: Mapping[str, Contract]
    rules: Mapping[str, Rule]
    kinds: Mapping[str, Kind]
    """In the order in which they are read to people."""
    targets: Mapping[str, Target] = field(default_factory=dict)
    statistics: Mapping[str, Statistic] = field(default_factory=dict)
    progress: Mapping[str, Progress] = field(default_factory=dict)
    comparisons: Mapping[str, Comparison] = field(default_factory=dict)
    assessment: Assessment = field(default_factory=load_assessment)
    watched: Mapping[str, tuple[Watched, ...]] = field(default_factory=load_watched)
    """Table -> its columns whose change from one edition to the next is told."""

    def of_grain(self, grain: Grain) -> tuple[Indicator, ...]:
        """The indicators of one grain, in name order."""
        return tuple(indicator for indicator in self.indicators.values() if indicator.grain == grain)

    def gates_of(self, grain: str) -> Iterator[Gate]:
        """The gates that subjects of a grain have to pass, in id order."""
        return (gate for gate in self.gates.values() if gate.grain == grain)

    def targets_on(self, day: date) -> Iterator[Target]:
        """The targets of a day's year, in id order."""
        return (target for target in self.targets.values() if target.holds(day))

    def feeds_of(self, condition: Condition) -> list[str]:
        """The feeds without which a condition cannot be met, in the order in which it names them, each once."""
        named = (self.indicators[name].feed if name in self.indicators else name for name in condition.evidence)
        return [*dict.fromkeys(named)]

    def asked(self, delivered: Collection[str]) -> frozenset[str]:
        """The indicators of feeds that a gate, a target or what is worked out of villages names, or a rule that waits for no feed once these were
        delivered.
        """
        of_gates = (
            text
            for gate in self.gates.values()
            for text in (
                gate.when,
                *(part for item in gate.conditions for part in (item.expression, item.member, *item.evidence)),
            )
        )
        of_rules = (
            text
            for rule in self.rules.values()
            if set(rule.needs) <= set(delivered)
            for text in (rule.expression, rule.member, *rule.numbers, *(item.trace for item in rule.evidence))
        )
        return (
            frozenset(word for text in (*of_gates, *of_rules, *self._named()) for word in re.findall(r"\w+", text))
            & self.indicators.keys()
        )

    def _named(self) -> Iterator[str]:
        """What targets and what is worked out of villages name."""
        for target in self.targets.values():
            yield from (target.when, target.recorded, target.quota)
        for statistic in self.statistics.values():
            yield from (statistic.when, statistic.value)
        for progress in self.progress.values():
            yield from (*progress.before, *progress.now)
        for comparison in self.comparisons.values():
            yield from (comparison.value, comparison.per, *(group.when for group in comparison.groups))

    def feed_of(self, trace: str) -> str:
        """The feed in which the rows of a trace stand; empty where that is any feed."""
        return self.indicators[trace].feed if trace in self.indicators else TRACES[trace]

    def whom(self, owner: str) -> str:
        """Whom to ask, in Chinese."""
        return {"village": "村委会", "town": "乡镇政府"}.get(owner) or self.contracts[owner].owner


@cache
def load_standards(extra: Path | None = None) -> Standards:
    """Read what the project comes with and what an extra folder (settings: `feeds`) adds.

    Raises ValueError naming file, entry and what to write.
    """
    return Standards(
        load_indicators(extra=extra),
        load_gates(extra=extra),
        load_contracts(extra=extra),
        load_rules(extra=extra),
        load_kinds(extra=extra),
        load_targets(extra=extra),
        load_statistics(extra=extra),
        load_progress(extra=extra),
        load_comparisons(extra=extra),
        load_assessment(extra),
        load_watched(extra),
    )
