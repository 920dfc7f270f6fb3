"""Which rows of a change log speak of a person: by a number they bear, or by the id that a row without a usable one has.

Row by row, of a log as it lies: whose row it is in a state also depends on other rows (a borrowed number), so a row under somebody's number
speaks of its holder here, and of the one who has no number of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from config.contracts import Contract
from transforms.household.borrowed import NUMBER as OWN_NUMBER
from transforms.household.borrowed import contradicts
from transforms.household.identified import NUMBER
from transforms.household.ids import person_of
from transforms.household.states import AID, ENROLMENT, SETTLEMENTS, STUDENTS

THROUGH: Mapping[str, tuple[str, str]] = {SETTLEMENTS: (ENROLMENT, "psn_no"), AID: (STUDENTS, "student_no")}
"""Feed -> the feed whose rows say whose a row without a usable number is, and the column by which they are the same (see `identify`)."""
NAMED_BY = {SETTLEMENTS: (ENROLMENT, "psn_no")}
"""Feed -> under which feed's name and by which column a row that bears no usable number makes an id, where not by its own key."""
KEY = "_key"
"""Found by the id that the row's own key makes."""
BORROWED = "the number, with another birth date"
"""Found by a number that may be somebody else's: a child's row under a guardian's."""


def by_numbers(contract: Contract, schema: pl.Schema, persons: Collection[str]) -> dict[str, pl.Expr]:
    """Identifier column of the feed -> whether it names one of the persons; BORROWED where the row's birth date contradicts that number."""
    names = [column.name for column in contract.columns if column.is_identifier and f"{column.name}__person" in schema]
    tests = {name: pl.col(f"{name}__person").is_in(list(persons)) for name in names}
    own = OWN_NUMBER.removesuffix("__person")
    if own in tests and "birth_date" in schema:
        tests[BORROWED] = tests[own] & contradicts()
        tests[own] &= ~contradicts()
    return tests


def by_key(contract: Contract, schema: pl.Schema, persons: Collection[str], key: bytes) -> dict[str, pl.Expr]:
    """Whether a row without a usable number of its own is one of the persons; nothing for a feed that makes nobody known."""
    number = NUMBER.get(contract.name)
    if number is None or f"{number}__person" not in schema:
        return {}
    feed, source = NAMED_BY.get(contract.name, (contract.name, "_key"))
    unnumbered = pl.col(f"{number}__person").is_null()
    if {OWN_NUMBER, "birth_date"} <= schema.keys():
        unnumbered = unnumbered | contradicts()
    person = person_of(pl.lit(None, pl.String), feed=feed, key=key, source=pl.when(unnumbered).then(source))
    return {KEY: person.is_in(list(persons))}


def through(contract: Contract, schema: pl.Schema, names: Collection[str]) -> dict[str, pl.Expr]:
    """Whether a row without a usable number bears one of the `names` that another feed's rows have (THROUGH)."""
    if contract.name not in THROUGH or not names:
        return {}
    column, number = THROUGH[contract.name][1], f"{NUMBER[contract.name]}__person"
    if not {column, number} <= schema.keys():
        return {}
    return {column: pl.col(number).is_null() & pl.col(column).is_in(list(names))}
