"""Whom an erasure is about: every id, number, name and phone they are known by. Kept in the vault until the erasure is done, nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

import polars as pl

from transforms.erasure import NAME, PERSON, ROW, SOURCE, Erased, name_digest, person_digest, source_digest
from transforms.keyed import keyed, person_and_token
from transforms.normalise.identifiers import identifier


@dataclass(frozen=True)
class Person:
    """`ids`: the person_id first, then those that count as theirs. Tokens are the lake's pseudonyms, the other texts are clear."""

    ids: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    """Of their numbers, and of numbers that carry one (cards, student numbers)."""
    name_tokens: tuple[str, ...] = ()
    phone_tokens: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, str], ...] = ()
    """Feed, drop and digest (ROW) of what is theirs in the change logs, once each."""
    sources: tuple[tuple[str, str], ...] = ()
    """Column and number by which the insurer or the school knows them."""
    places: tuple[tuple[str, str, int], ...] = ()
    """PLACE of the rows that are theirs in the change logs."""
    findings: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    """Drops whose files name them."""
    unread: tuple[str, ...] = ()
    """Drops of files of which nobody read a row (held by hand, or unreadable): whom they name nobody knows."""
    strays: tuple[str, ...] = ()
    """Contents of the archive that name them and that no drop rests on."""

    @property
    def is_known(self) -> bool:
        """Whether the lake has anything of theirs."""
        return bool(self.places or self.drops or self.findings or self.strays)

    def stones(self, key: bytes) -> pl.DataFrame:
        """`kind, digest`: what is remembered of them."""
        ids = pl.DataFrame({"id": self.ids}, schema={"id": pl.String})
        both = ids.join(pl.DataFrame({"name": self.name_tokens}, schema={"name": pl.String}), how="cross")
        of = {
            PERSON: ids.select(person_digest(pl.col("id"), key)).to_series(),
            NAME: both.select(name_digest(pl.col("id"), pl.col("name"), key)).to_series(),
            ROW: pl.Series([digest for *_, digest in self.rows], dtype=pl.String),
            SOURCE: pl.Series([_source(column, number, key) for column, number in self.sources], dtype=pl.String),
        }
        parts = [pl.DataFrame({"digest": digests.unique()}).with_columns(kind=pl.lit(kind)) for kind, digests in of.items()]
        return pl.concat(parts).select("kind", "digest").sort("kind", "digest")

    def erased(self, key: bytes) -> Erased:
        """As rows are held against them."""
        return Erased.of(self.stones(key))

    def erasure_id(self, key: bytes, lifted: int = 0) -> str:
        """`x` + 20 hex digits: the same for the same person, and found from no other pseudonym; another one for each erasure after the
        tombstone of the one before was `lifted`.
        """
        label = f"erasure|{lifted}|" if lifted else "erasure|"
        return str(pl.select(keyed(pl.lit(self.ids[0]), key, label=label, prefix="x")).item())

    def to_json(self) -> bytes:
        """For the vault."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """As the vault has it."""
        told = json.loads(data)
        return cls(**{item.name: _tuples(told.get(item.name, [])) for item in fields(cls)})


def _source(column: str, number: str, key: bytes) -> str:
    return str(pl.DataFrame({"number": [number]}).select(source_digest(column, pl.col("number"), key)).item())


def id_and_token(number: str, key: bytes) -> tuple[str, str, str] | None:
    """Normalised number, person_id and token of an ID number as somebody writes it; None where it is no valid one."""
    read = pl.DataFrame({"text": [number]}).select(identifier(pl.col("text")).struct.field("number"))
    both = read.select("number", person_and_token(pl.col("number"), pl.col("number"), key).alias("both")).unnest("both")
    plain, person, token = both.row(0)
    return None if plain is None else (plain, person, token)


def forms(number: str) -> Iterator[str]:
    """The ways a resident ID of 18 characters is written: with a small x, and with 15 digits."""
    yield number
    if number.endswith("X"):
        yield number[:-1] + "x"
    if number[6:8] == "19":
        yield number[:6] + number[8:17]


def _tuples(value: list[Any]) -> Any:
    return tuple(tuple(item) if isinstance(item, list) else item for item in value)
