"""The vault: the key behind all pseudonyms and what they stand for. Its root and rights are its own."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import polars as pl

from flows.lake.claims import held
from flows.lake.lake import Lake
from flows.lake.places import VAULT_PERSONS, VAULT_TOKENS, vault_tokens

KEY_BYTES = 32
AT_ONCE = 1_500_000
"""Persons of both lists that are joined in memory at a time."""
SAMPLED = 100
"""One of so many persons says where the ranges lie."""
ROW_GROUP = 250_000
PATIENCE_SECONDS = 900.0

TOKENS: Mapping[str, pl.DataType] = {"token": pl.String(), "kind": pl.String(), "value": pl.String()}
"""Grain: one row a (token, kind) of a drop. `kind`: person | name | phone | number."""

PERSONS: Mapping[str, pl.DataType] = {
    "person_id": pl.String(),
    "id_number": pl.String(),
    "name": pl.String(),
    "phone": pl.String(),
}
"""Grain: one row a person that was ever published."""


def create_key(path: Path) -> bytes:
    """The key in the file; made up, for its owner only, if there is none. Racing callers get the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as target:
            target.write(secrets.token_hex(KEY_BYTES) + "\n")
            target.flush()
            os.fsync(target.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()
    return read_key(path)


def read_key(path: Path) -> bytes:
    """The key: the file's digits as text. Raises FileNotFoundError when there is none, ValueError when they are not 64
    hexadecimal digits.
    """
    try:
        digits = path.read_text(encoding="ascii").strip()
        length = len(bytes.fromhex(digits))
    except ValueError:
        digits, length = "", 0
    if length < KEY_BYTES or len(digits) != 2 * length:
        raise ValueError(f"{path}: a key file holds {2 * KEY_BYTES} hexadecimal digits")
    return digits.lower().encode()


def put_tokens(lake: Lake, drop_id: str, tokens: Path) -> None:
    """Files what a drop's pseudonyms stand for (parquet of TOKENS). Safe to repeat: the same drop, the same rows."""
    lake.vault.put(vault_tokens(drop_id), tokens)


def scan_tokens(lake: Lake, drops: Collection[str] | None = None) -> pl.LazyFrame:
    """Every token of every drop, or of some (TOKENS), repeated where drops repeat; empty before the first."""
    keys = [entry.key for entry in lake.vault.list(f"{VAULT_TOKENS}/")]
    if drops is not None:
        wanted = {vault_tokens(drop) for drop in drops}
        keys = [key for key in keys if key in wanted]
    return _scan(lake, keys, TOKENS)


def scan_of(lake: Lake, key: str) -> pl.LazyFrame:
    """One file of tokens (TOKENS) by its key below the vault's root."""
    return _scan(lake, [key], TOKENS)


def rewrite_tokens(lake: Lake, key: str, make: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
    """One file of tokens with what `make` leaves of it; left alone where that is all. Safe to repeat."""
    with lake.scratch() as scratch:
        known, kept = scratch / "tokens.parquet", scratch / "kept.parquet"
        lake.vault.fetch(key, known)
        make(pl.scan_parquet(known)).sink_parquet(kept, compression="zstd", maintain_order=True)
        if _height(kept) < _height(known):
            lake.vault.put(key, kept)


def remove_persons(lake: Lake, ids: Collection[str]) -> None:
    """Takes persons off the list. Safe to repeat."""
    with _turn(lake), lake.scratch() as scratch:
        known, kept = scratch / "known.parquet", scratch / "kept.parquet"
        try:
            lake.vault.fetch(VAULT_PERSONS, known)
        except FileNotFoundError:
            return
        rows = pl.scan_parquet(known).filter(~pl.col("person_id").is_in(sorted(ids)))
        rows.sink_parquet(kept, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True)
        if _height(kept) < _height(known):
            lake.vault.put(VAULT_PERSONS, kept)


def _height(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def put_persons(lake: Lake, persons: Path) -> None:
    """Adds to the list of persons (parquet of PERSONS, one row a person): who was ever published stays known.

    Of a person known before, what is said now counts, and what is blank now stays as it was (blank is unknown, never no). Safe
    to repeat; the file's bytes follow from its rows alone; readers see the old or the new list. Memory does not grow with it:
    nights that end at once wait for each other.
    """
    with _turn(lake), lake.scratch() as scratch:
        known = scratch / "known.parquet"
        try:
            lake.vault.fetch(VAULT_PERSONS, known)
        except FileNotFoundError:
            pl.DataFrame(schema=PERSONS).write_parquet(known)
        lake.vault.put(VAULT_PERSONS, _joined(known, persons, scratch))


@contextmanager
def _turn(lake: Lake) -> Iterator[None]:
    """Waits until nobody else adds to the list: two at once would each keep its own persons only."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with held(lake.store, "vault-person") as claim:
            if claim is not None:
                yield
                return
        time.sleep(0.2)
    raise TimeoutError(f"{VAULT_PERSONS}: somebody else has been adding to it for {PATIENCE_SECONDS:.0f} s")


def _joined(known: Path, said: Path, scratch: Path) -> Path:
    """Both lists as one, by person_id, computed range by range."""
    old, new = (pl.scan_parquet(path).select(list(PERSONS)) for path in (known, said))
    values = [name for name in PERSONS if name != "person_id"]
    both = [pl.coalesce(name, f"{name}_known").alias(name) for name in values]
    parts = []
    for number, mine in enumerate(_ranges(old, new)):
        joined = new.filter(mine).join(old.filter(mine), on="person_id", how="full", coalesce=True, suffix="_known")
        parts.append(scratch / f"persons-{number:04d}.parquet")
        rows = joined.select("person_id", *both).collect(engine="streaming").sort("person_id")
        rows.write_parquet(parts[-1], compression="lz4")
    # Written once more, in row groups that do not depend on where the ranges lay.
    whole = scratch / "persons.parquet"
    pl.scan_parquet(parts).sink_parquet(whole, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True)
    return whole


def _ranges(old: pl.LazyFrame, new: pl.LazyFrame) -> Iterator[pl.Expr]:
    """Ranges of person_id that hold about as many persons each, and together every person."""
    ids = pl.concat([old.select("person_id"), new.select("person_id")])
    sample = ids.gather_every(SAMPLED).collect(engine="streaming").to_series().sort()
    cuts = sample.gather_every(AT_ONCE // SAMPLED, offset=AT_ONCE // SAMPLED).unique().sort().to_list()
    for low, high in pairwise([None, *cuts, None]):
        above = pl.lit(value=True) if low is None else pl.col("person_id") >= low
        yield above if high is None else above & (pl.col("person_id") < high)


def scan_persons(lake: Lake) -> pl.LazyFrame:
    """Who the published person ids are (PERSONS); empty before the first night."""
    return _scan(lake, [VAULT_PERSONS] if lake.vault.exists(VAULT_PERSONS) else [], PERSONS)


def _scan(lake: Lake, keys: list[str], schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    if not keys:
        return pl.LazyFrame(schema=schema)
    options = dict(lake.vault.storage_options) or None
    return pl.scan_parquet([lake.vault.url(key) for key in keys], glob=False, storage_options=options)
