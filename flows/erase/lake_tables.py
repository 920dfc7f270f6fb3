"""Delta tables without a person: change logs, rejections, what people said of findings and pairs, master tables. Older files go at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import polars as pl

from flows.erase.person import Person, forms
from flows.erase.progress import remember
from flows.lake import changelog, places
from flows.lake.appending import insist
from flows.lake.history import forget_cells
from flows.lake.tables import Outcome, Table
from flows.lake.vacuum import replaced, tables
from flows.orchestrate import step
from flows.site import Site
from transforms.erasure import PLACE, keys_of, marked, without_person, without_rows
from transforms.pseudonym import accepted_schema

Make = Callable[[pl.LazyFrame], pl.LazyFrame | None]
"""Rows of a table -> what stays of them; None where all of it does."""


@step(retries=2)
def erase_logs(site: Site, person: Person, erasure_id: str) -> dict[str, int]:
    """Every change log without their rows and without the cells that name them; rows gone by feed, as the first attempt saw them."""
    erased, gone = person.erased(site.key), {}
    for contract in site.contracts.values():
        if changelog.read_log(site.lake, contract.table) is None:
            continue

        def attempt() -> Outcome:
            log = changelog.open_log(site.lake, contract.table, accepted_schema(contract))  # noqa: B023 - called at once
            rows = marked(log.rows(), contract, erased, site.key)  # noqa: B023
            keys = keys_of(rows).collect(engine="streaming")
            kept = without_rows(rows, keys)
            height, left = (part.select(pl.len()).collect(engine="streaming").item() for part in (rows, kept))
            gone[contract.name] = remember(site.lake, erasure_id, f"log-{contract.table}", height - left)  # noqa: B023
            if height == left and not keys.height and not _is_blanked(log.rows(), rows):
                return Outcome.ALREADY
            return log.snapshot.exchange([*log.snapshot.sizes()], kept, note={"erasure": erasure_id})

        insist(contract.table, attempt)
    return {name: count for name, count in gone.items() if count}


def _is_blanked(before: pl.LazyFrame, after: pl.LazyFrame) -> bool:
    """Whether a cell of anybody else's row named them: its row's hash is another one then."""
    sums = [part.select(pl.col("_hash").cast(pl.UInt128).sum()).collect(engine="streaming").item() for part in (before, after)]
    return bool(sums[0] != sums[1])


@step(retries=2)
def erase_rejections(site: Site, person: Person, gone: Sequence[tuple[str, str, int]], erasure_id: str) -> None:
    """Refused rows without theirs (PLACE), without closed items of these, and without their number in anybody else's cells."""
    where = pl.LazyFrame(list(gone), schema=[("drop_id", pl.String), ("sheet", pl.String), ("row", pl.Int64)], orient="row")
    numbers = [form for number in person.numbers for form in forms(number)]

    def rejections(rows: pl.LazyFrame) -> pl.LazyFrame:
        kept = rows.join(where, on=list(PLACE), how="anti", nulls_equal=True)
        return kept.with_columns(_struck("cells", numbers))

    rewrite(site.lake.table(places.REJECTIONS), rejections, erasure_id)
    rewrite(
        site.lake.table(places.CORRECTIONS),
        lambda rows: rows.join(where, on=list(PLACE), how="anti", nulls_equal=True),
        erasure_id,
    )


def _struck(column: str, texts: Sequence[str]) -> pl.Expr:
    return pl.col(column).str.replace_many(list(texts), [""] * len(texts)) if texts else pl.col(column)


@step(retries=2)
def erase_sayings(site: Site, person: Person, erasure_id: str) -> None:
    """Results about their findings and judgements about them; free text of others that names them by number or name is blank."""
    texts = [*(form for number in person.numbers for form in forms(number)), *person.names]

    def silent(column: str) -> pl.Expr:
        names = pl.col(column).str.contains_any(texts).fill_null(value=False) if texts else pl.lit(value=False)
        return pl.when(~names).then(column).alias(column)

    def results(rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.filter(~pl.col("finding_id").is_in(list(person.findings))).with_columns(silent("note"))

    def judged(rows: pl.LazyFrame) -> pl.LazyFrame:
        return without_person(rows, list(person.ids), NOWHERE).with_columns(silent("why"))

    rewrite(site.lake.table(places.VERIFICATIONS), results, erasure_id)
    rewrite(site.lake.table(places.JUDGEMENTS), judged, erasure_id)


NOWHERE = pl.DataFrame(schema={"drop_id": pl.String(), "sheet": pl.String(), "row": pl.Int64()})


@step(retries=2)
def erase_masters(site: Site, person: Person, erasure_id: str) -> None:
    """The newest version of every master table."""
    where = pl.DataFrame(list(person.places), schema=NOWHERE.schema, orient="row")
    for place in tables(site.lake.store, f"{places.MASTER}/"):
        rewrite(site.lake.table(place), lambda rows: without_person(rows, list(person.ids), where), erasure_id)


def rewrite(table: Table, make: Make, erasure_id: str) -> None:
    """The table with what `make` leaves of its rows, in one commit; nothing where there is no table or no row."""
    if not table.exists():
        return

    def attempt() -> Outcome:
        snapshot = table.at()
        files = [*snapshot.sizes()]
        kept = make(snapshot.scan()) if files else None
        if kept is None:
            return Outcome.ALREADY
        return snapshot.exchange(files, kept, note={"erasure": erasure_id})

    insist(table.path, attempt)


@step(retries=2)
def forget_versions(site: Site) -> int:
    """Removes every data file that the newest version of a table does not consist of: those hold what was erased. How many went.

    Commits that tell the least and greatest cells of a file lose these too.
    """
    upload, gone = datetime.now(UTC) - timedelta(hours=1), 0
    for root in (places.FEEDS, places.MASTER, places.OPS):
        for place in tables(site.lake.store, f"{root}/"):
            for entry in replaced(site.lake.table(place), upload):
                site.lake.store.delete(entry.key)
                gone += 1
            forget_cells(site.lake.table(place))
    return gone
