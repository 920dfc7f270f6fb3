"""Checks that contracts, tables, policies and rules say all they must and contradict nothing: `hearth contracts check`.

Every problem is one line: the file, the column, what is wrong and what to write instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator  # type: ignore[import-untyped]  # ships no types

from config.check_assessment import assessment_problems
from config.check_changes import change_problems
from config.check_entitlements import cause_problems, entitlement_problems
from config.check_feed import feed_problems
from config.check_gates import gate_problems
from config.check_indicators import indicator_problems
from config.check_notices import notice_problems
from config.check_rules import rule_problems
from config.check_table import policy_problems, table_problems
from config.check_targets import target_problems
from config.check_villages import village_problems
from config.contracts import FEEDS, TABLES, ContractError, contract_files, load_contract
from config.history import history_problems
from config.tables import load_table
from config.yaml_files import read_yaml


def check_contracts(feeds: Path = FEEDS, tables: Path = TABLES, extra: Path | None = None) -> list[str]:
    """List every problem of the contracts, the policies, the rules, the indicators, the gates, the targets, what is worked out of villages,
    the official rates, the changes that are told, the notices and what histories tell; empty when all is well.
    """
    return [*_all_problems(feeds, tables, extra)]


def _all_problems(feeds: Path, tables: Path, extra: Path | None) -> Iterator[str]:
    for folder in (feeds, extra):
        for path in contract_files(folder) if folder else ():
            yield from file_problems(path, lambda one: feed_problems(one, load_contract(one)))
    for path in contract_files(tables):
        yield from file_problems(path, lambda one: table_problems(one, load_table(one)))
    if (feeds, tables) == (FEEDS, TABLES):
        yield from policy_problems()
        yield from chain(rule_problems(extra=extra), cause_problems(), entitlement_problems())
        yield from chain(indicator_problems(extra=extra), gate_problems(extra=extra), target_problems(extra=extra))
        yield from village_problems(extra=extra)
        yield from chain(assessment_problems(extra), change_problems(extra), notice_problems(extra=extra), history_problems())


def file_problems(path: Path, deeper: Callable[[Path], Iterator[str]]) -> Iterator[str]:
    """Check one file against the standard's own schema and, where it holds, look deeper."""
    try:
        shape = [*_shape_problems(path)]
        yield from shape or deeper(path)
    except (ContractError, ValueError) as error:
        yield str(error) if str(error).startswith(path.name) else f"{path.name}: {error}"


def _shape_problems(path: Path) -> Iterator[str]:
    for error in _validator().iter_errors(read_yaml(path)):
        place = "/".join(str(part) for part in error.absolute_path)
        yield f"{path.name}: {place or 'the file'}: {error.message[:300]}"


@cache
def _validator() -> Any:
    schema = files("open_data_contract_standard").joinpath("schema.json").read_text(encoding="utf-8")
    return Draft201909Validator(json.loads(schema))
