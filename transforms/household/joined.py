"""The joined results of a night: what its tables are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.household.few import Few
from transforms.household.further import Told
from transforms.parts import Parts


@dataclass(frozen=True)
class Joined:
    """The joined results of a night. Frames named by the stage that makes them."""

    states: Mapping[str, pl.LazyFrame]
    """The state of each delivered feed that the night reads, people under the numbers they count as."""
    rows: Mapping[str, pl.LazyFrame]
    """Each feed's rows with the person of every row."""
    sighted: pl.LazyFrame
    dossier: Parts
    few: Few
    losing: Mapping[str, pl.LazyFrame]
    assisted: pl.LazyFrame
    """Ranked assistance rows."""
    homes: Parts
    people: Parts
    """Persons of households with their indicators, by household."""
    outside: pl.LazyFrame
    """Persons of no household, as `people.outsiders` takes them."""
    groups: pl.LazyFrame
    """`marks.gathered`: the special groups of those who are in any, and the evidence."""
    told: Told
    """What indicators of any feed say."""
    persons: pl.LazyFrame
    """Everybody's chosen values, by person."""
