"""What a city asks: indicators of any feed, gates, rules, and the contracts that say what stands in those feeds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.contracts import Contract, load_contracts
from config.gates import Condition, Gate, load_gates
from config.indicators import Grain, Indicator, load_indicators
from config.rules import TRACES, Kind, Rule, load_kinds, load_rules


@dataclass(frozen=True)
class Standards:
    """Everything by name."""

    indicators: Mapping[str, Indicator]
    gates: Mapping[str, Gate]
    contracts: Mapping[str, Contract]
    rules: Mapping[str, Rule]
    kinds: Mapping[str, Kind]
    """In the order in which they are read to people."""

    def of_grain(self, grain: Grain) -> tuple[Indicator, ...]:
        """The indicators of one grain, in name order."""
        return tuple(indicator for indicator in self.indicators.values() if indicator.grain == grain)

    def gates_of(self, grain: str) -> Iterator[Gate]:
        """The gates that subjects of a grain have to pass, in id order."""
        return (gate for gate in self.gates.values() if gate.grain == grain)

    def feeds_of(self, condition: Condition) -> list[str]:
        """The feeds without which a condition cannot be met, in the order in which it names them, each once."""
        named = (self.indicators[name].feed if name in self.indicators else name for name in condition.evidence)
        return [*dict.fromkeys(named)]

    def asked(self, delivered: Collection[str]) -> frozenset[str]:
        """The indicators of feeds that a gate names, or a rule that waits for no feed once these were delivered."""
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
        return frozenset(word for text in (*of_gates, *of_rules) for word in re.findall(r"\w+", text)) & self.indicators.keys()

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
    )
