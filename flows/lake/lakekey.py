"""The key of a lake: made once, before the lake knows anybody, and recognised ever after by its fingerprint.

Under another key everybody would become somebody else: other person_ids, links and history lost, the dead alive again. So a
lost key is never replaced, and a strange one is never used.
"""

from __future__ import annotations

import hashlib
import hmac

from flows.errors import Broken
from flows.lake.lake import Lake
from flows.lake.ledger import read_drops
from flows.lake.places import KEY_FINGERPRINT, VAULT_PERSONS, VAULT_TOKENS
from flows.lake.store import Store
from flows.lake.vault import create_key, read_key

DIGITS = 16
SAID = b"hearth: whose key is this?"
"""What is signed with the key to know it again; never change it."""


def fingerprint(key: bytes) -> str:
    """Tells keys apart and nothing about them: 16 hexadecimal digits of a keyed hash of a constant."""
    return hmac.new(key, SAID, hashlib.sha256).hexdigest()[:DIGITS]


def lake_key(lake: Lake) -> bytes:
    """The lake's key; made up only where the lake knows nobody yet. Racing callers get the same key or are refused.

    Costs one small read. Raises Broken, saying what to do, when the key is missing, damaged or another lake's.
    """
    try:
        kept = kept_fingerprint(lake)
        key = _own_or_new(lake, kept)
        if kept is None:
            kept = _keep(lake, fingerprint(key))
    except OSError as error:
        raise Broken(f"{error}; `hearth doctor` looks into it") from error
    if fingerprint(key) != kept:
        raise Broken(f"{strange(lake, key, kept)}. {put_back(lake)}")
    return key


def kept_fingerprint(lake: Lake) -> str | None:
    """The fingerprint of the key this lake was made with; None for a new lake, or one from before there were fingerprints."""
    try:
        return lake.store.read(KEY_FINGERPRINT).decode().strip()
    except FileNotFoundError:
        return None


def knows_anybody(lake: Lake) -> bool:
    """Whether anything was ever taken in: tokens in the vault, a change log, a drop in the ledger."""
    places: tuple[tuple[Store, str], ...] = (
        (lake.vault, f"{VAULT_TOKENS}/"),
        (lake.vault, VAULT_PERSONS),
        (lake.store, "lake/feeds/"),
    )
    return any(next(store.list(place), None) is not None for store, place in places) or bool(read_drops(lake))


def put_back(lake: Lake) -> str:
    """What to do about a key that is missing or wrong."""
    return f"Put this lake's own key file back at {lake.key_path} from the backup, or say in HEARTH_KEY_FILE where it lies"


def without_key(lake: Lake) -> str:
    """What to do where there is no key file: make one only if nobody would be lost by it."""
    if knows_anybody(lake):
        return put_back(lake)
    if kept_fingerprint(lake) is None:
        return "Run `hearth init`."
    here = lake.store.url(KEY_FINGERPRINT)
    return f"{put_back(lake)}; as this lake knows nobody yet, one can also remove {here} and run `hearth init`"


def strange(lake: Lake, key: bytes, kept: str) -> str:
    """That this is not the lake's key."""
    return f"the key file {lake.key_path} (fingerprint {fingerprint(key)}) is not the key this lake was made with ({kept})"


def _own_or_new(lake: Lake, kept: str | None) -> bytes:
    try:
        return read_key(lake.key_path)
    except FileNotFoundError:
        if kept is None and not knows_anybody(lake):
            return create_key(lake.key_path)
        raise Broken(f"there is no key file at {lake.key_path}. {without_key(lake)}") from None
    except (PermissionError, ValueError) as error:
        raise Broken(f"{error}. {put_back(lake)}") from None


def _keep(lake: Lake, mine: str) -> str:
    """Writes the fingerprint down once; the one that counts, should another machine have been faster with a key of its own."""
    if lake.store.put_new(KEY_FINGERPRINT, mine.encode()):
        return mine
    return lake.store.read(KEY_FINGERPRINT).decode().strip()
