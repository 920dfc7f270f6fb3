"""The vault: the key behind all pseudonyms and what they stand for. Its root and rights are its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from flows.lake.lake import Lake
from flows.lake.places import VAULT_PERSONS, VAULT_TOKENS, vault_tokens

KEY_BYTES = 32

TOKENS: Mapping[str, pl.DataType] = {"token": pl.String(), "kind": pl.String(), "value": pl.String()}
"""Grain: one row a (token, kind) of a drop. `kind`: person | name | phone | number."""

PERSONS: Mapping[str, pl.DataType] = {
    "person_id": pl.String(),
    "id_number": pl.String(),
    "name": pl.String(),
    "phone": pl.String(),
}
"""Grain: one row a person."""


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


def scan_tokens(lake: Lake) -> pl.LazyFrame:
    """Every token of every drop (TOKENS), repeated where drops repeat; empty before the first."""
    keys = [entry.key for entry in lake.vault.list(f"{VAULT_TOKENS}/")]
    return _scan(lake, keys, TOKENS)


def put_persons(lake: Lake, persons: Path) -> None:
    """Replaces the list of persons (parquet of PERSONS); readers see the old or the new one."""
    lake.vault.put(VAULT_PERSONS, persons)


def scan_persons(lake: Lake) -> pl.LazyFrame:
    """Who the published person ids are (PERSONS); empty before the first night."""
    return _scan(lake, [VAULT_PERSONS] if lake.vault.exists(VAULT_PERSONS) else [], PERSONS)


def _scan(lake: Lake, keys: list[str], schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    if not keys:
        return pl.LazyFrame(schema=schema)
    options = dict(lake.vault.storage_options) or None
    return pl.scan_parquet([lake.vault.url(key) for key in keys], glob=False, storage_options=options)
