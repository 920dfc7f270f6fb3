"""The page of gates, docs/gates.md, from the gates, the targets and the indicators of feeds."""

from __future__ import annotations

from collections.abc import Iterator

from config.gates import Condition, Gate, load_gates
from config.indicators import Indicator, load_indicators
from config.markdown import head, row
from config.targets import Target, load_targets

_INTRODUCTION = """# Gates

Generated from `config/gates/`, `config/targets/` and `config/indicators/` by `hearth contracts dictionary`. Edit those, not this page.

A gate is asked of every subject that its `when` names. Each condition answers yes, no or unknown; yes needs all its evidence delivered and not older
than its threshold. **pass**: every condition is met; **fail**: one is not; **unknown**: none fails, and of one nobody can say; **not_applicable**: the
gate does not concern the subject. Unknown never passes. What is missing is listed in the order of the conditions, with whom to ask.
`member` is yes if any member's answer is. `{name}` is a [threshold](rules.md#thresholds).

**Adding a condition, an indicator or a target**: see [adding a feed](adding_a_feed.md#indicators-and-gates).
"""
_CONDITION = ("id", "demanded", "met when", "evidence", "not older than", "whom to ask")
_TARGETS = """## Targets

Where each stands is published in [`targets`](dictionary.md#targets--年度任务). Counted are subjects for which `when` holds, each once, by what
its gate says of it tonight: **passed** pass, **pending** unknown, **blocked** fail; **unclear** of whom `when` is unknown. `recorded`: what the
register itself shows, whatever the gate says.
"""
_TARGET = ("target", "title", "year", "counts", "plan", "last year", "gate", "when", "recorded", "town's share")
_INDICATOR = ("name", "title", "unit", "grain", "feed", "rows that count", "takes", "dated by", "not older than", "silence means")


def gates_markdown() -> str:
    """Write the whole page. The same files give the same text."""
    return "\n".join([_INTRODUCTION, *map(_gate, load_gates().values()), *_targets(), *_indicators()])


def _gate(gate: Gate) -> str:
    said = f"Of a {gate.grain} where `{gate.when}`; published as `{gate.grain}.{gate.publishes}` and `{gate.missing}`.\n"
    return "\n".join([f"## {gate.id} · {gate.title}\n", said, *head(*_CONDITION), *map(_condition, gate.conditions), ""])


def _condition(condition: Condition) -> str:
    asked = f"`{condition.expression}`"
    return row(
        condition.id,
        condition.title,
        f"member: `{condition.member}`<br>{asked}" if condition.member else asked,
        "<br>".join(condition.evidence),
        condition.fresh_days,
        condition.owner,
    )


def _targets() -> Iterator[str]:
    yield _TARGETS
    yield from head(*_TARGET)
    yield from map(_target, load_targets().values())
    yield ""


def _target(target: Target) -> str:
    return row(
        target.id,
        target.title,
        str(target.year),
        target.counts,
        f"{target.plan:,}",
        "" if target.last_year is None else f"{target.last_year:,}",
        target.gate,
        f"`{target.when}`",
        f"`{target.recorded}`" if target.recorded else "",
        target.quota,
    )


def _indicators() -> Iterator[str]:
    yield "## Indicators of feeds\n"
    yield from head(*_INDICATOR)
    yield from map(_indicator, load_indicators().values())
    yield ""


def _indicator(indicator: Indicator) -> str:
    take = indicator.take
    return row(
        indicator.name,
        indicator.title,
        indicator.unit,
        indicator.grain,
        indicator.feed,
        f"`{indicator.where}`" if indicator.where else "all",
        " ".join(filter(None, (take.verb, take.column, f"by {take.by}" if take.by else ""))),
        indicator.day,
        indicator.fresh_days,
        indicator.silence,
    )
