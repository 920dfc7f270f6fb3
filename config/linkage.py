"""Linkage (`linkage.yaml`): what is compared to tell whether two records speak of one person, and what follows from it.

Only data and its form. Which kinds of comparison, levels and takes there are is known to `transforms.linkage`, which refuses others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from pydantic_core import ErrorDetails

from config.yaml_files import read_yaml

LINKAGE = Path(__file__).with_name("linkage.yaml")
_FORM = ConfigDict(extra="forbid")
Share = Annotated[float, Field(gt=0, le=1)]
Probability = Annotated[float, Field(gt=0, lt=1)]


class LinkageError(ValueError):
    """A linkage configuration that cannot be used; the message names the place and says what to write."""


@dataclass(frozen=True, config=_FORM)
class Weight:
    """How often a level is met among pairs of one person (m) and among pairs of two (u)."""

    m: Share
    u: Share


@dataclass(frozen=True, config=_FORM)
class Compare:
    """One field of both records that is compared."""

    name: str
    kind: str
    """Key of `transforms.linkage.comparisons.COMPARISONS`."""
    columns: tuple[str, ...] = ()
    """The column of its own name if none."""
    term_frequency: bool = False
    """Whether agreeing on a rare value says more than agreeing on a common one."""
    levels: Mapping[str, Weight] = Field(default_factory=dict)
    """Weights by level; those of other levels are trained on the records themselves."""
    zh: str = ""
    en: str = ""
    """The field as sentences call it; its name if empty."""

    @property
    def read(self) -> tuple[str, ...]:
        """The columns it looks at."""
        return self.columns or (self.name,)


@dataclass(frozen=True, config=_FORM)
class Key:
    """A part of what two records must have in common to be compared: a column, and what is taken of it."""

    column: str
    take: str = "same"
    """Key of `transforms.linkage.takes.TAKES`, with a number where it needs one: `first:3`."""


@dataclass(frozen=True, config=_FORM)
class Block:
    """Records that agree on all keys are compared."""

    keys: Annotated[tuple[Key, ...], Field(min_length=1)]
    most: int = Field(default=10_000, gt=0)
    """Rows left times rows right of one value of the keys, up to which they are compared; values with more are counted and left out."""

    @property
    def name(self) -> str:
        """As reports call it."""
        return " + ".join(key.column if key.take == "same" else f"{key.column} {key.take}" for key in self.keys)

    @property
    def columns(self) -> frozenset[str]:
        """The columns of its keys."""
        return frozenset(key.column for key in self.keys)


@dataclass(frozen=True, config=_FORM)
class DefiniteNo:
    """Two records are two people, whatever the score, where each of the named comparisons is on one of the levels."""

    name: str
    when: Mapping[str, tuple[str, ...]]
    zh: str
    en: str


@dataclass(frozen=True, config=_FORM)
class Thresholds:
    """Probabilities from which on a pair counts as one person, and from which on somebody is asked."""

    automatic: Probability
    review: Probability


@dataclass(frozen=True, config=_FORM)
class OneToOne:
    """A list names nobody twice: a left person takes at most one right record a group, a right record goes to at most one person."""

    group: str
    """Column of the list a record stands in, on both sides."""
    listed_in: str = ""
    """List column on the left: groups the person is in already."""
    margin: float = Field(default=3.0, ge=0)
    """By how many bits (log2) the best must beat the second; else both are open."""
    order: tuple[str, ...] = ()
    """Groups whose record gives a cluster without anchored person its id, the first first."""


@dataclass(frozen=True, config=_FORM)
class Linkage:
    """The whole configuration of a linkage."""

    version: str
    comparisons: Annotated[tuple[Compare, ...], Field(min_length=1, max_length=16)]
    blocking: Annotated[tuple[Block, ...], Field(min_length=1)]
    thresholds: Thresholds
    record: str = "record_id"
    entity: str = ""
    """Column of the person a record belongs to; a record is a person of its own if empty."""
    definite_no: tuple[DefiniteNo, ...] = ()
    one_to_one: OneToOne | None = None
    prior: Probability | None = None
    """Probability that any two records are of one person; estimated if none."""

    @property
    def person(self) -> str:
        """The column of the person of a record."""
        return self.entity or self.record

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is compared or blocked on, each once."""
        compared = [column for compare in self.comparisons for column in compare.read]
        return tuple(dict.fromkeys([*compared, *(key.column for block in self.blocking for key in block.keys)]))


def load_linkage(path: Path | None = None) -> Linkage:
    """Read a configuration, the city's if none is named. Raises LinkageError naming file and place."""
    source = path or LINKAGE
    try:
        read = TypeAdapter(Linkage).validate_python(read_yaml(source))
    except ValidationError as error:
        raise LinkageError(f"{source.name}: {_said(error.errors())}") from None
    except LinkageError:
        raise
    except ValueError as error:
        raise LinkageError(str(error)) from error
    if problem := next(_problems(read), ""):
        raise LinkageError(f"{source.name}: {problem}")
    return read


def _said(errors: list[ErrorDetails]) -> str:
    """The first problem; a key that does not exist explains one that is missing."""
    error = next((one for one in errors if one["type"] == "unexpected_keyword_argument"), errors[0])
    place = ".".join(str(part) for part in error["loc"] if part not in {"tuple", "dict"}) or "the file"
    known = {"unexpected_keyword_argument": "there is no such key here", "missing": "is missing: write it"}
    return f"{place}: {known.get(error['type'], error['msg'])}"


def _problems(config: Linkage) -> Iterator[str]:
    names = Counter(compare.name for compare in config.comparisons)
    yield from (f"comparisons: {name} stands twice; give each a name of its own" for name, times in names.items() if times > 1)
    for rule in config.definite_no:
        if not rule.when:
            yield f"definite_no: {rule.name}: when is empty; name the comparisons and their levels"
        for name in rule.when.keys() - names.keys():
            yield f"definite_no: {rule.name}: there is no comparison {name}; there are {', '.join(names)}"
    if config.thresholds.review > config.thresholds.automatic:
        yield "thresholds: review lies above automatic; write review <= automatic"
    blocks = Counter(config.blocking)
    yield from (f"blocking: {block.name} stands twice" for block, times in blocks.items() if times > 1)
