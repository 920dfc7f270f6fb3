"""Finds everything a lake knows a person by, before any of it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

import polars as pl

from config.contracts import Contract
from flows.aliases import counted_as
from flows.editions import scan
from flows.erase.person import Person, forms, id_and_token
from flows.lake import changelog, ledger, places, published, vault
from flows.lake.rejections import scan_rejections
from flows.night.inputs import inputs, question
from flows.site import Site
from transforms.erasure import BIRTH, name_column, row_digest
from transforms.household.identified import holders_in, identified
from transforms.household.records import OF_FEED
from transforms.household.states import SETTLEMENTS

OF_ROW = pl.Schema(
    {
        "feed": pl.String(),
        "drop_id": pl.String(),
        "sheet": pl.String(),
        "row": pl.Int64(),
        "key": pl.String(),
        "name": pl.String(),
        "phone": pl.String(),
        "source": pl.String(),
        "is_numbered": pl.Boolean(),
        "agrees": pl.Boolean(),
    }
)
"""Grain: a row of a change log that may be the person's. `agrees`: it states no birth date beside the number's."""


def find(site: Site, person: str, number: str = "") -> Person:
    """Whom this person_id (and the number, where it was given) stands for, everywhere. A person nobody knows has no rows."""
    edition = published.latest(site.lake)
    counted = counted_as(site, edition) if edition else {}
    main = counted.get(person, person)
    ids = (main, *sorted(alias for alias, stays in counted.items() if stays == main))
    rows = _rows(site, ids)
    if earlier := _corrected(site, rows, ids):
        ids = (*ids, *earlier)
        rows = _rows(site, ids)
    numbers = _numbers(site, ids, number)
    names = _texts(rows.filter("agrees")["name"]) or _texts(rows["name"])
    theirs = rows.filter(pl.col("agrees") | pl.col("name").is_in(names) | pl.col("name").is_null())
    phones = _texts(theirs["phone"])
    tokens = _tokens(site, numbers)
    feeds = [name for name, contract in site.contracts.items() if contract.delivery == "snapshot"]
    again = theirs.filter(pl.col("feed").is_in(feeds) | ~pl.col("is_numbered")).select("feed", "drop_id", "key", "name")
    clear = _values(site, "name", names)
    return Person(
        ids=ids,
        numbers=numbers,
        tokens=tokens,
        name_tokens=names,
        phone_tokens=phones,
        names=clear,
        phones=_values(site, "phone", phones),
        rows=tuple(_digests(again, site.key)),
        sources=tuple(_sources(theirs)),
        places=tuple(
            sorted({(drop, sheet or "", row or 0) for drop, sheet, row in theirs.select("drop_id", "sheet", "row").iter_rows()})
        ),
        findings=_findings(site, ids),
        unread=tuple(_unread(site)),
        drops=_drops(site, {*ids, *tokens, *names}, [form for one in numbers for form in forms(one)], clear, theirs["drop_id"]),
    )


def _numbers(site: Site, ids: Sequence[str], given: str) -> tuple[str, ...]:
    told = vault.scan_tokens(site.lake).filter(pl.col("kind") == "person", pl.col("token").is_in(list(ids)))
    read = [id_and_token(one, site.key) for one in (given, *told.select("value").collect().to_series())]
    return tuple(sorted({one[0] for one in read if one}))


def _tokens(site: Site, numbers: Sequence[str]) -> tuple[str, ...]:
    """Tokens of the numbers themselves and of longer ones that carry them."""
    own = {one[2] for number in numbers if (one := id_and_token(number, site.key))}
    told = vault.scan_tokens(site.lake).filter(pl.col("kind") == "number", pl.col("value").str.contains_any(list(numbers)))
    return tuple(sorted(own | set(told.select("token").collect().to_series()))) if numbers else ()


def _values(site: Site, kind: str, tokens: Sequence[str]) -> tuple[str, ...]:
    told = vault.scan_tokens(site.lake).filter(pl.col("kind") == kind, pl.col("token").is_in(list(tokens)))
    return _texts(told.select("value").collect().to_series())


def _rows(site: Site, ids: Sequence[str]) -> pl.DataFrame:
    """OF_ROW of every row that bears their number as its own, or none and counts as theirs."""
    known = [part for contract in site.contracts.values() for part in _numbered(site, contract, ids)]
    return pl.concat([pl.DataFrame(schema=OF_ROW), *known, *_unnumbered(site, ids)])


def _corrected(site: Site, rows: pl.DataFrame, ids: Sequence[str]) -> tuple[str, ...]:
    """Person ids under which the very same records (feed, key, name) stood and no other row does: a number that was corrected."""
    mine = rows.select("feed", "key", "name").drop_nulls().unique()
    there = pl.concat([pl.DataFrame(schema={"id": pl.String, "is_same": pl.Boolean}), *_bearers(site, mine)])
    there = there.filter(~pl.col("id").is_in(list(ids)))
    return tuple(sorted(there.group_by("id").agg(pl.col("is_same").all()).filter("is_same")["id"]))


def _bearers(site: Site, mine: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """`id, is_same`: of everybody who stands in one of the records the ids, once a feed and column, and whether no other record has it."""
    wanted = pl.concat([pl.Series("id", [], dtype=pl.String), *(part["id"] for part in _own(site, mine, None))])
    yield from _own(site, mine, wanted.unique())


def _own(site: Site, mine: pl.DataFrame, wanted: pl.Series | None) -> Iterator[pl.DataFrame]:
    for contract in site.contracts.values():
        log = changelog.read_log(site.lake, contract.table)
        keys = mine.filter(pl.col("feed") == contract.name).select("key", "name", is_same=pl.lit(value=True)).lazy()
        name = name_column(contract)
        if log is None or not name or (wanted is None and contract.delivery != "snapshot"):
            continue
        for column in contract.columns:
            if column.is_identifier and not column.of and f"{column.name}__person" in log.rows().collect_schema():
                told = log.rows().select(id=f"{column.name}__person", key="_key", name=name).drop_nulls("id")
                told = told if wanted is None else told.filter(pl.col("id").is_in(wanted.implode()))
                same = told.join(keys, on=["key", "name"], how="inner" if wanted is None else "left")
                yield same.select("id", pl.col("is_same").fill_null(value=False)).unique().collect(engine="streaming")


def _numbered(site: Site, contract: Contract, ids: Sequence[str]) -> Iterator[pl.DataFrame]:
    own = [column.name for column in contract.columns if column.is_identifier and not column.of]
    log = changelog.read_log(site.lake, contract.table)
    if log is None or not own:
        return
    there = log.rows().collect_schema()
    own = [name for name in own if f"{name}__person" in there]
    bears = pl.any_horizontal(pl.lit(value=False), *(pl.col(f"{name}__person").is_in(list(ids)) for name in own))
    other = [pl.col(BIRTH) != pl.col(f"{name}__birth") for name in own] if BIRTH in contract.by_name and BIRTH in there else []
    agrees = ~pl.any_horizontal(pl.lit(value=False), *other).fill_null(value=False)
    yield _as_row(log.rows().filter(bears), contract, agrees)


def _unnumbered(site: Site, ids: Sequence[str]) -> Iterator[pl.DataFrame]:
    """By the night's own reading of rows without a number, over everything the logs ever said."""
    given = inputs(site, datetime.now(site.zone).date(), None)
    states = {name: log.rows().filter(pl.col("_op") == "upsert") for name, log in given.logs.items()}
    asked = question(site, given)
    for feed, rows in identified(states, asked, holders_in(states, asked)).items():
        if feed in states:
            bears = pl.col("numbered") if feed == SETTLEMENTS else pl.col("by_number")
            theirs = rows.filter(pl.col("person_id").is_in(list(ids)) & ~bears)
            yield _as_row(theirs, site.contracts[feed], pl.lit(value=True), is_numbered=False)


def _as_row(rows: pl.LazyFrame, contract: Contract, agrees: pl.Expr, *, is_numbered: bool = True) -> pl.DataFrame:
    there = rows.collect_schema()
    phone = next((column.name for column in contract.of_privacy("phone") if not column.of and column.name in there), "")
    name, source = name_column(contract), OF_FEED.get(contract.name, {}).get("source_no", "")
    cells = {
        "feed": pl.lit(contract.name),
        "drop_id": pl.col("_drop_id"),
        "sheet": pl.col("_sheet"),
        "row": pl.col("_row"),
        "key": pl.col("_key"),
        "name": pl.col(name) if name in there else pl.lit(None),
        "phone": pl.col(phone) if phone else pl.lit(None),
        "source": pl.col(source) if source in there else pl.lit(None),
        "is_numbered": pl.lit(is_numbered),
        "agrees": agrees,
    }
    return rows.select(cell.cast(OF_ROW[column]).alias(column) for column, cell in cells.items()).collect(engine="streaming")


def _sources(rows: pl.DataFrame) -> Iterator[tuple[str, str]]:
    found = rows.select("feed", "source").drop_nulls().unique().sort("feed", "source")
    yield from sorted({(OF_FEED[feed]["source_no"], number) for feed, number in found.iter_rows()})


def _digests(rows: pl.DataFrame, key: bytes) -> Iterator[tuple[str, str, str]]:
    for (feed,), part in rows.unique(maintain_order=True).partition_by("feed", as_dict=True, maintain_order=True).items():
        digests = part.select("drop_id", row_digest(str(feed), pl.col("key"), pl.col("name"), key).alias("digest"))
        yield from ((str(feed), drop, digest) for drop, digest in digests.unique("digest", maintain_order=True).iter_rows())


def _findings(site: Site, ids: Sequence[str]) -> tuple[str, ...]:
    """Findings about them, of every edition there is."""
    found = set[str]()
    for edition in published.editions(site.lake, "findings"):
        mine = scan(site, "findings", edition).filter(pl.col("subject_id").is_in(list(ids)))
        found |= set(mine.select("finding_id").collect().to_series())
    return tuple(sorted(found))


def _drops(site: Site, tokens: set[str], numbers: Sequence[str], names: Sequence[str], told: pl.Series) -> tuple[str, ...]:
    """Drops with rows that are theirs, that name them by number or by name alone, or whose refused rows do: each file is looked into."""
    keys = [entry.key for entry in site.lake.vault.list(f"{places.VAULT_TOKENS}/")]
    found = {str(drop) for drop in told}
    for key in keys:
        mine = vault.scan_of(site.lake, key).filter(pl.col("token").is_in(sorted(tokens))).head(1).collect()
        if mine.height:
            found.add(PurePosixPath(key).stem)
    texts = [*numbers, *names]
    refused = scan_rejections(site.lake).filter(pl.col("cells").str.contains_any(texts)) if texts else None
    if refused is not None:
        found |= set(refused.select("drop_id").unique().collect().to_series())
    return tuple(sorted(found))


def _unread(site: Site) -> Iterator[str]:
    """Held by hand before anybody read them, or refused since nobody could; of rows that erasures took the ledger has the count."""
    for drop in ledger.read_drops(site.lake):
        if drop.sha256 and drop.rows_read == drop.rows_erased and drop.state in ("held", "refused"):
            yield drop.drop_id


def _texts(values: pl.Series) -> tuple[str, ...]:
    return tuple(sorted(set(values.drop_nulls())))
