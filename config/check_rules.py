"""What an entry of the rule pack must say, as far as that can be read without understanding expressions.

`transforms.examples` understands them, and runs the examples.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import get_args

from config.contracts import Contract, load_contracts
from config.indicators import Indicator, load_indicators
from config.rules import (
    RULES,
    TRACES,
    Evidence,
    Grain,
    Kind,
    Rule,
    Severity,
    load_kinds,
    read_kind,
    read_rule,
    rule_entries,
)
from config.tables import load_tables
from config.thresholds import load_thresholds
from config.yaml_files import files_in

PARAMETER = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LITERAL = re.compile(r"'(\w+)'")
ID_STATES = ("valid", "card", "invalid", "placeholder", "borrowed", "none")
"""What the indicator `id_state` may say; other texts of expressions are codes of feeds or values of published tables."""
OF_SEVERAL = {
    "names": frozenset({"name"}),
    "shared_number": frozenset({"id_number", "name", "birth_date"}),
    "two_numbers": frozenset({"id_number", "name"}),
}
"""Traces whose rows stand in several feeds -> the columns that all of these have."""
SUSPICION = re.compile("疑似|可能")


@dataclass(frozen=True)
class _Known:
    """What an entry may name."""

    feeds: Mapping[str, Contract]
    indicators: Mapping[str, Indicator]
    codes: Collection[str]

    def columns(self, trace: str) -> Collection[str]:
        """The columns of a trace's rows."""
        feed = self.indicators[trace].feed if trace in self.indicators else TRACES.get(trace, "")
        return self.feeds[feed].by_name if feed in self.feeds else OF_SEVERAL.get(trace, frozenset())


def rule_problems(folder: Path = RULES, extra: Path | None = None) -> Iterator[str]:
    """List what is wrong with the entries of a pack, one line a problem: file, rule, what to write."""
    try:
        feeds, indicators = load_contracts(extra=extra), load_indicators(extra=extra)
    except ValueError as error:
        yield str(error)
        return
    known = _Known(feeds, indicators, known_codes(extra))
    seen: set[str] = set()
    readable = True
    for path in files_in(folder, extra):
        try:
            kind = read_kind(path)
            yield from (f"{path.name}: {problem}" for problem in _kind_problems(kind))
            for entry in rule_entries(path):
                yield from _entry_problems(path, kind, entry, seen, known)
        except ValueError as error:
            readable = False
            yield str(error)
    if readable:
        yield from _of_kinds(folder, extra)


def _of_kinds(folder: Path, extra: Path | None) -> Iterator[str]:
    """Say so where files contradict each other about kinds."""
    try:
        load_kinds(folder, extra)
    except ValueError as error:
        yield str(error)


def _kind_problems(kind: Kind) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z_]*", kind.id):
        yield "kind is in small letters and _"
    if not CHINESE.search(kind.title):
        yield "title is for department staff: write it in Chinese"


def _entry_problems(path: Path, kind: Kind, entry: object, seen: set[str], known: _Known) -> Iterator[str]:
    try:
        rule = read_rule(path, entry)
    except ValueError as error:
        yield str(error)
        return
    if rule.id in seen:
        yield f"{path.name}: {rule.id}: the id stands twice; give the new rule the next free number"
    seen.add(rule.id)
    yield from (f"{path.name}: {rule.id}: {problem}" for problem in _problems(rule, kind, known))


def _problems(rule: Rule, kind: Kind, known: _Known) -> Iterator[str]:
    if not re.fullmatch(rf"{kind.prefix}\d\d", rule.id):
        yield f"the id is {kind.prefix} and two digits in {rule.kind}.yaml"
    if rule.effective_to and rule.effective_to < rule.effective_from:
        yield "effective_to lies before effective_from"
    yield from chain(
        one_of("grain", rule.grain, get_args(Grain)),
        one_of("severity", rule.severity, get_args(Severity)),
        one_of("unknown", rule.unknown, ("no_hit", "hit")),
        one_of("due_days", rule.due_days, tuple(load_thresholds())),
        one_of("verifier", rule.verifier, ("village", "town", "feed", *known.feeds)),
        *(one_of("needs", feed, tuple(known.feeds)) for feed in rule.needs),
        expression_problems((rule.expression, rule.member), rule.parameters, known.codes),
        _wording_problems(rule),
        _grain_problems(rule),
        *(_evidence_problems(rule, item, known) for item in rule.evidence),
    )


def _wording_problems(rule: Rule) -> Iterator[str]:
    for name in ("title", "message", "advice"):
        if not CHINESE.search(getattr(rule, name)):
            yield f"{name} is for department staff: write it in Chinese"
    if not SUSPICION.search(rule.message):
        yield "message says 疑似 or 可能: a hit is a suspicion"


def _grain_problems(rule: Rule) -> Iterator[str]:
    """A household rule needs the household's own row, a person's and a village's a row of theirs; what is silent has no rows."""
    of = {(item.of, item.trace) for item in rule.evidence}
    if rule.grain == "household" and ("household", "home") not in of:
        yield "evidence of a household begins with {of: household, trace: home, column: ...}"
    if rule.grain in ("person", "village") and "subject" not in {who for who, _ in of}:
        yield f"evidence of a {rule.grain} names a row of the subject: {{of: subject, trace: ..., column: ...}}"
    if rule.grain == "village" and {who for who, _ in of} - {"subject"}:
        yield "evidence: the rows of a village are of: subject"
    if rule.grain in ("feed", "town") and of:
        yield "what is silent has no rows: write evidence: []"
    if rule.grain != "household" and (rule.member or rule.hit.members or rule.miss.members):
        yield "member and members belong to a rule of grain household"
    if rule.verifier == "feed" and rule.grain not in ("feed", "town"):
        yield "verifier feed belongs to a rule of grain feed or town"


def _evidence_problems(rule: Rule, item: Evidence, known: _Known) -> Iterator[str]:
    yield from one_of("evidence: of", item.of, ("subject", "member", "household"))
    yield from one_of("evidence: trace", item.trace, (*TRACES, *known.indicators))
    if item.of == "subject" and rule.grain == "household":
        yield "evidence: the rows of a household are of: household or of: member"
    if item.of == "member" and not rule.member:
        yield "evidence: of: member needs member, the expression that says which members"
    if item.trace in known.indicators:
        yield from _of_indicator_problems(rule, item, known.indicators[item.trace])
    elif (item.of == "household") != (item.trace == "home"):
        yield "evidence: of: household and trace: home go together, where the trace is no indicator of a feed"
    elif rule.grain == "village":
        yield "evidence: a village has rows of indicators of a village only"
    columns = known.columns(item.trace)
    if item.trace in (*TRACES, *known.indicators) and item.column not in columns:
        yield f"evidence: {item.trace} has no column {item.column}; there are {', '.join(sorted(columns))}"


def _of_indicator_problems(rule: Rule, item: Evidence, indicator: Indicator) -> Iterator[str]:
    grain = {"subject": rule.grain, "member": "person"}.get(item.of, "household")
    if indicator.grain != grain:
        yield f"evidence: {item.trace} is an indicator of a {indicator.grain}, and of: {item.of} is a {grain}"


def expression_problems(texts: tuple[str, ...], parameters: tuple[str, ...], codes: Collection[str] = ()) -> Iterator[str]:
    """List thresholds that stand in expressions and not among the parameters, or the other way round, and codes nobody has.

    `codes`: the only ones that count; by default all that are built in.
    """
    for code in sorted({code for text in texts for code in LITERAL.findall(text)} - {*(codes or known_codes())}):
        yield f"'{code}' is no code of a feed and no value of a table"
    written = {name for text in texts for name in PARAMETER.findall(text)}
    for name in sorted(written - {*parameters}):
        yield f"{{{name}}} stands in an expression; add {name} to parameters"
    for name in sorted({*parameters} - written):
        yield f"the parameter {name} stands in no expression; write {{{name}}} or leave it out"
    for name in sorted({*parameters} - {*load_thresholds()}):
        yield f"there is no threshold {name}; add it to thresholds.yaml"


@cache
def known_codes(extra: Path | None = None) -> Collection[str]:
    """Every code of a feed, also of an extra folder's (settings: `feeds`), and every value of a table. Raises ValueError as `load_contracts`."""
    feeds = load_contracts(extra=extra).values()
    codes = {str(code) for feed in feeds for column in feed.columns for code in column.codes.values()}
    return codes.union(ID_STATES, *(column.values for table in load_tables().values() for column in table.columns))


def one_of(name: str, value: object, allowed: tuple[str, ...]) -> Iterator[str]:
    """Say so where a value is none of those allowed."""
    if value not in allowed:
        yield f"{name} is {value!r}; it may be {', '.join(filter(None, allowed))}"
