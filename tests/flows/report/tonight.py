"""Tonight's tables of a synthetic city, as the report reads them: typed parquet by table name."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from config.entitlements import load_entitlements
from config.groups import load_groups
from config.rules import load_rules
from transforms.household.tables import schema_of

EDITION = date(2024, 6, 30)
LAST = date(2024, 5, 31)
FIELDS = ("name", "id_number", "sex", "birth_date", "alive", "health", "student_status", "relation", "ethnicity", "labour")
TABLES = ("findings", "household", "rules", "coverage", "group_costs", "field_confirmation")
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "findings": {
        "rule_id": "GA01",
        "kind": "gap",
        "grain": "person",
        "subject_id": "p1",
        "town": "高山镇",
        "owner": "高山镇一村",
        "severity": "medium",
        "message": "疑似",
        "evidence": [],
        "first_seen": LAST,
        "last_seen": EDITION,
        "opened_on": LAST,
        "status": "open",
        "due": EDITION + timedelta(days=3),
    },
    "household": {"town": "高山镇", "size": 3, "household_type": "general", "groups": [], "insured_members": 3, "members": []},
    "rules": {"awaits": [], "kind": "gap", "title": "疑似未参保", "hits": 0, "unknown": 0, "verified": 0, "verified_true": 0},
    "coverage": {
        "entitlement": "insurance",
        "town": "高山镇",
        "village": "一村",
        "excused": [],
        "covered": 0,
        "unknown": 0,
        "gap": 0,
    },
    "group_costs": {"group": "uraemia", "measure": "medical_aid", "persons": 0, "gap": 0},
    "field_confirmation": {"field": "name", "town": "高山镇", "confirmed": 0, "contradicted": 0, "unverifiable": 0},
}


def frame(table: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows by the few columns a test speaks of, the rest as DEFAULTS or blank."""
    schema = schema_of(table)
    filled = [dict.fromkeys(schema) | DEFAULTS[table] | {"edition": EDITION} | dict(row) for row in rows]
    return pl.DataFrame(filled, schema=schema)


def tables(folder: Path, **rows: Iterable[Mapping[str, Any]]) -> dict[str, Path]:
    """The parquet files of every table the report reads; a table that is not given is empty."""
    paths = {name: folder / f"{name}.parquet" for name in TABLES}
    for name, path in paths.items():
        frame(name, rows.get(name, ())).write_parquet(path)
    return paths


def city(folder: Path, towns: Sequence[str], *, findings: int, villages: int = 8, seed: int = 7) -> dict[str, Path]:
    """A city in which every section of the page has something to show."""
    chance = random.Random(seed)
    homes = [_home(chance, at, towns) for at in range(60 * len(towns))]
    return tables(
        folder,
        household=homes,
        findings=[_finding(chance, at, homes) for at in range(findings)],
        rules=[_rule(chance, rule.id, rule.kind, rule.title) for rule in load_rules().values()],
        coverage=[
            _cover(chance, at, town, village, name)
            for at, town in enumerate(towns)
            for village in range(villages)
            for name in load_entitlements()
        ],
        group_costs=[
            _cost(chance, group, measure)
            for group in load_groups()
            for measure in ("insurance", "medical_aid", "nursing_subsidy")
        ],
        field_confirmation=[_field(chance, field, town) for field in FIELDS for town in towns],
    )


def _home(chance: random.Random, at: int, towns: Sequence[str]) -> dict[str, Any]:
    town = chance.choices(towns, [1 / (place + 1) for place in range(len(towns))])[0]
    groups = chance.sample(list(load_groups()), chance.choice([0, 0, 0, 1, 1, 2, 3]))
    kind = chance.choice(["general", "general", "poor", "exited"])
    size = chance.randint(1, 6)
    insured = size - (chance.random() < 0.1)
    members = {"size": size, "insured_members": insured, "uninsured_members": size - insured}
    return {"household_id": f"h{at:020x}", "town": town, "groups": groups, "household_type": kind, **members}


def _finding(chance: random.Random, at: int, homes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rule = chance.choice([rule for rule in load_rules().values() if rule.kind != "silence"])
    home = chance.choice(homes)
    opened = EDITION - timedelta(days=chance.choice([0, 0, 0, 4, 9, 12, 20, 30, 45]))
    status = chance.choices(["open", "assigned", "confirmed", "not_confirmed", "waived", "closed"], [50, 12, 8, 8, 4, 10])[0]
    place = {"household_id": home["household_id"], "town": home["town"], "owner": f"{home['town']}一村"}
    of_rule = {"rule_id": rule.id, "kind": rule.kind, "severity": rule.severity, "grain": rule.grain}
    days = {"opened_on": opened, "first_seen": opened, "due": opened + timedelta(days=15)}
    seen = {"last_seen": chance.choice([LAST, LAST - timedelta(days=9)]) if status == "closed" else EDITION}
    return {"finding_id": f"f{at:020x}", "subject_id": f"p{at}", "status": status, **place, **of_rule, **days, **seen}


def _rule(chance: random.Random, rule_id: str, kind: str, title: str) -> dict[str, Any]:
    verified = chance.choice([0, 0, 3, 40, 130, 600])
    right = sum(chance.random() < 0.35 for _ in range(verified))
    share = right / verified if verified else None
    ends = (
        {}
        if share is None
        else {"precision_low": max(share - 0.9 / verified**0.5, 0.0), "precision_high": min(share + 0.9 / verified**0.5, 1.0)}
    )
    counts = {
        "hits": chance.choice([0, 2, 17, 130, 900]),
        "unknown": chance.choice([0, 3, 40]),
        "verified": verified,
        "verified_true": right,
    }
    return {"rule_id": rule_id, "kind": kind, "title": title, "precision": share, **ends, **counts}


def _cover(chance: random.Random, at: int, town: str, village: int, entitlement: str) -> dict[str, Any]:
    eligible = chance.choice([0, 3, 12, 60, 140])
    gap = sum(chance.random() < chance.choice([0.0, 0.03, 0.2]) for _ in range(eligible))
    unknown = min(chance.choice([0, 0, 1, 6]), eligible - gap)
    excused = min(chance.choice([0, 1, 5]), eligible - gap - unknown)
    place = {
        "town": town,
        "village": f"{'东南西北'[village % 4]}{village // 4 + 1}村",
        "village_code": f"5223261{at:02d}{village:03d}",
    }
    counts = {"eligible": eligible, "covered": eligible - gap - unknown - excused, "unknown": unknown, "gap": gap}
    return {"entitlement": entitlement, **place, **counts, "excused": [{"reason": "elsewhere", "persons": excused}]}


def _cost(chance: random.Random, group: str, measure: str) -> dict[str, Any]:
    persons = {"orphan": 3, "uraemia": 48, "lone_elderly": 640}.get(group, 210)
    after = Decimal(persons * 4100)
    gap = min(chance.choice([0, 2, 17, 60]), persons)
    return {
        "group": group,
        "measure": measure,
        "persons": persons,
        "gap": gap,
        "self_pay_before": after * Decimal("1.4"),
        "self_pay_after": after,
        "self_pay_gap": Decimal(gap * 3900),
    }


def _field(chance: random.Random, field: str, town: str) -> dict[str, Any]:
    share = {"relation": 0.0, "ethnicity": 0.0, "labour": 0.0}.get(field, 0.9)
    confirmed = round(300 * share * chance.uniform(0.8, 1))
    contradicted = chance.choice([0, 1, 6]) if share else 0
    return {
        "field": field,
        "town": town,
        "confirmed": confirmed,
        "contradicted": contradicted,
        "unverifiable": 300 - confirmed - contradicted,
    }
