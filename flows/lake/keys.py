"""Which object keys are safe to handle: a key is a path that others chose."""

from __future__ import annotations

import unicodedata

from flows.masking import masked

LONGEST = 1024
"""Bytes of UTF-8 an S3 key may have."""

# Marks that make a name read in another order than it is stored.
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
CONTROL = frozenset({"Cc", "Zl", "Zp"})


def fault(key: str) -> str:
    """Why `key` must not be handled, as a short English phrase; empty when it is safe.

    Spaces, `+`, `%` and Chinese are safe. Not safe: climbing out (`..`), empty parts, control characters, marks that
    turn the reading direction, names that are not UTF-8, and keys over 1,024 bytes.
    """
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        return "name is not UTF-8"
    if size > LONGEST:
        return f"name longer than {LONGEST} bytes"
    if any(unicodedata.category(character) in CONTROL for character in key):
        return "name holds a control character"
    if not DIRECTION_MARKS.isdisjoint(key):
        return "name holds a mark that turns the reading direction"
    if any(part in {"", ".", ".."} for part in key.split("/")):
        return "name leaves its folder or has an empty part"
    return ""


def checked(key: str) -> str:
    """The key itself, or ValueError naming what is wrong with it."""
    why = fault(key)
    if why:
        raise ValueError(f"unsafe key: {why}: {told(key)}")
    return key


def printable(key: str) -> str:
    """The key with control characters, direction marks and stray bytes escaped: as the ledger has an unsafe one."""
    return "".join(c if c.isprintable() and c not in DIRECTION_MARKS else ascii(c)[1:-1] for c in key)[:LONGEST]


def told(key: str) -> str:
    """The key as it may stand in a log line, a table, a receipt: printable, and numbers of people in it masked.

    The ledger alone keeps keys as they are (and the plan of a drop, which becomes its row): what lies in the inbox is held against
    them.
    """
    return masked(printable(key))
