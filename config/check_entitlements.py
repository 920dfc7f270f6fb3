"""What causes and entitlements must say, as far as that can be read without understanding expressions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from config.causes import CAUSES, load_causes
from config.check_rules import expression_problems, one_of
from config.codes import code_list
from config.entitlements import ANSWERS, ENTITLEMENTS, Entitlement, load_entitlements
from config.rules import RULES, load_rules


def cause_problems(path: Path = CAUSES) -> Iterator[str]:
    """List what is wrong with the causes, one line a problem: file, cause, what to write."""
    try:
        for cause in load_causes(path).values():
            problems = chain(
                one_of("the id", cause.id, tuple(sorted({*code_list("poverty_causes").values()}))),
                expression_problems((cause.person, cause.household), cause.parameters),
                [] if cause.person or not cause.hit.members else ["members need person, the expression that is asked of them"],
            )
            yield from (f"{path.name}: {cause.id}: {problem}" for problem in problems)
    except ValueError as error:
        yield str(error)


def entitlement_problems(path: Path = ENTITLEMENTS, rules: Path = RULES) -> Iterator[str]:
    """List what is wrong with the entitlements, one line a problem: file, entitlement, what to write."""
    try:
        for entitlement in load_entitlements(path).values():
            problems = chain(one_of("rule", entitlement.rule, ("", *load_rules(rules))), _problems(entitlement))
            yield from (f"{path.name}: {entitlement.id}: {problem}" for problem in problems)
    except ValueError as error:
        yield str(error)


def _problems(entitlement: Entitlement) -> Iterator[str]:
    texts = (entitlement.eligible, entitlement.covered, *entitlement.excused.values())
    yield from expression_problems(texts, entitlement.parameters)
    for reason in sorted(entitlement.excused.keys() & set(ANSWERS)):
        yield f"excused: {reason} is an answer already; give the reason another name"
    wanted = {"gap", "covered", *entitlement.excused}
    for answer in sorted(wanted - {example.answer for example in entitlement.examples}):
        yield f"examples: none has the answer {answer}"
    for example in entitlement.examples:
        yield from one_of("examples: answer", example.answer, (*ANSWERS, *entitlement.excused))
