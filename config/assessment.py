"""The official rates of an assessment (`config/assessment.yaml`): what each counts, and how a sample of households is drawn.

No feed, column or rate is known to the code. `config.check_assessment` says what is wrong with the file, `transforms.assessment` turns the
rates into Polars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from config.entries import fields_of
from config.yaml_files import read_yaml

Counts = Literal["persons", "households"]
Good = Literal["below", "at_least"]

ASSESSMENT = Path(__file__).with_name("assessment.yaml")
PARTS: Mapping[str, str] = {
    "sample": "text",
    "household": "text",
    "town": "text",
    "stratum": "text",
    "stratum_households": "int",
    "persons": "int",
    "checked_on": "date",
}
"""What the columns of a spot check are to the rates -> the type of such a column."""


@dataclass(frozen=True)
class Rate:
    """One rate: of the households of which `of` holds, the share of which `hit` does; both in the language of rules."""

    id: str
    title: str
    counts: Counts
    """What numerator and denominator count: the households, or the persons in them."""
    hit: str
    good: Good
    """On which side of the line it has to lie."""
    line: str
    """Name of the threshold."""
    of: str = ""
    """Of which households it speaks; of all when it is empty."""
    parameters: tuple[str, ...] = ()
    """Names of thresholds that stand in the expressions as `{name}`."""


@dataclass(frozen=True)
class Assessment:
    """Everything that is said of spot checks."""

    feed: str
    """`department/feed` whose rows say what was found."""
    columns: Mapping[str, str]
    """Part (PARTS) -> column of the feed."""
    frame: str
    """Which households may be drawn, over the columns of the published table `household`."""
    strata: tuple[str, ...]
    """Columns of `household` by which a sample is divided unless somebody names others."""
    prefilled: Mapping[str, str]
    """Column of the feed -> column of `household`, or a question about its columns: what a form says before anybody looked."""
    least_households: str
    """Name of the threshold: of fewer answers no rate is told."""
    rates: tuple[Rate, ...]


def assessment_file(extra: Path | None = None) -> Path:
    """The file that counts: that of an extra folder (settings: `feeds`) where there is one."""
    own = extra / ASSESSMENT.name if extra else None
    return own if own and own.exists() else ASSESSMENT


@cache
def load_assessment(extra: Path | None = None) -> Assessment:
    """Read the rates. Raises ValueError naming file, entry and what to write."""
    path = assessment_file(extra)
    given = fields_of(Assessment, read_yaml(path), path.name)
    rates = tuple(_rate(path.name, entry) for entry in given["rates"])
    texts = {name: {str(key): str(value) for key, value in given[name].items()} for name in ("columns", "prefilled")}
    return Assessment(**{**given, **texts, "strata": tuple(given["strata"]), "rates": rates})


def _rate(file: str, entry: object) -> Rate:
    where = f"{file}: {entry.get('id', 'a rate without id') if isinstance(entry, dict) else entry}"
    given = fields_of(Rate, entry, where)
    return Rate(**{**given, "parameters": tuple(given.get("parameters", ()))})
