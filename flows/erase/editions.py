"""Published editions and sealed cohorts without a person. What is counted of villages, towns and coverage stays as it was published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from flows.erase.person import Person
from flows.erase.progress import recalled, remember
from flows.erase.searching import look_into
from flows.findings.worklists import write_worklists
from flows.lake import cohorts, places, published
from flows.night.tables import write
from flows.orchestrate import step
from flows.site import Site
from transforms.erasure import with_blank_rows, without_person

OF_WORKLISTS = ("findings", "household", "village")


def holding(site: Site, person: Person) -> list[tuple[str, str]]:
    """(table, edition) of everything published that knows them."""
    texts = dict.fromkeys(person.ids, "person_id")
    found = []
    with site.lake.scratch() as scratch:
        for table, edition in published.everything(site.lake):
            site.lake.store.fetch(places.published(table, edition, published.PART), scratch / "part")
            if look_into(scratch / "part", texts, {})[0]:
                found.append((table, edition))
    return found


@step(retries=2)
def erase_table(site: Site, table: str, edition: str, person: Person, erasure_id: str) -> int:
    """One table of one edition; how many rows went."""
    where = pl.DataFrame(list(person.places), schema={"drop_id": pl.String, "sheet": pl.String, "row": pl.Int64}, orient="row")
    with site.lake.scratch() as scratch:
        part, kept = scratch / "part.parquet", scratch / "kept.parquet"
        site.lake.store.fetch(places.published(table, edition, published.PART), part)
        write(without_person(pl.scan_parquet(part), list(person.ids), where), kept)
        return published.rewrite(site.lake, table, edition, kept, erasure_id)


@step(retries=2)
def erase_cohorts(site: Site, person: Person, erasure_id: str) -> list[str]:
    """Sealed cohorts that hold them: a result without them beside the seal. The names of these cohorts."""
    texts, found = dict.fromkeys(person.ids, "person_id"), []
    for name, place in list(cohorts.sealed_files(site.lake)):
        with site.lake.scratch() as scratch:
            part, kept = scratch / "part.parquet", scratch / "kept.parquet"
            site.lake.store.fetch(place, part)
            blanked = recalled(site.lake, erasure_id, f"cohort-{name}")
            if look_into(part, texts, {})[0]:
                before = pl.scan_parquet(part)
                write(with_blank_rows(before, list(person.ids)), kept)
                blanked = remember(site.lake, erasure_id, f"cohort-{name}", _differing(before, pl.scan_parquet(kept)))
            elif blanked is not None:  # an attempt ended between the rows and what is said of them
                kept = part
            if blanked is not None:
                cohorts.put_erased(site.lake, name, kept, blanked, erasure_id)
                found.append(name)
    return found


def _differing(before: pl.LazyFrame, after: pl.LazyFrame) -> int:
    """How many rows are not as they were."""
    names = before.collect_schema().names()
    both = pl.concat([before.select(_before=pl.struct(names)), after.select(_after=pl.struct(names))], how="horizontal")
    return int(both.select(pl.col("_before").ne_missing(pl.col("_after")).sum()).collect().item())


@step(retries=2)
def renew_worklists(site: Site, edition: str) -> None:
    """An edition's masked worklists made anew of its tables, where it has any; those of nobody's any more go."""
    place = places.worklist(edition, "")
    if next(site.lake.store.list(place), None) is None:
        return
    with site.lake.scratch() as scratch:
        tables = dict(_fetched(site, edition, scratch))
        written = set(write_worklists(site, edition, tables))
    for entry in list(site.lake.store.list(place)):
        if entry.key not in written:
            site.lake.store.delete(entry.key)


def _fetched(site: Site, edition: str, scratch: Path) -> Iterator[tuple[str, Path]]:
    for table in OF_WORKLISTS:
        site.lake.store.fetch(places.published(table, edition, published.PART), scratch / f"{table}.parquet")
        yield table, scratch / f"{table}.parquet"
