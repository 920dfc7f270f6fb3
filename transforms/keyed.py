"""Keyed pseudonyms: HMAC-SHA256 over columns of text, row-local, null for null, computed inside Polars.

Eighty bits are kept: among ten million texts two share a pseudonym with a chance of one in twenty billion.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import polars_hash  # noqa: F401  registers `.chash`

from transforms.normalise import kernels

_HALF = 20
"""Hex digits of a pseudonym."""
_WORTH_SHARING = 0.5
"""Share of distinct texts up to which finding them costs less than what it saves."""


def once_each(texts: pl.Expr, of: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """`of(texts)`, a row-local text of each text, computed once for every distinct one where they repeat."""

    def make(column: pl.Series) -> pl.DataFrame:
        return column.to_frame("value").select(of(pl.col("value")).alias("value"))

    return texts.map_batches(
        lambda column: kernels.once_each(column, make, worth=_WORTH_SHARING)["value"],
        return_dtype=pl.String,
        is_elementwise=True,
    )


def keyed(texts: pl.Expr, key: bytes, *, label: str, prefix: str) -> pl.Expr:
    """`prefix` + 20 hex digits of HMAC-SHA256(key, label + text)."""
    return pl.concat_str(pl.lit(prefix), _digest(texts, key, label).str.head(_HALF))


def person_and_token(texts: pl.Expr, numbers: pl.Expr, key: bytes) -> pl.Expr:
    """Struct {person: "p" + 20 hex digits of the resident ID in `numbers`, token: "k" + 20 hex digits of the text}.

    Both come from HMAC-SHA256(key, "person|" + …): the person is its first half, the token its second. `numbers` is
    null where the text names nobody.
    """
    own = _digest(texts, key, "person|")
    # Nearly every text is its number: nothing is digested twice.
    inner = _digest(pl.when(numbers != texts).then(numbers), key, "person|")
    person = pl.when(numbers.is_not_null()).then(pl.coalesce(inner, own).str.head(_HALF))
    return pl.struct(
        person=pl.concat_str(pl.lit("p"), person),
        token=pl.concat_str(pl.lit("k"), own.str.slice(_HALF, _HALF)),
    )


def _digest(texts: pl.Expr, key: bytes, label: str) -> pl.Expr:
    """64 hex digits. `key` is text: the plugin takes it in UTF-8, which is why the key file's digits are the key."""
    digest: pl.Expr = pl.concat_str(pl.lit(label), texts).chash.hmac_sha256(key=key.decode("utf-8"))  # type: ignore[attr-defined]
    return digest
