"""The page of rules, docs/rules.md, from the rule pack, the causes, the entitlements and the thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from config.causes import load_causes
from config.entitlements import Entitlement, load_entitlements
from config.markdown import head, row
from config.rules import Kind, Rule, load_kinds, load_rules
from config.thresholds import load_thresholds

_INTRODUCTION = """# Rules

Generated from `config/rules/`, `config/causes.yaml`, `config/entitlements.yaml` and `config/thresholds.yaml` by
`hearth contracts dictionary`. Edit those, not this page.

A hit is a suspicion, never a verdict. Every rule is asked of every subject each night and answers yes, no or unknown. A household rule
asks each member first; `member` is yes if any member's answer is, `members_hit` says of how many. `{name}` is a [threshold](#thresholds).
A rule that waits for a feed is not asked until that feed was first delivered.
What an indicator means stands in `transforms/household/indicators.py`.

**Adding a rule** is one entry in `config/rules/<kind>.yaml`: see [adding a rule](adding_a_rule.md).
"""
_TITLES = ("id", "title", "hits when", "unknown", "evidence", "verifier", "due", "severity", "version")


def rules_markdown() -> str:
    """Write the whole page. The same files give the same text."""
    rules = [*load_rules().values()]
    kinds = (_kind(kind, [rule for rule in rules if rule.kind == kind.id]) for kind in load_kinds().values())
    return "\n".join([_INTRODUCTION, *kinds, *_causes(), *_entitlements(), *_thresholds()])


def _kind(kind: Kind, rules: list[Rule]) -> str:
    return "\n".join([f"## {kind.id} · {kind.title}\n", *head(*_TITLES), *map(_rule, rules), ""])


def _rule(rule: Rule) -> str:
    waits = "".join(f"<br>waits for {feed}" for feed in rule.needs)
    lapses = f" until {rule.effective_to}" if rule.effective_to else ""
    return row(
        rule.id,
        rule.title,
        f"member: `{rule.member}`<br>{rule.grain}: `{rule.expression}`{waits}"
        if rule.member
        else f"{rule.grain}: `{rule.expression}`{waits}",
        rule.unknown.replace("_", " "),
        "<br>".join(_evidence(rule)) or "none",
        rule.verifier,
        f"{rule.due_days}",
        rule.severity,
        f"{rule.version}{lapses}",
    )


def _evidence(rule: Rule) -> Iterator[str]:
    for (of, trace), items in groupby(rule.evidence, key=lambda item: (item.of, item.trace)):
        yield f"{of} {trace}: {', '.join(item.column for item in items)}"


def _causes() -> Iterator[str]:
    yield "## Evidence of causes\n"
    yield from head("cause", "title", "person", "household")
    for cause in load_causes().values():
        yield row(cause.id, cause.title, f"`{cause.person}`" if cause.person else "nobody in particular", f"`{cause.household}`")
    yield ""


def _entitlements() -> Iterator[str]:
    yield "## Entitlements\n"
    yield from head("id", "title", "eligible", "covered", "excused", "rule")
    for entitlement in load_entitlements().values():
        yield row(
            entitlement.id,
            entitlement.title,
            f"`{entitlement.eligible}`",
            f"`{entitlement.covered}`",
            "<br>".join(_excuses(entitlement)) or "none",
            entitlement.rule or "none",
        )
    yield ""


def _excuses(entitlement: Entitlement) -> Iterator[str]:
    return (f"{reason}: `{text}`" for reason, text in entitlement.excused.items())


def _thresholds() -> Iterator[str]:
    yield "## Thresholds\n"
    yield from head("name", "value", "from", "source")
    for name, values in load_thresholds().items():
        for value in values:
            yield row(name, f"{value.value:,g}", str(value.effective_from), value.source)
    yield ""
