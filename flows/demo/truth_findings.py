"""What the rule pack must find in a written city: a second, slow-witted reading of design.md, made from what was written.

Thresholds, words and windows stand here as design.md has them; nothing of `transforms` or `config` is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from flows.demo import (
    truth_causes,
    truth_exclusion,
    truth_gaps,
    truth_households,
    truth_identity,
    truth_inclusion,
    truth_risks,
)
from flows.demo.truth_people import home_of
from flows.demo.truth_rule import MAYBE, NO, YES, Rule, Say
from flows.demo.truth_world import World, look

if TYPE_CHECKING:
    from flows.demo.truth import Truth

RULES: Mapping[str, Rule] = {
    **truth_inclusion.RULES,
    **truth_exclusion.RULES,
    **truth_causes.RULES,
    **truth_gaps.RULES,
    **truth_risks.RULES,
    **truth_identity.RULES,
    **truth_households.RULES,
}
SCHEMA = pl.Schema({"rule_id": pl.String(), "subject": pl.String(), "certain": pl.Boolean()})


def findings(truth: Truth, as_of: date, batch: int | None = None) -> pl.DataFrame:
    """One row a rule and subject, in their order. `subject`: the person's ID number, as it stands in the roster where it links
    nobody; the household's number for rules about households.

    `certain`: it must be found. Where it is false another reading is possible, so it may be found or not: a row that is needed
    was refused or links nobody, or design.md does not say. What is not here at all must not be found.
    """
    worlds = [look(reading, as_of, batch) for reading in readings(truth)]
    told = [
        (rule_id, subject, said == YES)
        for rule_id, rule in RULES.items()
        for subject, said in (_of_rows(worlds[0], rule) if rule.of == "row" else _of_subjects(worlds, rule))
        if said != NO
    ]
    frame = pl.DataFrame(told, schema=SCHEMA, orient="row")
    return frame.group_by("rule_id", "subject").agg(pl.col("certain").any()).sort("rule_id", "subject")


def readings(truth: Truth) -> list[Truth]:
    """What was written as it is accepted; as if rows that link nobody were their owner's; and as if no row were refused either."""
    linked = [
        replace(delivery, rows=delivery.rows.with_columns(id_number=pl.coalesce("id_number", "owner")))
        for delivery in truth.deliveries
    ]
    meant = [replace(delivery, rows=delivery.rows.with_columns(refused=pl.lit(value=False))) for delivery in linked]
    return [truth, replace(truth, deliveries=linked), replace(truth, deliveries=meant)]


def _of_subjects(worlds: Sequence[World], rule: Rule) -> Iterator[tuple[str, Say]]:
    """The answers about everybody of whom a number is known, or about every household of the roster."""
    written = worlds[0]
    unclear = {number for feed in rule.feeds for number in written.doubtful[feed]}
    if rule.of == "home":
        for home in written.homes.values():
            owners = [row["owner"] for row in home.rows if row["owner"] in unclear]
            yield home.number, _judged(worlds, rule, home.number, _doubts(written, rule, owners) or int(home.shaky))
    else:
        for number in sorted(unclear.union(*written.of.values())):
            lives = home_of(written, number)
            doubts = _doubts(written, rule, [number] if number in unclear else [])
            yield number, _judged(worlds, rule, number, doubts or int(lives is not None and lives.shaky))


def _doubts(world: World, rule: Rule, owners: Sequence[str]) -> int:
    """How many rows of the owners, of feeds that the rule rests on, do not speak for them."""
    return sum(len(world.doubtful[feed].get(owner, ())) for feed in rule.feeds for owner in owners)


def _judged(worlds: Sequence[World], rule: Rule, subject: str, doubts: int) -> Say:
    """What all readings agree on; where several rows are in doubt some of them may be read one way and some another."""
    said = {_asked(world, rule, subject) for world in worlds[: 3 if doubts else 1]}
    return said.pop() if len(said) == 1 and doubts < 2 else MAYBE


def _asked(world: World, rule: Rule, subject: str) -> Say:
    if rule.of == "person":
        return rule.ask(world, subject)
    return rule.ask(world, world.homes[subject]) if subject in world.homes else NO


def _of_rows(world: World, rule: Rule) -> Iterator[tuple[str, Say]]:
    """The answers about the rows of the roster."""
    for home in world.homes.values():
        for row in home.rows:
            subject = row["id_number"] or row["id_text"]
            if subject:
                yield subject, rule.ask(world, row)
