"""Which findings a command is asked for, held against what there is: a name that nothing bears is a typing error, not an empty list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from config.tables import load_tables
from flows.editions import scan
from flows.errors import Misuse
from flows.findings.words import TO_DO
from flows.site import Site

NAMED = 12
"""Names of towns a message lists."""


@dataclass(frozen=True)
class Wanted:
    """What to narrow the findings to; what is empty does not narrow. `status` empty: what is to be done; `all`: every state."""

    town: str = ""
    village: str = ""
    """Code or name; a name may belong to villages of several towns."""
    kind: str = ""
    rule: str = ""
    status: str = ""
    owner: str = ""
    severity: str = ""
    due_before: date | None = None


def condition(site: Site, edition: str, wanted: Wanted) -> pl.Expr:
    """The filter over `findings`. Raises Misuse for a value that nothing can have, naming those that are possible."""
    _one_of("severity", wanted.severity, load_tables()["findings"].by_name["severity"].values)
    _one_of("kind", wanted.kind, site.standards.kinds)
    _one_of("rule", wanted.rule, site.standards.rules)
    _one_of("status", wanted.status, ("all", *load_tables()["findings"].by_name["status"].values))
    check_town(site, edition, wanted.town)
    same = {"town": wanted.town, "kind": wanted.kind, "rule_id": wanted.rule, "owner": wanted.owner, "severity": wanted.severity}
    tests = [pl.col(column) == value for column, value in same.items() if value]
    if wanted.status != "all":
        tests.append(pl.col("status").is_in([wanted.status] if wanted.status else TO_DO))
    if wanted.village:
        tests.append(pl.col("village_code").is_in(_village_codes(site, edition, wanted.village)))
    if wanted.due_before:
        tests.append(pl.col("due") < wanted.due_before)
    return pl.all_horizontal(pl.lit(value=True), *tests)


def check_town(site: Site, edition: str, town: str) -> None:
    """Misuse where neither the roster nor a finding knows a town of that name."""
    if not town:
        return
    known = pl.concat([scan(site, table, edition).select("town") for table in ("town", "findings")]).drop_nulls().unique()
    towns = known.collect(engine="streaming").to_series().sort().to_list()
    if town not in towns:
        more = " …" if len(towns) > NAMED else ""
        raise Misuse(f"edition {edition} knows no town {town}; there are {', '.join(towns[:NAMED])}{more}")


def _village_codes(site: Site, edition: str, village: str) -> list[str]:
    named = (pl.col("village_code") == village) | (pl.col("village") == village)
    codes = scan(site, "village", edition).filter(named).select("village_code").collect().to_series().to_list()
    if not codes:
        raise Misuse(f"edition {edition} knows no village {village}: name it by its code or as the roster does")
    return codes


def _one_of(what: str, value: str, allowed: Iterable[str]) -> None:
    if value and value not in allowed:
        raise Misuse(f"there is no {what} {value}: {', '.join(allowed)}")
