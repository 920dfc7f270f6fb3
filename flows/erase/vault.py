"""The vault without a person: what their pseudonyms stand for, and who they are."""

from __future__ import annotations

import polars as pl

from flows.erase.person import Person
from flows.lake import changelog, places, scores, vault
from flows.orchestrate import step
from flows.site import Site


@step(retries=2)
def erase_vault(site: Site, person: Person) -> None:
    """Their tokens go from every drop's; a name or phone that somebody else has too stays for them. Scores of pairs are made anew."""
    shared = still_used(site, person)
    gone = [*person.ids, *person.tokens, *(token for token in (*person.name_tokens, *person.phone_tokens) if token not in shared)]
    for entry in list(site.lake.vault.list(f"{places.VAULT_TOKENS}/")):
        vault.rewrite_tokens(site.lake, entry.key, lambda rows: rows.filter(~pl.col("token").is_in(gone)))
    vault.remove_persons(site.lake, person.ids)
    scores.forget(site.lake)


def still_used(site: Site, person: Person) -> frozenset[str]:
    """Tokens of their names and phones that rows of others bear; asked once their own are gone."""
    wanted, found = {*person.name_tokens, *person.phone_tokens}, set[str]()
    for contract in site.contracts.values():
        log = changelog.read_log(site.lake, contract.table)
        if log is None:
            continue
        there = log.rows().collect_schema()
        for column in contract.of_privacy("name", "phone"):
            if column.name in there:
                mine = log.rows().filter(pl.col(column.name).is_in(sorted(wanted))).select(pl.col(column.name).unique())
                found |= set(mine.collect(engine="streaming").to_series())
    return frozenset(found)
